import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * An empty Java main on the distribution's runtime, with the flags that its {@code sv} has and a start-up cache of its
 * own: the floor under every start.
 */
final class Empty {
    private Empty() {}

    /** Makes it in the folder {@code work}, and returns the command that runs it. */
    static List<String> prepare(Path dist, Path classes, Path work) throws IOException, InterruptedException {
        Path jar = work.resolve("empty.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("EmptyMain.class"));
            out.write(Files.readAllBytes(classes.resolve("EmptyMain.class")));
        }
        boolean aheadOfTime = Files.exists(dist.resolve("lib/runsvdir.aot"));
        List<String> flags = flags(dist, work);
        Path cache = work.resolve("empty.cache");
        if (aheadOfTime) {
            Path configuration = work.resolve("empty.conf");
            String use = "-XX:AOTConfiguration=" + configuration;
            Programs.millis(command(dist, flags, jar, "-XX:AOTMode=record", use));
            Programs.millis(command(dist, flags, jar, "-XX:AOTMode=create", use, "-XX:AOTCache=" + cache));
            return command(dist, flags, jar, "-XX:AOTCache=" + cache);
        }
        Programs.millis(command(dist, flags, jar, "-XX:ArchiveClassesAtExit=" + cache));
        return command(dist, flags, jar, "-XX:SharedArchiveFile=" + cache);
    }

    private static List<String> command(Path dist, List<String> flags, Path jar, String... more) {
        List<String> words = new ArrayList<>();
        words.add(dist.resolve("runtime/bin/java").toString());
        words.addAll(flags);
        words.addAll(List.of(more));
        words.addAll(List.of("-cp", jar.toString(), "EmptyMain"));
        return words;
    }

    /** What the launcher of {@code sv} gives to a stand-in for Java, up to the main class, but not its cache. */
    private static List<String> flags(Path dist, Path work) throws IOException, InterruptedException {
        Path bin = Files.createDirectories(work.resolve("stand-in/bin"));
        Path runtime = Files.createDirectories(work.resolve("stand-in/runtime/bin"));
        Path launcher = Files.copy(dist.resolve("bin/sv"), bin.resolve("sv"));
        Path java = runtime.resolve("java");
        Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        java.toFile().setExecutable(true);
        List<String> flags = new ArrayList<>();
        for (String word : Programs.output(List.of(launcher.toString()))) {
            if (word.equals("-m")) {
                return flags;
            }
            if (!word.startsWith("-XX:AOTCache=") && !word.startsWith("-XX:SharedArchiveFile=")) {
                flags.add(word);
            }
        }
        throw new IOException("the launcher of sv starts no module: " + flags);
    }
}
