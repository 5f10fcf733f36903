package dev.jrunit.sv;

import dev.jrunit.protocol.ServiceStatus;
import dev.jrunit.protocol.Want;
import java.util.ArrayList;
import java.util.List;

/**
 * A command of sv(8): its word, the bytes it writes to {@code supervise/control}, and when it has taken effect. Pure.
 * Source: sv(8), COMMANDS.
 */
enum Action {
    STATUS("status", "", Goal.SENT, Wait.IF_ASKED),
    UP("up", "u", Goal.UP, Wait.IF_ASKED),
    DOWN("down", "d", Goal.DOWN, Wait.IF_ASKED),
    ONCE("once", "o", Goal.ONCE, Wait.IF_ASKED),
    PAUSE("pause", "p", Goal.PAUSED, Wait.IF_ASKED),
    CONT("cont", "c", Goal.CONTINUED, Wait.IF_ASKED),
    HUP("hup", "h", Goal.SENT, Wait.IF_ASKED),
    ALARM("alarm", "a", Goal.SENT, Wait.IF_ASKED),
    INTERRUPT("interrupt", "i", Goal.SENT, Wait.IF_ASKED),
    QUIT("quit", "q", Goal.SENT, Wait.IF_ASKED),
    USR1("1", "1", Goal.SENT, Wait.IF_ASKED),
    USR2("2", "2", Goal.SENT, Wait.IF_ASKED),
    TERM("term", "t", Goal.ENDED_OR_RENEWED, Wait.IF_ASKED),
    KILL("kill", "k", Goal.ENDED_OR_RENEWED, Wait.IF_ASKED),
    EXIT("exit", "x", Goal.RUNSV_GONE, Wait.IF_ASKED),
    START("start", "u", Goal.UP, Wait.ALWAYS),
    STOP("stop", "d", Goal.DOWN, Wait.ALWAYS),
    RELOAD("reload", "h", Goal.SENT, Wait.ALWAYS),
    RESTART("restart", "tcu", Goal.RESTARTED, Wait.ALWAYS),
    SHUTDOWN("shutdown", "x", Goal.RUNSV_GONE, Wait.ALWAYS),
    FORCE_STOP("force-stop", "d", Goal.DOWN, Wait.THEN_KILL),
    FORCE_RELOAD("force-reload", "tc", Goal.RESTARTED_IF_WANTED, Wait.THEN_KILL),
    FORCE_RESTART("force-restart", "tcu", Goal.RESTARTED, Wait.THEN_KILL),
    FORCE_SHUTDOWN("force-shutdown", "x", Goal.RUNSV_GONE, Wait.THEN_KILL),
    TRY_RESTART("try-restart", "tc", Goal.RESTARTED_IF_WANTED, Wait.ALWAYS),
    CHECK("check", "", Goal.AS_WANTED, Wait.ALWAYS);

    /** Whether sv waits for the effect. */
    private enum Wait {
        /** With -v or -w only. */
        IF_ASKED,
        ALWAYS,
        /** Always, and a service that takes too long gets the kill command. */
        THEN_KILL
    }

    private final String word;
    private final String controlBytes;
    private final Goal goal;
    private final Wait wait;

    Action(String word, String controlBytes, Goal goal, Wait wait) {
        this.word = word;
        this.controlBytes = controlBytes;
        this.goal = goal;
        this.wait = wait;
    }

    /** All words, for help and completion. */
    static List<String> words() {
        Action[] actions = values();
        List<String> words = new ArrayList<>(actions.length);
        for (Action action : actions) {
            words.add(action.word);
        }
        return words;
    }

    /**
     * The action that {@code word} names; null if there is none. A whole word names its action; of any other only the
     * first letter counts, but words with r and f have to be whole.
     *
     * @param asInitScript as an init script, {@code status} has to be whole too
     */
    static Action named(String word, boolean asInitScript) {
        for (Action action : values()) {
            if (action.word.equals(word)) {
                return action;
            }
        }
        if (word.isEmpty()) {
            return null;
        }
        return switch (word.charAt(0)) {
            case 's' -> asInitScript ? null : STATUS;
            case 'u' -> UP;
            case 'd' -> DOWN;
            case 'o' -> ONCE;
            case 'p' -> PAUSE;
            case 'c' -> CONT;
            case 'h' -> HUP;
            case 'a' -> ALARM;
            case 'i' -> INTERRUPT;
            case 'q' -> QUIT;
            case '1' -> USR1;
            case '2' -> USR2;
            case 't' -> TERM;
            case 'k' -> KILL;
            case 'e', 'x' -> EXIT;
            case 'D' -> FORCE_STOP;
            case 'T' -> FORCE_RELOAD;
            case 'E', 'X' -> FORCE_SHUTDOWN;
            default -> null;
        };
    }

    /**
     * What to write to the control FIFO of a service with that status; empty if it has been told already: up once it is
     * wanted up, down once it is wanted down and has got its TERM.
     */
    String bytesFor(ServiceStatus status) {
        boolean told = switch (controlBytes) {
            case "u" -> status.want() == Want.UP;
            case "d" -> status.want() == Want.DOWN && status.gotTerm();
            default -> false;
        };
        return told ? "" : controlBytes;
    }

    /** Whether this only looks. */
    boolean sendsNothing() {
        return controlBytes.isEmpty();
    }

    Goal goal() {
        return goal;
    }

    /** Whether this waits even without -v. */
    boolean alwaysWaits() {
        return wait != Wait.IF_ASKED;
    }

    /** Whether a service that takes too long gets the kill command. */
    boolean killsAtTimeout() {
        return wait == Wait.THEN_KILL;
    }
}
