package dev.jrunit.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * What the three files below {@code supervise/} say of a service.
 *
 * @param since when the state began; for {@link State#FINISH} still when {@code ./run} was started
 * @param pid the process of {@code run} or {@code finish}; 0 if there is none
 * @param paused whether it was sent STOP and no CONT since
 * @param want what it should do
 * @param gotTerm whether it was sent TERM since it was started
 * @param state what it does
 */
public record ServiceStatus(Tai64N since, int pid, boolean paused, Want want, boolean gotTerm, State state) {
    /** Length of {@code supervise/status}. */
    public static final int BYTES = 20;

    /**
     * Reads {@code supervise/status}; a want other than up is read as down.
     *
     * @return null if these are no such 20 bytes
     */
    public static ServiceStatus decode(byte[] bytes, int length) {
        if (length != BYTES) {
            return null;
        }
        State state = State.ofCode(bytes[19]);
        if (state == null) {
            return null;
        }
        int pid = (bytes[12] & 0xff)
                | ((bytes[13] & 0xff) << 8)
                | ((bytes[14] & 0xff) << 16)
                | ((bytes[15] & 0xff) << 24);
        Want want = bytes[17] == 'u' ? Want.UP : Want.DOWN;
        return new ServiceStatus(Tai64N.decode(bytes, 0), pid, bytes[16] != 0, want, bytes[18] != 0, state);
    }

    /** The content of {@code supervise/status}. */
    public byte[] encode() {
        byte[] bytes = new byte[BYTES];
        since.encode(bytes, 0);
        for (int i = 0; i < 4; i++) {
            bytes[12 + i] = (byte) (pid >>> (8 * i));
        }
        bytes[16] = (byte) (paused ? 1 : 0);
        bytes[17] = (byte) (want == Want.UP ? 'u' : 'd');
        bytes[18] = (byte) (gotTerm ? 1 : 0);
        bytes[19] = state.code();
        return bytes;
    }

    /** The content of {@code supervise/stat}, such as {@code run, got TERM, want down} and a newline. */
    public byte[] statText() {
        StringBuilder text = new StringBuilder(state.word());
        if (paused) {
            text.append(", paused");
        }
        if (gotTerm) {
            text.append(", got TERM");
        }
        if (state != State.DOWN && want != Want.UP) {
            text.append(want == Want.DOWN ? ", want down" : ", want exit");
        }
        return text.append('\n').toString().getBytes(ISO_8859_1);
    }

    /** The content of {@code supervise/pid}: the number and a newline, or nothing. */
    public byte[] pidText() {
        return (pid == 0 ? "" : pid + "\n").getBytes(ISO_8859_1);
    }
}
