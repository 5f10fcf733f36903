import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How long a line takes from its newline until anybody can read it in {@code current}, at several rates. */
final class LogDelays {
    private static final int[] RATES = {1, 10, 100, 1_000, 10_000, 100_000, LineDelay.FLAT_OUT};
    /** Large enough for the observer to see each file, small enough for it to be rotated. */
    private static final LogCase STAMPED =
            new LogCase("", List.of("-tt"), LoggedServices.LARGE_FILES, List.of("n10", "s64000000", "T"), 1);

    private static final int OTHERS = 99;

    private final Lab lab;
    private final List<LogTool> tools = new ArrayList<>();

    LogDelays(Lab lab) {
        this.lab = lab;
        tools.add(LogTool.jrunit(lab.dist()));
        tools.addAll(LogTool.peers());
    }

    void measure() throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        names.add("jrunit, hosted, one of 100");
        tools.stream().map(LogTool::name).forEach(names::add);
        lab.report().heading(names);
        List<List<Series>> figures = new ArrayList<>();
        for (int rate : RATES) {
            List<Series> row = names.stream().map(name -> new Series()).toList();
            figures.add(row);
        }
        hosted(figures);
        for (int i = 0; i < tools.size(); i++) {
            process(tools.get(i), figures, i + 1);
        }
        for (int r = 0; r < RATES.length; r++) {
            String rate = RATES[r] == LineDelay.FLAT_OUT ? "as many as the pipe takes" : Integer.toString(RATES[r]);
            List<Series> row = figures.get(r);
            boolean met = row.get(0).most() <= 100 && row.get(1).most() <= 100;
            lab.report().row("lines a second: " + rate + "; the slowest line, ms", row, "≤ 100", met);
        }
    }

    private int seconds() {
        return lab.rounds(20, 4);
    }

    private void hosted(List<List<Series>> figures) throws IOException, InterruptedException {
        LoggedServices services =
                LoggedServices.start(lab, lab.products().get(0), LoggedServices.Logger.HOSTED, OTHERS + 1);
        Trickle trickle = new Trickle(services, 1, 1);
        try (LineDelay delay = new LineDelay(services.current(0), services.output(0))) {
            for (int r = 0; r < RATES.length; r++) {
                figures.get(r).get(0).add(delay.worst(seconds(), RATES[r]));
            }
        }
        trickle.end();
        services.end();
    }

    private void process(LogTool tool, List<List<Series>> figures, int column)
            throws IOException, InterruptedException {
        Path directory = lab.fresh();
        Process process = Programs.start(Programs.prepare(tool.command(STAMPED, directory)));
        Path current = directory.resolve("current");
        Waiting.until("no logger", () -> Files.exists(current));
        try (LineDelay delay = new LineDelay(current, process.getOutputStream())) {
            for (int r = 0; r < RATES.length; r++) {
                figures.get(r).get(column).add(delay.worst(seconds(), RATES[r]));
            }
        }
        process.getOutputStream().close();
        process.waitFor();
        LogThroughput.delete(directory);
    }
}
