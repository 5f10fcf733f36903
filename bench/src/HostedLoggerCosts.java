import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What loggers cost that are no processes, beside those that are. */
final class HostedLoggerCosts {
    private static final int FEW = 100;
    private static final byte[] LINES = "a line that a service prints when it has started\n"
            .repeat(20)
            .getBytes(StandardCharsets.US_ASCII);

    private final Lab lab;
    private final List<Setup> setups = new ArrayList<>();

    /** Who supervises, who logs, and which processes are the loggers. */
    private record Setup(String name, Product product, LoggedServices.Logger logger, String process) {
        /** Our loggers are part of runsvdir. */
        List<Long> pids(Supervisor supervisor) {
            return process.isEmpty() ? List.of(supervisor.pid()) : supervisor.below(process);
        }
    }

    HostedLoggerCosts(Lab lab) {
        this.lab = lab;
        setups.add(new Setup("jrunit, hosted", lab.products().get(0), LoggedServices.Logger.HOSTED, ""));
        Product runit = lab.product("C runit").orElse(null);
        if (runit != null) {
            setups.add(new Setup("C runit, svlogd", runit, LoggedServices.Logger.SVLOGD, "svlogd"));
            if (Files.isExecutable(Path.of(LogTool.S6_LOG))) {
                setups.add(new Setup("C runit, s6-log", runit, LoggedServices.Logger.S6_LOG, "s6-log"));
            }
        }
    }

    private List<Series> begin() {
        lab.report().heading(setups.stream().map(Setup::name).toList());
        return series();
    }

    private List<Series> series() {
        return setups.stream().map(setup -> new Series()).toList();
    }

    void memory() throws IOException, InterruptedException {
        List<Series> memory = begin();
        List<Series> threads = series();
        for (int round = 0; round < lab.rounds(3, 1); round++) {
            for (int i = 0; i < setups.size(); i++) {
                Setup setup = setups.get(i);
                double without = 0;
                int threadsWithout = 0;
                if (setup.process().isEmpty()) {
                    LoggedServices plain = LoggedServices.start(lab, setup.product(), LoggedServices.Logger.NONE, FEW);
                    TimeUnit.SECONDS.sleep(2);
                    without = plain.supervisor.memory();
                    threadsWithout = threads(setup.pids(plain.supervisor));
                    plain.end();
                }
                LoggedServices logged = LoggedServices.start(lab, setup.product(), setup.logger(), FEW);
                for (int k = 0; k < FEW; k++) {
                    logged.output(k).write(LINES);
                }
                TimeUnit.SECONDS.sleep(2);
                memory.get(i).add(Kernel.memory(setup.pids(logged.supervisor)) - without);
                threads.get(i).add(threads(setup.pids(logged.supervisor)) - threadsWithout);
                logged.end();
            }
        }
        boolean met = memory.get(0).median() < 15;
        lab.report().row("100 loggers: memory (PSS), MB", memory, "< 15", met);
        lab.report().row("100 loggers: threads", threads, "≤ 4", threads.get(0).median() <= 4);
    }

    /** Of the lines of one service, while each of the others prints ten lines a second. */
    private double worstDelay(LoggedServices services) throws IOException, InterruptedException {
        TimeUnit.SECONDS.sleep(1); // the file gets no more of the trickle
        Trickle trickle = new Trickle(services, 1, 10);
        try (LineDelay delay = new LineDelay(services.current(0), services.output(0))) {
            return delay.worst(lab.rounds(30, 10), 50);
        } finally {
            trickle.end();
        }
    }

    private static int threads(List<Long> pids) throws IOException {
        int threads = 0;
        for (long pid : pids) {
            threads += Kernel.threads(pid).size();
        }
        return threads;
    }

    /** Each service prints a line a second. Figures are for 1000 lines a second, though C runit takes 990 services. */
    void trickle() throws IOException, InterruptedException {
        List<Series> percents = begin();
        List<Series> ofThread = series();
        List<Series> worst = series();
        for (int round = 0; round < lab.rounds(3, 1); round++) {
            for (int i = 0; i < setups.size(); i++) {
                trickle(setups.get(i), percents.get(i), ofThread.get(i), worst.get(i));
            }
        }
        boolean met = percents.get(0).median() <= 1;
        lab.report().row("1000 loggers, a line a second each, % of a processor", percents, "≤ 1", met);
        lab.report().row("… of that the thread `loggers`", ofThread);
        String slowest = "1000 loggers, 10 lines a second each: the slowest line, ms";
        lab.report().row(slowest, worst, "≤ 100", worst.get(0).most() <= 100);
    }

    private void trickle(Setup setup, Series percents, Series ofThread, Series worst)
            throws IOException, InterruptedException {
        LoggedServices services =
                LoggedServices.start(lab, setup.product(), setup.logger(), setup.product().mostServices());
        Trickle trickle = new Trickle(services, 0, 1);
        TimeUnit.SECONDS.sleep(10); // until what runs often is compiled
        List<Long> pids = setup.pids(services.supervisor);
        Map<String, Long> threadsBefore = Kernel.threadNanos(pids.get(0));
        long before = Kernel.processorNanos(pids);
        long linesBefore = trickle.lines();
        TimeUnit.SECONDS.sleep(lab.rounds(60, 20));
        long nanos = Kernel.processorNanos(pids) - before;
        double lines = trickle.lines() - linesBefore;
        percents.add(nanos / lines / 1e4);
        Long loggers = Kernel.threadNanos(pids.get(0)).get("loggers");
        if (loggers != null) {
            ofThread.add((loggers - threadsBefore.getOrDefault("loggers", 0L)) / lines / 1e4);
        }
        trickle.end();
        worst.add(worstDelay(services));
        services.end();
    }
}
