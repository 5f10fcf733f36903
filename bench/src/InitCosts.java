import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a container costs whose first process is runit-init: its start, its stop, its memory. */
final class InitCosts {
    private static final int SERVICES_TO_STOP = 20;
    private static final int LOGGED_SERVICES = 5;

    private final Lab lab;

    InitCosts(Lab lab) {
        this.lab = lab;
    }

    void measure() throws IOException, InterruptedException {
        Series floor = new Series();
        Series start = new Series();
        Series stop = new Series();
        for (int round = -3; round < lab.rounds(41, 15); round++) {
            if (round == 0) {
                floor.clear();
                start.clear();
                stop.clear();
            }
            floor.add(Programs.millis(lab.empty()));
            Init one = new Init(1);
            start.add(one.startMillis);
            one.stopMillis();
            stop.add(new Init(SERVICES_TO_STOP).stopMillis());
        }
        double ratio = start.ratios(floor).median();
        String bar = "≤ 3 × empty: " + Series.number(ratio);
        lab.report().row("an empty Java main, ms", List.of(floor));
        lab.report().row("`runit-init` started → first `run` executing, ms", List.of(start), bar, ratio <= 3);
        String what = "TERM → " + SERVICES_TO_STOP + " services and `runit-init` ended, ms";
        lab.report().row(what, List.of(stop), "≤ 300", stop.median() <= 300);
        Series memory = memory();
        what = "`runit-init` with " + LOGGED_SERVICES + " services and their loggers: memory (PSS), MB";
        lab.report().row(what, List.of(memory), "≤ 50", memory.median() <= 50);
    }

    private Series memory() throws IOException, InterruptedException {
        Series memory = new Series();
        for (int round = 0; round < lab.rounds(5, 1); round++) {
            Init init = new Init(LOGGED_SERVICES);
            for (Path log : init.logs) {
                Waiting.until("no line in " + log, () -> Files.size(log.resolve("current")) > 0);
            }
            TimeUnit.SECONDS.sleep(2);
            memory.add(Kernel.memory(List.of(init.process.pid())));
            init.stopMillis();
        }
        return memory;
    }

    /** A runit-init whose services all run; with a few of them, each logs. */
    private final class Init {
        final Process process;
        final double startMillis;
        final List<Path> logs;

        Init(int services) throws IOException, InterruptedException {
            Path etc = Files.createDirectory(lab.fresh());
            Path scan = lab.starts().services(etc.resolve("service"), services);
            logs = services == LOGGED_SERVICES ? addLogs(scan) : List.of();
            long before = lab.starts().count();
            long begin = System.nanoTime();
            String program = lab.dist().resolve("bin/runit-init").toString();
            process = Programs.start(List.of(program, "--quiet", "--etc", etc.toString()));
            startMillis = (lab.starts().await(before + services) - begin) / 1e6;
        }

        private List<Path> addLogs(Path scan) throws IOException {
            List<Path> made = new java.util.ArrayList<>();
            for (int i = 0; i < LOGGED_SERVICES; i++) {
                Path service = scan.resolve("s" + i);
                Path log = Files.createDirectory(service.resolve("log"));
                Files.writeString(log.resolve("config"), "s100000\n");
                String run = Files.readString(service.resolve("run"), StandardCharsets.UTF_8);
                Files.writeString(service.resolve("run"), run.replace("exec ", "echo a line of a service\nexec "));
                made.add(log);
            }
            return made;
        }

        double stopMillis() throws IOException, InterruptedException {
            long begin = System.nanoTime();
            process.destroy();
            int status = process.waitFor();
            double millis = (System.nanoTime() - begin) / 1e6;
            if (status != 0) {
                throw new IOException("runit-init exited " + status);
            }
            return millis;
        }
    }
}
