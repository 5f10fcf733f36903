package dev.jrunit.chpst;

/**
 * A user and groups as they were named on the command line.
 *
 * @param text such as {@code www}, {@code www:adm:tty} or {@code :33:4:5}
 * @param isAccount whether the whole text is the name of an account, colons or not
 */
record UserName(String text, boolean isAccount) {
    static UserName ofUserAndGroups(String text) {
        return new UserName(text, false);
    }

    static UserName ofAccount(String text) {
        return new UserName(text, true);
    }

    /** Whether it consists of numbers, after the colon that says so. */
    boolean isNumbers() {
        return !isAccount && text.startsWith(":");
    }
}
