import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Starting programs, with nothing in their environment but a PATH. */
final class Programs {
    private Programs() {}

    static {
        // The cheapest and steadiest way for Java to start a process.
        System.setProperty("jdk.lang.Process.launchMechanism", "VFORK");
    }

    /** Starts a program; its errors are shown. */
    static Process start(List<String> command) throws IOException {
        return prepare(command).start();
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
        Process process = prepare(command).redirectOutput(ProcessBuilder.Redirect.PIPE).start();
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
