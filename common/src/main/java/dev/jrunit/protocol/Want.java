package dev.jrunit.protocol;

/** What a supervised service is wanted to do. The status file tells only {@link #UP} from the rest. */
public enum Want {
    UP,
    DOWN,
    EXIT
}
