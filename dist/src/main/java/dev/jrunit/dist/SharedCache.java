package dev.jrunit.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One cache for all tools, of every class that any of them uses, where ten megabytes a tool are too much. A tool finds it
 * under the name of its own cache, which is a link. The same classes make the same bytes.
 */
final class SharedCache implements Recording {
    /** A heap that is never collected: when that happened would show in the order of the objects that are kept. */
    private static final List<String> NO_COLLECTION = List.of("-Xms128m", "-Xmn96m", "-Xmx128m");

    private final Layout layout;
    private final RuntimeFlags flags;
    private final Path work;
    private final Set<String> classes = new TreeSet<>();
    /** What else was made, such as classes for lambdas: it comes after the classes. */
    private final Set<String> directions = new TreeSet<>();

    SharedCache(Layout layout, RuntimeFlags flags, Path work) {
        this.layout = layout;
        this.flags = flags;
        this.work = work;
    }

    @Override
    public void prepare() {}

    @Override
    public List<String> flags(Tool tool) {
        return List.of("-Xshare:off", "-XX:DumpLoadedClassList=" + classList(tool));
    }

    @Override
    public void finish(Tool tool) throws IOException {
        for (String line : Files.readAllLines(classList(tool))) {
            if (line.startsWith("@")) {
                // Which constants a class had resolved depends on the order of threads, and is of no use here.
                if (!line.startsWith("@cp ")) {
                    directions.add(line);
                }
            } else if (!line.startsWith("#") && !line.contains(" source:")) {
                // Without the number by which a class of a loader of its own would name it.
                int id = line.indexOf(" id:");
                classes.add(id < 0 ? line : line.substring(0, id));
            }
        }
    }

    /** After all runs: writes down what was recorded. */
    void save(Path list) throws IOException {
        List<String> lines = new ArrayList<>(classes);
        lines.addAll(directions);
        Path draft = Files.write(work.resolve("all.classes"), lines);
        Files.move(draft, list, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Makes the cache of what is written there, and the links. */
    void make(Path list) throws IOException, InterruptedException {
        Path cache = layout.lib().resolve("all" + (flags.hasAheadOfTimeCache() ? ".aot" : ".jsa"));

        List<String> words = new ArrayList<>(List.of(layout.java().toString()));
        words.addAll(flags.of(Tool.RUNSVDIR));
        words.addAll(NO_COLLECTION);
        words.addAll(List.of("-Xshare:dump", "-XX:SharedClassListFile=" + list, "-XX:SharedArchiveFile=" + cache));
        words.addAll(List.of("-m", RuntimeImage.MODULE + "/" + Tool.RUNSVDIR.mainClass));
        Command.run(words);

        for (Tool tool : Tool.values()) {
            Path link = layout.cache(tool, flags);
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, cache.getFileName());
        }
    }

    private Path classList(Tool tool) {
        return work.resolve(tool.command + ".classes");
    }
}
