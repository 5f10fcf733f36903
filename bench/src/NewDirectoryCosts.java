import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
        List<Series> pair = Lab.pair();
        List<Path> scans = new ArrayList<>();
        List<Supervisor> supervisors = new ArrayList<>();
        for (Product product : lab.products()) {
            long before = lab.starts().count();
            scans.add(lab.starts().services(lab.fresh(), 1));
            supervisors.add(product.runsvdir(scans.get(scans.size() - 1)));
            lab.starts().await(before + 1);
        }
        for (int round = -1; round < lab.rounds(11, 3); round++) {
            if (round == 0) {
                pair.forEach(Series::clear);
            }
            for (int i = 0; i < lab.products().size(); i++) {
                // Somewhere in the period of those that look every few seconds.
                TimeUnit.MILLISECONDS.sleep(random.nextInt(5000));
                Path made = lab.starts().service(lab.fresh());
                Path service = scans.get(i).resolve(made.getFileName());
                long before = lab.starts().count();
                long begin = System.nanoTime();
                Files.move(made, service, StandardCopyOption.ATOMIC_MOVE);
                pair.get(i).add((lab.starts().await(before + 1) - begin) / 1e6);
            }
        }
        for (Supervisor supervisor : supervisors) {
            supervisor.end();
        }
        boolean met = pair.get(0).median() <= 20;
        lab.report().row("directory moved in → its `run` executing, ms", pair.get(0), pair.get(1), "≤ 20", met);
    }
}
