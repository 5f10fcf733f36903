import java.io.IOException;
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
        Report report = new Report();
        measure(lab(dist, Path.of(arguments[0]), work, report, quick), only);
        if (save != null) {
            Files.writeString(save, machine + "\n" + report.text());
        }
        System.exit(report.missed() == 0 ? 0 : 1);
    }

    private static Lab lab(Path dist, Path classes, Path work, Report report, boolean quick)
            throws IOException, InterruptedException {
        List<Product> products = new ArrayList<>();
        products.add(Product.jrunit(dist));
        if (Product.runit().isInstalled()) {
            products.add(Product.runit());
        }
        List<String> empty = Empty.prepare(dist, classes, work);
        return new Lab(dist, work, empty, products, new Starts(work.resolve("started")), report, quick);
    }

    private static void measure(Lab lab, List<String> only) throws IOException, InterruptedException {
        if (isWanted("start", only)) {
            new StartCosts(lab).measure();
        }
        if (isWanted("init", only)) {
            new InitCosts(lab).measure();
        }
        if (isWanted("control", only)) {
            new ControlCosts(lab).measure();
        }
        if (isWanted("new", only)) {
            new NewDirectoryCosts(lab).measure();
        }
        if (isWanted("memory", only)) {
            new ManyServicesCosts(lab).memory("0", 0, 35);
            new ManyServicesCosts(lab).memory("100", 100, 36);
        }
        if (isWanted("mass", only)) {
            new ManyServicesCosts(lab).thousand();
        }
        if (isWanted("svlogd", only)) {
            new LogProcessCosts(lab).measure();
            new LogThroughput(lab).measure();
        }
        if (isWanted("delay", only)) {
            new LogDelays(lab).measure();
        }
        if (isWanted("loggers", only)) {
            new HostedLoggerCosts(lab).memory();
        }
        if (isWanted("trickle", only)) {
            new HostedLoggerCosts(lab).trickle();
        }
    }

    private static boolean isWanted(String group, List<String> only) {
        return only.isEmpty() || only.contains(group);
    }

    /** First what runs, then its files. */
    private static void end(Path work) {
        Supervisor.endAll();
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("left behind: " + e);
        }
    }
}
