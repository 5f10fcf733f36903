package dev.jrunit.protocol;

/**
 * The bytes that {@code supervise/control} takes. The letter is also the name of the script {@code control/X} that may
 * stand in for it. Source: runsv(8), CONTROL.
 */
public enum ControlCommand {
    UP('u'),
    DOWN('d'),
    ONCE('o'),
    TERM('t'),
    KILL('k'),
    PAUSE('p'),
    CONT('c'),
    HUP('h'),
    ALARM('a'),
    INTERRUPT('i'),
    QUIT('q'),
    USR1('1'),
    USR2('2'),
    EXIT('x');

    private final byte letter;

    ControlCommand(char letter) {
        this.letter = (byte) letter;
    }

    /** The byte to write. */
    public byte letter() {
        return letter;
    }

    /** The command for a byte that was read; null if there is none, and runsv ignores it. */
    public static ControlCommand ofLetter(byte letter) {
        return switch (letter) {
            case 'u' -> UP;
            case 'd' -> DOWN;
            case 'o' -> ONCE;
            case 't' -> TERM;
            case 'k' -> KILL;
            case 'p' -> PAUSE;
            case 'c' -> CONT;
            case 'h' -> HUP;
            case 'a' -> ALARM;
            case 'i' -> INTERRUPT;
            case 'q' -> QUIT;
            case '1' -> USR1;
            case '2' -> USR2;
            case 'x' -> EXIT;
            default -> null;
        };
    }
}
