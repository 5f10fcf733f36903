package dev.jrunit.protocol;

/** What a supervised service is doing. The constant owns its byte and its word in the {@code supervise/} files. */
public enum State {
    DOWN((byte) 0, "down"),
    RUN((byte) 1, "run"),
    FINISH((byte) 2, "finish");

    private final byte code;
    private final String word;

    State(byte code, String word) {
        this.code = code;
        this.word = word;
    }

    /** The last byte of {@code supervise/status}. */
    public byte code() {
        return code;
    }

    /** The first word of {@code supervise/stat} and of {@code sv status}. */
    public String word() {
        return word;
    }

    /** The state with that byte; null if there is none. */
    static State ofCode(byte code) {
        return switch (code) {
            case 0 -> DOWN;
            case 1 -> RUN;
            case 2 -> FINISH;
            default -> null;
        };
    }
}
