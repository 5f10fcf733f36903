import java.util.ArrayList;
import java.util.List;

/**
 * What a logger is asked for, in the words of svlogd and of s6-log.
 *
 * @param name how it is called in the table
 * @param options of svlogd
 * @param config the file {@code config} of svlogd's log directory
 * @param s6Script the directives of s6-log that come closest
 * @param bar how many times C svlogd's throughput is wanted
 */
record LogCase(String name, List<String> options, String config, List<String> s6Script, double bar) {
    private static final String ROTATING = "s1000000\nn10\n";
    private static final List<String> S6_ROTATING = List.of("s1000000", "n10");
    /** One file for all that a round writes. For s6-log the largest there is, which is nearly enough. */
    private static final String UNLIMITED = "s0\n";

    private static final List<String> S6_UNLIMITED = List.of("s268435455", "n10");

    /** Pairs of a line of svlogd's config and the expression that says the same to s6-log of {@link LogLines}. */
    private static final String[] FILTERS = {
        "-*", "-.*",
        "+*status=200*", "+status=200",
        "+*status=404*", "+status=404",
        "+*status=500*", "+status=500",
        "+*WARN*", "+WARN",
        "+*ERROR*", "+ERROR",
        "-*DEBUG*", "-DEBUG",
        "-*TRACE*", "-TRACE",
        "-*/health*", "-/health",
        "-*/metric *", "-/metric ",
    };

    /** Whether no old file is removed. */
    boolean isKept() {
        return config.startsWith(UNLIMITED);
    }

    /** Those with a bar on their throughput. */
    static final List<LogCase> ALL = List.of(
            unlimited("plain", "", ""),
            unlimited("`-t`", "-t", "t"),
            unlimited("`-tt`", "-tt", "T"),
            unlimited("`-ttt`", "-ttt", "T"),
            filters(),
            new LogCase("a new file each 1 MB, 10 kept", List.of(), ROTATING, S6_ROTATING, 4),
            new LogCase("the same with `-tt`", List.of("-tt"), ROTATING, with(S6_ROTATING, "T"), 4));

    private static LogCase unlimited(String name, String option, String s6Stamp) {
        List<String> options = option.isEmpty() ? List.of() : List.of(option);
        List<String> script = s6Stamp.isEmpty() ? S6_UNLIMITED : with(S6_UNLIMITED, s6Stamp);
        return new LogCase(name, options, UNLIMITED, script, 5);
    }

    private static LogCase filters() {
        StringBuilder config = new StringBuilder(UNLIMITED);
        List<String> script = new ArrayList<>();
        for (int i = 0; i < FILTERS.length; i += 2) {
            config.append(FILTERS[i]).append('\n');
            script.add(FILTERS[i + 1]);
        }
        script.addAll(S6_UNLIMITED);
        return new LogCase("ten filters", List.of(), config.toString(), script, 4);
    }

    private static List<String> with(List<String> script, String more) {
        List<String> all = new ArrayList<>(script);
        all.add(more);
        return all;
    }
}
