import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A thousand services that each have a logger: their boot, and the memory of supervision and loggers together. */
final class LoggedFleetCosts {
    private static final int SERVICES = 1000;

    private final Lab lab;
    private final List<Setup> setups = new ArrayList<>();

    /** Whose services, who logs, and what the loggers' processes are called if they are any. */
    private record Setup(String name, Product product, LoggedServices.Logger logger, String process) {}

    LoggedFleetCosts(Lab lab) {
        this.lab = lab;
        setups.add(new Setup("jrunit, hosted", lab.products().get(0), LoggedServices.Logger.HOSTED, ""));
        add("C runit", "svlogd", LoggedServices.Logger.SVLOGD);
        add("s6", "s6-log", LoggedServices.Logger.S6_LOG);
    }

    private void add(String name, String process, LoggedServices.Logger logger) {
        lab.product(name)
                .ifPresent(product -> setups.add(new Setup(name + ", " + process, product, logger, process)));
    }

    void measure() throws IOException, InterruptedException {
        List<Series> boot = series();
        List<Series> memory = series();
        for (int round = 0; round < lab.rounds(3, 1); round++) {
            for (int i = 0; i < setups.size(); i++) {
                round(setups.get(i), boot.get(i), memory.get(i));
            }
        }
        lab.report().heading(setups.stream().map(Setup::name).toList());
        lab.report().row(SERVICES + " services with loggers: boot until all run, ms", boot);
        lab.report().row(SERVICES + " services with loggers: memory (PSS), MB", memory);
    }

    private List<Series> series() {
        return setups.stream().map(setup -> new Series()).toList();
    }

    private void round(Setup setup, Series boot, Series memory) throws IOException, InterruptedException {
        int count = Math.min(SERVICES, setup.product().mostServices());
        Path scan = lab.starts().services(lab.fresh(), count);
        for (int i = 0; i < count; i++) {
            LoggedServices.addLogger(setup.logger(), scan.resolve("s" + i));
        }
        setup.product().prepare(scan, count);
        Programs.run("sync");
        long before = lab.starts().count();
        Supervisor supervisor = setup.product().start(scan);
        boot.add((lab.starts().await(before + count) - supervisor.beginNanos) / 1e6);
        for (int i = 0; i < count; i++) {
            Path current = scan.resolve("s" + i).resolve(setup.logger().directory).resolve("current");
            Waiting.until("no log " + current, () -> Files.exists(current));
        }
        TimeUnit.SECONDS.sleep(3);
        List<Long> pids = supervisor.pids();
        if (!setup.process().isEmpty()) {
            pids.addAll(supervisor.below(setup.process()));
        }
        memory.add(Kernel.memory(pids));
        supervisor.end();
    }
}
