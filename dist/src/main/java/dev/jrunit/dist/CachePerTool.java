package dev.jrunit.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A cache for each tool, of exactly what it uses: the quickest start, and ten megabytes each. */
final class CachePerTool implements Recording {
    private final Layout layout;
    private final RuntimeFlags flags;
    private final Path work;

    CachePerTool(Layout layout, RuntimeFlags flags, Path work) {
        this.layout = layout;
        this.flags = flags;
        this.work = work;
    }

    @Override
    public void prepare() throws IOException, InterruptedException {
        if (!flags.hasAheadOfTimeCache()) {
            // What the archive of each tool is built upon.
            Command.run(List.of(layout.java().toString(), "-Xshare:dump"));
        }
    }

    @Override
    public List<String> flags(Tool tool) {
        return flags.hasAheadOfTimeCache()
                ? List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + configuration(tool))
                : List.of("-XX:ArchiveClassesAtExit=" + layout.cache(tool, flags));
    }

    @Override
    public void finish(Tool tool) throws IOException, InterruptedException {
        Path cache = layout.cache(tool, flags);
        if (flags.hasAheadOfTimeCache()) {
            List<String> create = List.of(
                    "-XX:AOTMode=create", "-XX:AOTConfiguration=" + configuration(tool), "-XX:AOTCache=" + cache);
            Command.run(command(tool, create));
        }
        if (!Files.exists(cache)) {
            throw new IOException("the training of " + tool.command + " left no " + cache);
        }
    }

    private List<String> command(Tool tool, List<String> more) {
        List<String> words = new ArrayList<>(List.of(layout.java().toString()));
        words.addAll(flags.of(tool));
        words.addAll(more);
        words.addAll(List.of("-m", RuntimeImage.MODULE + "/" + tool.mainClass));
        return words;
    }

    private Path configuration(Tool tool) {
        return work.resolve(tool.command + ".aotconf");
    }
}
