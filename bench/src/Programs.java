import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starting programs, with nothing in their environment but a PATH. */
final class Programs {
    private static final int STOP_SECONDS = 10;

    private static boolean isEnding;

    private Programs() {}

    static {
        // The cheapest and steadiest way for Java to start a process.
        System.setProperty("jdk.lang.Process.launchMechanism", "VFORK");
    }

    /** Starts a program; its errors are shown. */
    static Process start(List<String> command) throws IOException {
        return start(prepare(command));
    }

    /** Starts a program; does not return when nothing more is to be started. */
    static synchronized Process start(ProcessBuilder program) throws IOException {
        while (isEnding) {
            try {
                Programs.class.wait();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts it", e);
            }
        }
        return program.start();
    }

    /** From now on nothing is started any more: all ends. */
    static synchronized void startNothingMore() {
        isEnding = true;
    }

    /** Kills all that was started, and all below it. */
    static void killAll() throws IOException, InterruptedException {
        kill(ProcessHandle.current().children().toList());
    }

    /**
     * Kills processes and all below them. A supervisor that lives on starts its services again, and one that is
     * killed loses its children. So first all are stopped, and looked for again until none is left
     * that could start another.
     */
    static void kill(List<ProcessHandle> roots) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        List<Long> all = withThoseBelow(roots);
        List<Long> running = Kernel.running(all);
        while (!running.isEmpty() && System.nanoTime() < deadline) {
            signal("STOP", running);
            all = withThoseBelow(roots);
            running = Kernel.running(all);
        }
        signal("KILL", all);
    }

    private static List<Long> withThoseBelow(List<ProcessHandle> roots) {
        List<Long> pids = new ArrayList<>();
        for (ProcessHandle root : roots) {
            if (root.isAlive()) {
                pids.add(root.pid());
                root.descendants().map(ProcessHandle::pid).forEach(pids::add);
            }
        }
        return pids;
    }

    /** By a shell, which does not mind that one has gone meanwhile. */
    private static void signal(String name, List<Long> pids) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "kill -" + name + " \"$@\" 2>/dev/null", "sh"));
        pids.forEach(pid -> command.add(Long.toString(pid)));
        prepare(command).start().waitFor();
    }

    /** A program with the pipe as its standard input; its errors are shown. */
    static ProcessBuilder prepare(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        return builder;
    }

    /** Milliseconds that the program took as a whole process; it has to succeed. */
    static double millis(List<String> command) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        int status = start(command).waitFor();
        long end = System.nanoTime();
        if (status != 0) {
            throw new IOException(command + " exited " + status);
        }
        return (end - begin) / 1e6;
    }

    static void run(String... command) throws IOException, InterruptedException {
        millis(Arrays.asList(command));
    }

    /** What the program prints, line by line; it has to succeed. */
    static List<String> result(List<String> command) throws IOException, InterruptedException {
        Process process = start(prepare(command).redirectOutput(ProcessBuilder.Redirect.PIPE));
        String text = new String(process.getInputStream().readAllBytes());
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(command + " exited " + status);
        }
        return text.lines().toList();
    }

    /** What the program prints, line by line, if it can. */
    static List<String> output(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String text = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return text.lines().toList();
    }
}
