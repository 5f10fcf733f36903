import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What it costs to start a tool: whole processes, and the way to the first {@code run}. */
final class StartCosts {
    private final Lab lab;

    StartCosts(Lab lab) {
        this.lab = lab;
    }

    void measure() throws IOException, InterruptedException {
        Series floor = new Series();
        List<Series> status = Lab.pair();
        List<Series> chpst = Lab.pair();
        List<Series> runsv = Lab.pair();
        List<Series> runsvdir = Lab.pair();
        List<Series> again = Lab.pair();
        List<Path> services = new ArrayList<>();
        List<Supervisor> supervisors = new ArrayList<>();
        for (Product product : lab.products()) {
            services.add(lab.starts().service(lab.fresh()));
            supervisors.add(product.runsv(services.get(services.size() - 1)));
            lab.starts().await(supervisors.size());
        }
        for (int round = -3; round < lab.rounds(41, 15); round++) {
            if (round == 0) {
                floor.clear();
                List.of(status, chpst, runsv, runsvdir, again).forEach(pair -> pair.forEach(Series::clear));
            }
            floor.add(Programs.millis(lab.empty()));
            for (int i = 0; i < lab.products().size(); i++) {
                Product product = lab.products().get(i);
                status.get(i).add(Programs.millis(product.sv("status", services.get(i))));
                chpst.get(i).add(Programs.millis(product.chpst(chpstArguments())));
                runsv.get(i).add(firstRun(product::runsv, lab.starts().service(lab.fresh())));
                Path scan = lab.starts().services(lab.fresh(), 1);
                runsvdir.get(i).add(firstRun(product::runsvdir, scan));
                again.get(i).add(firstRun(product::runsvdir, scan));
            }
        }
        for (Supervisor supervisor : supervisors) {
            supervisor.end();
        }
        lab.report().row("an empty Java main, ms", floor, new Series());
        timesEmpty("`sv status`, ms", status, floor, 1.3);
        timesEmpty("`chpst " + String.join(" ", chpstArguments()) + "`, ms", chpst, floor, 1.3);
        timesEmpty("`runsv` started → its `run` executing, ms", runsv, floor, 2.5);
        timesEmpty("`runsvdir` started → first `run` executing, ms", runsvdir, floor, 2.5);
        timesEmpty("the same where `supervise/` is there already, ms", again, floor, 2.5);
    }

    /** Only root can become somebody else. */
    private static String[] chpstArguments() {
        boolean isRoot = "root".equals(System.getProperty("user.name"));
        return isRoot ? new String[] {"-u", "nobody", "-o", "512", "true"} : new String[] {"-o", "512", "true"};
    }

    private void timesEmpty(String what, List<Series> pair, Series floor, double bar) {
        Series ratios = pair.get(0).ratios(floor);
        String text = "≤ " + bar + " × empty: " + Series.number(ratios.median());
        lab.report().row(what, pair.get(0), pair.get(1), text, ratios.median() <= bar);
    }

    private interface Tool {
        Supervisor start(Path directory) throws IOException;
    }

    private double firstRun(Tool tool, Path directory) throws IOException, InterruptedException {
        long before = lab.starts().count();
        Supervisor supervisor = tool.start(directory);
        long started = lab.starts().await(before + 1);
        supervisor.end();
        return (started - supervisor.beginNanos) / 1e6;
    }
}
