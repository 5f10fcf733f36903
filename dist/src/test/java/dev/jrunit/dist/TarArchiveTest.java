package dev.jrunit.dist;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarArchiveTest {
    private static final long TIME = 1_700_000_000;

    @TempDir
    Path folder;

    @Test
    void unpacksToTheSameFiles() throws Exception {
        Path tree = Files.createDirectories(folder.resolve("tree/sub"));
        Files.writeString(tree.resolve("a b"), "text");
        Files.writeString(tree.resolve("empty"), "");
        Files.write(tree.resolve("block"), new byte[512]);
        Files.createSymbolicLink(tree.resolve("link"), Path.of("../sub/a b"));
        Path program = Files.writeString(tree.resolve("program"), "#!/bin/sh\n");
        program.toFile().setExecutable(true);
        Path deep = tree.resolve("d".repeat(90)).resolve("e".repeat(90));
        Files.createDirectories(deep.getParent());
        Files.writeString(deep, "deep");

        Path archive = write("one.tar.gz");
        Command.run(List.of("tar", "-xzf", archive.toString(), "-C", folder.toString()));
        Command.run(List.of("diff", "-r", "--no-dereference", tree.getParent().toString(), "" + folder.resolve("top")));
        assertEquals(
                TIME, Files.getLastModifiedTime(folder.resolve("top/sub/a b")).toMillis() / 1000);
        assertEquals(true, Files.isExecutable(folder.resolve("top/sub/program")));

        assertArrayEquals(Files.readAllBytes(archive), Files.readAllBytes(write("two.tar.gz")));
    }

    private Path write(String name) throws Exception {
        Path archive = folder.resolve(name);
        TarArchive.write(folder.resolve("tree"), "top", archive, TIME);
        return archive;
    }
}
