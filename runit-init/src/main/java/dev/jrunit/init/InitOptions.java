package dev.jrunit.init;

import dev.jrunit.cli.CommandLine;
import dev.jrunit.cli.Operand;
import dev.jrunit.cli.Option;
import dev.jrunit.cli.OptionTable;
import dev.jrunit.cli.UsageException;
import dev.jrunit.svlogd.LineStyle;
import java.util.List;

/** The command line and the environment variables of runit-init. Source: my_init of baseimage-docker, runit-init(8). */
public final class InitOptions {
    private static final Option SKIP_STARTUP_FILES =
            Option.flag("", "skip-startup-files", "Do not run /etc/my_init.d and /etc/rc.local.");
    private static final Option SKIP_RUNIT = Option.flag("", "skip-runit", "Do not start the services.");
    private static final Option NO_KILL_ALL =
            Option.flag("", "no-kill-all-on-exit", "Leave alone what still runs in the end.");
    private static final Option QUIET = Option.flag("", "quiet", "Print errors only.");
    private static final Option CONTAINER =
            Option.flag("", "container", "Boot as a container even where there is an /etc/runit/1.");
    private static final Option ETC = Option.valued(
            "", "etc", "dir", "The folder of service, my_init.d, runit and the other files; /etc without this.");

    /** The command line. */
    public static final OptionTable RUNIT_INIT = new OptionTable(
            "runit-init",
            "[options] [--] [command [arg]...] | 0 | 6",
            "Boots a container or a machine, supervises its services, and ends it in order.",
            List.of(SKIP_STARTUP_FILES, SKIP_RUNIT, NO_KILL_ALL, QUIET, CONTAINER, ETC),
            List.of(
                    Operand.of(
                            "command",
                            Operand.Kind.PROGRAM,
                            Operand.Count.OPTIONAL,
                            "The main command: the container ends with it, and with its exit code."),
                    Operand.of("arg", Operand.Kind.TEXT, Operand.Count.ANY, "Its arguments.")),
            OptionTable.Leniency.STRICT,
            1,
            1);

    /** The operand that asks the first process to start the machine again. */
    static final String RESTART = "6";

    private static final String HALT = "0";
    private static final String DEFAULT_ETC = "/etc";
    private static final long DEFAULT_LIMIT_SECONDS = 30;
    private static final int MOST_DIGITS = 9;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private InitOptions() {}

    /**
     * What the command line and the environment say.
     *
     * @throws UsageException if a variable makes no sense
     */
    static Settings settings(CommandLine line, List<String> environment) throws UsageException {
        return new Settings(
                line.has(ETC) ? line.value(ETC) : DEFAULT_ETC,
                line.operands(),
                line.has(SKIP_STARTUP_FILES),
                line.has(SKIP_RUNIT),
                line.has(QUIET),
                !line.has(NO_KILL_ALL),
                limitNanos("KILL_PROCESS_TIMEOUT", environment),
                limitNanos("KILL_ALL_PROCESSES_TIMEOUT", environment),
                outputStyle(environment));
    }

    /** Whether the first process of this machine is to be told to end it. */
    static boolean isRequest(CommandLine line) {
        List<String> operands = line.operands();
        return operands.size() == 1
                && (operands.get(0).equals(HALT) || operands.get(0).equals(RESTART));
    }

    /** Whether nothing was asked for that only a container has. */
    static boolean isForMachine(CommandLine line) {
        for (Option option : line.options()) {
            if (!option.equals(ETC)) {
                return false;
            }
        }
        return line.operands().isEmpty();
    }

    private static long limitNanos(String variable, List<String> environment) throws UsageException {
        String value = value(variable, environment);
        if (value.isEmpty()) {
            return DEFAULT_LIMIT_SECONDS * NANOS_PER_SECOND;
        }
        long seconds = 0;
        for (int i = 0; i < value.length(); i++) {
            char digit = value.charAt(i);
            if (digit < '0' || digit > '9' || i == MOST_DIGITS) {
                throw new UsageException("environment variable " + variable + " is no number of seconds: " + value);
            }
            seconds = 10 * seconds + (digit - '0');
        }
        return seconds * NANOS_PER_SECOND;
    }

    private static LineStyle outputStyle(List<String> environment) throws UsageException {
        String value = value("SV_LOG_FORMAT", environment);
        return switch (value) {
            case "", "raw" -> LineStyle.RAW;
            case "text" -> LineStyle.TEXT;
            case "json" -> LineStyle.JSON;
            default ->
                throw new UsageException("environment variable SV_LOG_FORMAT is not raw, text or json: " + value);
        };
    }

    private static String value(String variable, List<String> environment) {
        for (int i = 0; i < environment.size(); i++) {
            String entry = environment.get(i);
            if (entry.startsWith(variable + "=")) {
                return entry.substring(variable.length() + 1);
            }
        }
        return "";
    }
}
