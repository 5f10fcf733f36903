package dev.jrunit.dist;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
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

    @Test
    void keepsOwnersAndModesWhereTheyMatter() throws Exception {
        Path tree = Files.createDirectories(folder.resolve("tree"));
        Path open = Files.createDirectory(tree.resolve("open"));
        Command.run(List.of("chmod", "1777", open.toString()));
        Path secret = Files.writeString(tree.resolve("secret"), "x");
        Command.run(List.of("chmod", "2600", secret.toString()));
        Path archive = folder.resolve("three.tar");
        try (TarArchive tar = new TarArchive(Files.newOutputStream(archive), TIME)) {
            tar.tree(tree, "", TarArchive.Modes.OWN);
            tar.folder("theirs", 0775, new TarArchive.Owner(10001, 0));
            tar.file("note", "12".getBytes(StandardCharsets.UTF_8));
        }
        String listed = "tar --numeric-owner --full-time --utc -tvf \"$0\" | sed 's/  */ /g' >\"$0.list\"";
        Command.run(List.of("sh", "-c", listed, archive.toString()));
        assertEquals(
                List.of(
                        "drwxrwxrwt 0/0 0 2023-11-14 22:13:20 open/",
                        "-rw------- 0/0 1 2023-11-14 22:13:20 secret",
                        "drwxrwxr-x 10001/0 0 2023-11-14 22:13:20 theirs/",
                        "-rw-r--r-- 0/0 2 2023-11-14 22:13:20 note"),
                Files.readAllLines(Path.of(archive + ".list")));
    }

    private Path write(String name) throws Exception {
        Path archive = folder.resolve(name);
        TarArchive.write(folder.resolve("tree"), "top", archive, TIME);
        return archive;
    }
}
