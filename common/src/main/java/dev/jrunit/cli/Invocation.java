package dev.jrunit.cli;

import dev.jrunit.posix.ByteStrings;
import java.io.FileInputStream;
import java.io.IOException;

/**
 * How a tool was called, and where it talks to.
 *
 * @param argv0 the program's name as it was called, a byte string
 * @param arguments what followed it, byte strings
 * @param stdout standard output
 * @param stderr standard error
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Invocation(String argv0, String[] arguments, Output stdout, Output stderr) {
    /** The launchers put the name they were called by here. */
    private static final String ARGV0_PROPERTY = "jrunit.argv0";

    /**
     * The call of this process.
     *
     * @param toolName the name if the launcher passes none
     * @param arguments what {@code main} was given
     */
    public static Invocation ofProcess(String toolName, String[] arguments) {
        String argv0 = System.getProperty(ARGV0_PROPERTY, toolName);
        String[] exact = arguments;
        if (!allAscii(arguments) || !ByteStrings.isAscii(argv0)) {
            byte[] commandLine = readCommandLine();
            exact = lastEntries(commandLine, arguments);
            argv0 = entryAfter(commandLine, "-D" + ARGV0_PROPERTY + "=", argv0);
        }
        return new Invocation(argv0, exact, Output.standard(), Output.error());
    }

    /** {@link #argv0} after its last slash. */
    public String name() {
        return argv0.substring(argv0.lastIndexOf('/') + 1);
    }

    private static boolean allAscii(String[] arguments) {
        for (String argument : arguments) {
            if (!ByteStrings.isAscii(argument)) {
                return false;
            }
        }
        return true;
    }

    /** The virtual machine has decoded the arguments by the locale, and not always back to front; the kernel has not. */
    private static byte[] readCommandLine() {
        try (FileInputStream file = new FileInputStream("/proc/self/cmdline")) {
            return file.readAllBytes();
        } catch (IOException e) {
            return new byte[0];
        }
    }

    /** The last entries of {@code commandLine}, as many as {@code arguments}, which stand in if there are too few. */
    static String[] lastEntries(byte[] commandLine, String[] arguments) {
        String[] exact = new String[arguments.length];
        int end = commandLine.length - 1;
        for (int i = arguments.length - 1; i >= 0; i--) {
            if (end < 0) {
                return ofTexts(arguments);
            }
            int start = end;
            while (start > 0 && commandLine[start - 1] != 0) {
                start--;
            }
            exact[i] = ByteStrings.of(commandLine, start, end - start);
            end = start - 1;
        }
        return exact;
    }

    /** What follows {@code prefix} in the first entry that begins with it; else {@code missing}. */
    static String entryAfter(byte[] commandLine, String prefix, String missing) {
        int start = 0;
        for (int i = 0; i < commandLine.length; i++) {
            if (commandLine[i] == 0) {
                String entry = ByteStrings.of(commandLine, start, i - start);
                if (entry.startsWith(prefix)) {
                    return entry.substring(prefix.length());
                }
                start = i + 1;
            }
        }
        return ByteStrings.ofText(missing);
    }

    private static String[] ofTexts(String[] arguments) {
        String[] byteStrings = new String[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            byteStrings[i] = ByteStrings.ofText(arguments[i]);
        }
        return byteStrings;
    }
}
