package dev.jrunit.cli;

import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.PosixException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The frame round every tool: reads the command line, answers help and version, and is where every error ends. */
public final class Launcher {
    /** By name, so that nothing of picocli is loaded before help is asked for. */
    private static final String HELP_TEXT = "dev.jrunit.cli.picocli.PicocliHelp";

    private Launcher() {}

    /** Runs {@code tool} and ends the process with its exit code at once, without shutdown hooks. Never returns. */
    public static void launch(OptionTable table, Tool tool, Invocation invocation) {
        Runtime.getRuntime().halt(run(table, tool, invocation));
    }

    /** Runs {@code tool} and returns the exit code. */
    public static int run(OptionTable table, Tool tool, Invocation invocation) {
        try {
            CommandLine line = CommandLine.parse(table, invocation.arguments());
            if (line.has(Option.HELP)) {
                invocation.stdout().print(helpText().of(table, invocation.name()));
                return 0;
            }
            if (line.has(Option.VERSION)) {
                invocation.stdout().print(table.name() + " (jrunit) " + version() + "\n");
                return 0;
            }
            return tool.run(line, invocation);
        } catch (UsageException e) {
            String complaint = e.getMessage().isEmpty() ? "" : invocation.name() + ": " + e.getMessage() + "\n";
            invocation.stderr().print(complaint + table.usage(invocation.name()));
            return table.usageStatus();
        } catch (PosixException e) {
            invocation.stderr().print(invocation.name() + ": fatal: " + e.getMessage() + "\n");
            return table.fatalStatus();
        } catch (Throwable e) {
            printDefect(e, invocation.name() + ": fatal: ", invocation.stderr());
            return table.fatalStatus();
        }
    }

    /** Prints a defect of ours, or a broken installation: the trace is what a report needs. */
    public static void printDefect(Throwable defect, String prefix, Output stderr) {
        StringWriter trace = new StringWriter();
        defect.printStackTrace(new PrintWriter(trace, true));
        stderr.print(prefix + ByteStrings.ofText(trace.toString()));
    }

    private static HelpText helpText() throws ReflectiveOperationException {
        return Class.forName(HELP_TEXT)
                .asSubclass(HelpText.class)
                .getDeclaredConstructor()
                .newInstance();
    }

    /** The version of the suite. */
    public static String version() {
        Properties properties = new Properties();
        try (InputStream resource = Launcher.class.getResourceAsStream("version.properties")) {
            properties.load(resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
