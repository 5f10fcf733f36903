import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** How soon a directory that appears runs. */
final class NewDirectoryCosts {
    private final Random random = new Random(1);
    private final Lab lab;

    NewDirectoryCosts(Lab lab) {
        this.lab = lab;
    }

    void measure() throws IOException, InterruptedException {
        List<Series> times = lab.series();
        List<Path> scans = new ArrayList<>();
        List<Supervisor> supervisors = new ArrayList<>();
        for (Product product : lab.products()) {
            long before = lab.starts().count();
            scans.add(lab.services(product, 1));
            supervisors.add(product.start(scans.get(scans.size() - 1)));
            lab.starts().await(before + 1);
        }
        for (int round = lab.rounds(-1, 0); round < lab.rounds(11, 3); round++) {
            if (round == 0) {
                times.forEach(Series::clear);
            }
            for (int i = 0; i < lab.products().size(); i++) {
                // Somewhere in the period of those that look every few seconds.
                TimeUnit.MILLISECONDS.sleep(random.nextInt(5000));
                Path made = lab.starts().service(lab.fresh());
                long before = lab.starts().count();
                long begin = System.nanoTime();
                lab.products().get(i).add(made, scans.get(i));
                times.get(i).add((lab.starts().await(before + 1) - begin) / 1e6);
            }
        }
        for (Supervisor supervisor : supervisors) {
            supervisor.end();
        }
        boolean met = times.get(0).median() <= 20;
        lab.report().row("directory moved in → its `run` executing, ms", times, "≤ 20", met);
    }
}
