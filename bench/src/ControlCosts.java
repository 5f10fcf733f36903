import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How long commands to services that are up or down take. */
final class ControlCosts {
    private static final int CONTROLLED = 12;

    private enum Action {
        TERM,
        UP,
        CRASH,
        RESTART
    }

    private final Lab lab;
    private final Map<Action, List<Series>> figures = new EnumMap<>(Action.class);
    private final Series floor = new Series();
    private final List<Path> scans = new ArrayList<>();
    private final List<Supervisor> supervisors = new ArrayList<>();

    ControlCosts(Lab lab) {
        this.lab = lab;
        for (Action action : Action.values()) {
            figures.put(action, lab.series());
        }
    }

    /**
     * A restart within a second of the last start is held back, by all; so several services take turns, and each has
     * run for more than a second when its turn comes.
     */
    void measure() throws IOException, InterruptedException {
        for (Product product : lab.products()) {
            long before = lab.starts().count();
            Path scan = lab.services(product, CONTROLLED);
            scans.add(scan);
            supervisors.add(product.start(scan));
            lab.starts().await(before + CONTROLLED);
        }
        for (int round = lab.rounds(-1, 0); round < lab.rounds(4, 1); round++) {
            if (round == 0) {
                floor.clear();
                figures.values().forEach(row -> row.forEach(Series::clear));
            }
            for (Action action : Action.values()) {
                TimeUnit.MILLISECONDS.sleep(1200);
                round(action);
            }
        }
        for (Supervisor supervisor : supervisors) {
            supervisor.end();
        }
        tenMillis("control byte `t` → new `run` executing, ms", Action.TERM);
        tenMillis("control byte `u`, down → `run` executing, ms", Action.UP);
        tenMillis("a service is killed → new `run` executing, ms", Action.CRASH);
        List<Series> restart = figures.get(Action.RESTART);
        double bar = floor.median() + 60;
        String text = "≤ empty + 60: " + Series.number(bar);
        lab.report().row("restart by the client, ms", restart, text, restart.get(0).median() <= bar);
    }

    private void tenMillis(String what, Action action) {
        List<Series> row = figures.get(action);
        lab.report().row(what, row, "≤ 10", row.get(0).median() <= 10);
    }

    private void round(Action action) throws IOException, InterruptedException {
        List<List<Long>> pids = new ArrayList<>();
        for (Supervisor supervisor : supervisors) {
            pids.add(supervisor.below("sleep"));
        }
        for (int k = 0; k < CONTROLLED; k++) {
            for (int i = 0; i < lab.products().size(); i++) {
                Product product = lab.products().get(i);
                Path service = scans.get(i).resolve("s" + k);
                Series series = figures.get(action).get(i);
                switch (action) {
                    case TERM, UP -> {
                        if (product.hasControl()) {
                            series.add(control(product, service, action));
                        }
                    }
                    case CRASH -> series.add(crash(pids.get(i).get(k)));
                    case RESTART -> series.add(restart(product, service));
                }
            }
            if (action == Action.RESTART) {
                floor.add(Programs.millis(lab.empty()));
            }
        }
    }

    private double control(Product product, Path service, Action action) throws IOException, InterruptedException {
        if (action == Action.UP) {
            send(service, 'd');
            Waiting.until(service + " is not down", () -> isDown(product, service));
        }
        long before = lab.starts().count();
        long begin = send(service, action == Action.UP ? 'u' : 't');
        return (lab.starts().await(before + 1) - begin) / 1e6;
    }

    private static boolean isDown(Product product, Path service) throws IOException {
        try {
            return product.isDown(service);
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    private double crash(long pid) throws IOException, InterruptedException {
        long before = lab.starts().count();
        long begin = System.nanoTime();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        return (lab.starts().await(before + 1) - begin) / 1e6;
    }

    private double restart(Product product, Path service) throws IOException, InterruptedException {
        long before = lab.starts().count();
        double millis = Programs.millis(product.restart(service));
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
}
