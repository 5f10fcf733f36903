import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the figures were measured on, in one line. */
final class Machine {
    private Machine() {}

    static String describe(Path dist, Path work) throws IOException, InterruptedException {
        return "Measured on " + Runtime.getRuntime().availableProcessors() + " × "
                + field(Path.of("/proc/cpuinfo"), "model name") + ", "
                + Long.parseLong(field(Path.of("/proc/meminfo"), "MemTotal").replaceAll("[^0-9]", "")) / 1024
                + " MiB, Linux " + System.getProperty("os.version").replaceAll("-.*", "") + " "
                + System.getProperty("os.arch") + ", services on "
                + Files.getFileStore(work).type()
                + "; runtime of Java "
                + field(dist.resolve("runtime/release"), "JAVA_VERSION").replace("\"", "")
                + "; Debian's " + version("runit") + ", " + version("s6") + ", " + version("supervisor")
                + ". Median (least to most).\n";
    }

    private static String field(Path file, String name) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(name)) {
                return line.substring(line.indexOf(line.contains("=") ? '=' : ':') + 1)
                        .strip();
            }
        }
        return "?";
    }

    private static String version(String program) throws InterruptedException {
        try {
            List<String> lines = Programs.output(List.of("dpkg-query", "-W", "-f", "${Version}", program));
            return program + " " + (lines.isEmpty() || lines.get(0).isEmpty() ? "(missing)" : lines.get(0));
        } catch (IOException e) {
            return program + " ?";
        }
    }
}
