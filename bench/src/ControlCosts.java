import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How long commands to services that are up or down take. */
final class ControlCosts {
    private static final int CONTROLLED = 12;

    private final Lab lab;

    ControlCosts(Lab lab) {
        this.lab = lab;
    }

    /**
     * A restart within a second of the last start is held back, by both; so several services take turns, and each has
     * run for more than a second when its turn comes.
     */
    void measure() throws IOException, InterruptedException {
        List<Series> term = Lab.pair();
        List<Series> up = Lab.pair();
        List<Series> restart = Lab.pair();
        Series floor = new Series();
        List<Path> scans = new ArrayList<>();
        List<Supervisor> supervisors = new ArrayList<>();
        for (Product product : lab.products()) {
            long before = lab.starts().count();
            Path scan = lab.starts().services(lab.fresh(), CONTROLLED);
            scans.add(scan);
            supervisors.add(product.runsvdir(scan));
            lab.starts().await(before + CONTROLLED);
        }
        for (int round = -1; round < lab.rounds(4, 1); round++) {
            if (round == 0) {
                floor.clear();
                List.of(term, up, restart).forEach(pair -> pair.forEach(Series::clear));
            }
            for (String what : List.of("t", "u", "restart")) {
                TimeUnit.MILLISECONDS.sleep(1200);
                for (int k = 0; k < CONTROLLED; k++) {
                    for (int i = 0; i < lab.products().size(); i++) {
                        Path service = scans.get(i).resolve("s" + k);
                        switch (what) {
                            case "t" -> term.get(i).add(toRun(service, 't'));
                            case "u" -> {
                                takeDown(service);
                                up.get(i).add(toRun(service, 'u'));
                            }
                            default -> restart.get(i).add(restart(lab.products().get(i), service));
                        }
                    }
                    if (what.equals("restart")) {
                        floor.add(Programs.millis(lab.empty()));
                    }
                }
            }
        }
        for (Supervisor supervisor : supervisors) {
            supervisor.end();
        }
        lab.report()
                .row(
                        "control byte `t` → new `run` executing, ms",
                        term.get(0),
                        term.get(1),
                        "≤ 10",
                        term.get(0).median() <= 10);
        lab.report()
                .row(
                        "control byte `u`, down → `run` executing, ms",
                        up.get(0),
                        up.get(1),
                        "≤ 10",
                        up.get(0).median() <= 10);
        double bar = floor.median() + 60;
        String text = "≤ empty + 60: " + Series.number(bar);
        lab.report()
                .row(
                        "`sv restart`, ms",
                        restart.get(0),
                        restart.get(1),
                        text,
                        restart.get(0).median() <= bar);
    }

    private double toRun(Path service, char letter) throws IOException, InterruptedException {
        long before = lab.starts().count();
        long begin = send(service, letter);
        return (lab.starts().await(before + 1) - begin) / 1e6;
    }

    private double restart(Product product, Path service) throws IOException, InterruptedException {
        long before = lab.starts().count();
        double millis = Programs.millis(product.sv("restart", service));
        lab.starts().await(before + 1);
        return millis;
    }

    private static long send(Path service, char letter) throws IOException {
        try (FileOutputStream control =
                new FileOutputStream(service.resolve("supervise/control").toFile())) {
            long begin = System.nanoTime();
            control.write(letter);
            return begin;
        }
    }

    private static void takeDown(Path service) throws IOException, InterruptedException {
        send(service, 'd');
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!Files.readString(service.resolve("supervise/stat")).equals("down\n")) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(service + " does not go down");
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
