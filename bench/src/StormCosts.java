import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What it costs when many services fail at once and are started again, and whether that is paced. */
final class StormCosts {
    private static final int SERVICES = 200;

    private final Lab lab;
    private final List<Series> processor;
    private final List<Series> rates;

    StormCosts(Lab lab) {
        this.lab = lab;
        processor = lab.series();
        rates = lab.series();
    }

    void measure() throws IOException, InterruptedException {
        for (int i = 0; i < lab.products().size(); i++) {
            storm(lab.products().get(i), processor.get(i), rates.get(i));
        }
        String label = SERVICES + " services that fail at once: ";
        lab.report().row(label + "processor of the supervision, % of one", processor);
        double rate = rates.get(0).median();
        // Back-off makes it less elsewhere, so neither is better.
        String what = label + "starts a second of each";
        lab.report().row(Report.Better.NEITHER, what, rates, "≤ 1", rate <= 1.01);
    }

    private void storm(Product product, Series percents, Series startsEach) throws IOException, InterruptedException {
        Path scan = lab.starts().failingServices(lab.fresh(), SERVICES);
        product.prepare(scan, SERVICES);
        Supervisor supervisor = product.start(scan);
        TimeUnit.SECONDS.sleep(3); // all have failed once
        long startsBefore = lab.starts().count();
        List<Long> pids = supervisor.pids();
        long nanosBefore = Kernel.processorNanos(pids);
        long begin = System.nanoTime();
        TimeUnit.SECONDS.sleep(lab.rounds(60, 10));
        double seconds = (System.nanoTime() - begin) / 1e9;
        percents.add((Kernel.processorNanos(pids) - nanosBefore) / 1e7 / seconds);
        startsEach.add((lab.starts().count() - startsBefore) / seconds / SERVICES);
        if (product.stopsTogether()) {
            supervisor.end();
        } else {
            supervisor.endAtOnce();
        }
        TimeUnit.MILLISECONDS.sleep(200); // the last of their lines have been read
    }
}
