package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random control characters and kills against many services, then what must hold whatever happened. */
final class StressTest {

    private static final int SERVICES = 12;
    private static final long SEED = 20240229;
    private static final Duration TIME = Duration.ofSeconds(6);

    /** Notes in {@code twice} when it finds another copy alive: the lock is held by the process that lives. */
    private static final String EXCLUSIVE = """
            exec 9>>lock
            flock -n 9 || { echo "$$" >>twice; exit 1; }
            echo "$$" >>starts
            trap 'exit 0' TERM INT HUP QUIT ALRM USR1 USR2
            while :; do read -r x <>gate; done
            """;

    /** C leaves out k: there its own KILL is taken for the end, and a second copy may start. */
    @Conformance({Supervision.C_RUNSVDIR, Supervision.HOSTED, Supervision.ISOLATED})
    void neverTwoCopiesAndTheLastWantHolds(World world) {
        Random random = new Random(SEED);
        String commands = world.ours() ? "uodtkpchaiq12" : "uodtpchaiq12";
        List<ServiceFolder> services = new ArrayList<>();
        for (int number = 0; number < SERVICES; number++) {
            ServiceFolder service = world.service("s" + number).run(EXCLUSIVE);
            if (number % 3 == 0) {
                service.notesFinish();
            }
            if (number % 4 == 0) {
                service.logsLines();
            }
            if (number % 5 == 0) {
                service.control('t', "exit " + number % 2);
            }
            services.add(service);
        }
        world.shell("for s in s*; do mkfifo $s/gate; done");
        world.startScanner();
        // Before the first command: one that is always killed early would never get as far.
        services.forEach(service -> Eventually.until(service + " has started", () -> service.has("starts")));

        Eventually.holds("each has a control pipe", TIME, () -> {
            ServiceFolder service = services.get(random.nextInt(SERVICES));
            if (random.nextInt(8) == 0) {
                long pid = service.pid();
                // Between reading the pid and the signal the process may be gone: no signal then, as for any client.
                if (pid != 0 && world.processes("./run").contains(pid)) {
                    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
                }
            } else {
                StringBuilder bytes = new StringBuilder();
                for (int count = 1 + random.nextInt(4); count > 0; count--) {
                    bytes.append(commands.charAt(random.nextInt(commands.length())));
                }
                service.send(bytes.toString());
            }
            return true;
        });

        for (int number = 0; number < SERVICES; number++) {
            services.get(number).remove("control/t").send(number % 2 == 0 ? "cu" : "cd");
        }
        // A process that has yet to handle its signals looks well for a moment.
        Eventually.settles("the last wants hold", Duration.ofMillis(1200), () -> lastWantsHold(services));
        for (ServiceFolder service : services) {
            assertEquals(List.of(), service.lines("twice"), service + ": two copies at once");
        }
        assertEquals(SERVICES / 2, world.processes("./run").size());
    }

    private static boolean lastWantsHold(List<ServiceFolder> services) {
        boolean hold = services.stream().allMatch(ServiceFolder::controlIsRead);
        for (int number = 0; number < SERVICES; number++) {
            ServiceFolder service = services.get(number);
            Status status = service.status();
            long pid = service.pid();
            if (number % 2 == 0) {
                hold &= status.flags().equals("0 u 0 1") && service.stat().equals("run");
                hold &= pid != 0 && pid == status.pid() && Pids.alive(pid);
                hold &= service.content("starts").endsWith(pid + "\n");
            } else {
                hold &= status.flags().equals("0 d 0 0") && service.stat().equals("down");
                hold &= pid == 0 && status.pid() == 0;
            }
        }
        return hold;
    }
}
