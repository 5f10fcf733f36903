import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What it costs to start a tool: whole processes, and the way to the first {@code run}. */
final class StartCosts {
    /** Only root can become somebody else. */
    private static final boolean IS_ROOT = "root".equals(System.getProperty("user.name"));

    private final Lab lab;

    StartCosts(Lab lab) {
        this.lab = lab;
    }

    void measure() throws IOException, InterruptedException {
        Series floor = new Series();
        List<Series> status = lab.series();
        List<Series> chpst = lab.series();
        List<Series> one = lab.series();
        List<Series> all = lab.series();
        List<Series> again = lab.series();
        List<Path> services = new ArrayList<>();
        List<Supervisor> supervisors = new ArrayList<>();
        for (Product product : lab.products()) {
            long before = lab.starts().count();
            Path scan = lab.services(product, 1);
            services.add(scan.resolve("s0"));
            supervisors.add(product.start(scan));
            lab.starts().await(before + 1);
        }
        TimeUnit.SECONDS.sleep(2); // supervisor's client fails for what has just been started
        for (int round = lab.rounds(-3, -1); round < lab.rounds(41, 5); round++) {
            if (round == 0) {
                floor.clear();
                List.of(status, chpst, one, all, again).forEach(row -> row.forEach(Series::clear));
            }
            floor.add(Programs.millis(lab.empty()));
            for (int i = 0; i < lab.products().size(); i++) {
                Product product = lab.products().get(i);
                status.get(i).add(Programs.millis(product.status(services.get(i))));
                if (!product.chpst(IS_ROOT).isEmpty()) {
                    chpst.get(i).add(Programs.millis(product.chpst(IS_ROOT)));
                }
                Path service = lab.starts().service(lab.fresh());
                if (!product.startOne(service).isEmpty()) {
                    one.get(i).add(firstRun(() -> new Supervisor(product.startOne(service), "", "TERM")));
                }
                Path scan = lab.services(product, 1);
                all.get(i).add(firstRun(() -> product.start(scan)));
                again.get(i).add(firstRun(() -> product.start(scan)));
            }
        }
        for (Supervisor supervisor : supervisors) {
            supervisor.end();
        }
        lab.report().row("an empty Java main, ms", List.of(floor));
        timesEmpty("status of one service, by the client, ms", status, floor, 1.3);
        String asNobody = IS_ROOT ? "-u nobody " : "";
        timesEmpty("`chpst " + asNobody + "-o 512 true`, ms", chpst, floor, 1.3);
        timesEmpty("`runsv` started → its `run` executing, ms", one, floor, 2.5);
        timesEmpty("`runsvdir` started → first `run` executing, ms", all, floor, 2.5);
        timesEmpty("the same where `supervise/` is there already, ms", again, floor, 2.5);
    }

    private void timesEmpty(String what, List<Series> figures, Series floor, double bar) {
        Series ratios = figures.get(0).ratios(floor);
        String text = "≤ " + bar + " × empty: " + Series.number(ratios.median());
        lab.report().row(what, figures, text, ratios.median() <= bar);
    }

    private interface Start {
        Supervisor start() throws IOException;
    }

    private double firstRun(Start start) throws IOException, InterruptedException {
        long before = lab.starts().count();
        Supervisor supervisor = start.start();
        long started = lab.starts().await(before + 1);
        supervisor.end();
        return (started - supervisor.beginNanos) / 1e6;
    }
}
