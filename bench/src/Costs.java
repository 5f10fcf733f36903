import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measures what README.md here describes. In every round each program is measured once, one after the other, so that a
 * drift of the machine's speed hits all alike; the rounds that warm up do not count.
 */
public final class Costs {
    private Costs() {}

    /** Arguments: the folder of these classes, then the options. The environment's JRUNIT_HOME is the distribution. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path save = null;
        boolean quick = false;
        List<String> only = new ArrayList<>();
        for (int i = 1; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--quick" -> quick = true;
                case "--only" -> only.add(arguments[++i]);
                case "--save" -> save = Path.of(arguments[++i]);
                default -> throw new IllegalArgumentException(arguments[i] + ": not an option of this");
            }
        }
        Path dist = Path.of(System.getenv("JRUNIT_HOME")).toRealPath();
        Path work = Files.createTempDirectory("jrunit-bench");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(work)));
        String machine = Machine.describe(dist, work);
        System.out.println(machine);
        List<Product> products = products(dist);
        Report report = new Report(products.stream().map(Product::name).toList());
        List<String> empty = Empty.prepare(dist, Path.of(arguments[0]), work);
        Lab lab = new Lab(dist, work, empty, products, new Starts(work.resolve("started")), report, quick);
        for (Measurement measurement : measurements(lab)) {
            if (only.isEmpty() || only.contains(measurement.group())) {
                measurement.make(report);
                if (save != null) {
                    save(save, machine, report); // each time: a run takes long, and may be interrupted
                }
            }
        }
        System.exit(report.missed() == 0 ? 0 : 1);
    }

    /** Ours first. */
    private static List<Product> products(Path dist) {
        Path debian = Path.of("/usr/bin");
        List<Product> peers = List.of(Runit.inC(), new S6(debian), new Supervisord(debian));
        List<Product> products = new ArrayList<>();
        products.add(Runit.jrunit(dist));
        peers.stream().filter(Product::isInstalled).forEach(products::add);
        return products;
    }

    /** The tables, and beside them the chart. */
    private static void save(Path file, String machine, Report report) throws IOException {
        String name = file.getFileName().toString().replaceAll("\\.md$", "") + ".svg";
        Files.writeString(file, machine + "\n" + report.text() + "\n![" + Chart.TITLE + "](" + name + ")\n");
        Files.writeString(file.resolveSibling(name), Chart.draw(report.ratios()));
    }

    private static List<Measurement> measurements(Lab lab) {
        return List.of(
                new Measurement("start", () -> new StartCosts(lab).measure()),
                new Measurement("init", () -> new InitCosts(lab).measure()),
                new Measurement("control", () -> new ControlCosts(lab).measure()),
                new Measurement("new", () -> new NewDirectoryCosts(lab).measure()),
                new Measurement("fleet", () -> new FleetCosts(lab).measure(1, 35)),
                new Measurement("fleet", () -> new FleetCosts(lab).measure(10, 35)),
                new Measurement("fleet", () -> new FleetCosts(lab).measure(100, 36)),
                new Measurement("fleet", () -> new FleetCosts(lab).measure(1000, 45)),
                new Measurement("storm", () -> new StormCosts(lab).measure()),
                new Measurement("svlogd", () -> new LogProcessCosts(lab).measure()),
                new Measurement("svlogd", () -> new LogThroughput(lab).measure()),
                new Measurement("delay", () -> new LogDelays(lab).measure()),
                new Measurement("logged", () -> new LoggedFleetCosts(lab).measure()),
                new Measurement("loggers", () -> new HostedLoggerCosts(lab).memory()),
                new Measurement("trickle", () -> new HostedLoggerCosts(lab).trickle()));
    }

    /** First what runs, then its files. */
    private static void end(Path work) {
        try {
            Programs.startNothingMore();
            Programs.killAll();
            // The main thread may still be making files for what it cannot start any more.
            Waiting.until("left behind: " + work, () -> isDeleted(work));
        } catch (IOException | InterruptedException | IllegalStateException e) {
            System.err.println("not all ended: " + e.getMessage());
        }
    }

    private static boolean isDeleted(Path work) {
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
            return true;
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }
}
