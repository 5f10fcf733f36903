package dev.jrunit.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A log directory, laid down and read as an operator does. Contents are byte strings: one character a byte. */
final class LogDirectory {

    private final Path path;

    LogDirectory(Path path) {
        this.path = path;
        make(path);
    }

    private static void make(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path path() {
        return path;
    }

    String name() {
        return path.getFileName().toString();
    }

    LogDirectory config(String content) {
        return file("config", content, 0644);
    }

    LogDirectory file(String name, String content, int mode) {
        Spawning.withoutForks(() -> Files.write(path.resolve(name), content.getBytes(ISO_8859_1)));
        return mode(name, mode);
    }

    LogDirectory mode(String name, int mode) {
        try {
            Files.setAttribute(path.resolve(name), "unix:mode", mode);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    LogDirectory remove(String name) {
        try {
            Files.deleteIfExists(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    boolean has(String name) {
        return Files.exists(path.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    /** The permission bits, in octal. A file that is not there: an empty text. */
    String mode(String name) {
        try {
            int mode = (Integer) Files.getAttribute(path.resolve(name), "unix:mode", LinkOption.NOFOLLOW_LINKS);
            return Integer.toOctalString(mode & 07777);
        } catch (IOException e) {
            return "";
        }
    }

    /** What is in the file. One that is not there, or is renamed while it is looked for, reads as empty. */
    String content(String name) {
        try {
            return new String(Files.readAllBytes(path.resolve(name)), ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All names, sorted bytewise. */
    List<String> names() {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().collect(Collectors.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The old log files, the oldest first. */
    List<String> old() {
        return names().stream().filter(name -> name.startsWith("@")).collect(Collectors.toList());
    }

    /** The old log files whose names end so, the oldest first. */
    List<String> old(String suffix) {
        return old().stream().filter(name -> name.endsWith(suffix)).collect(Collectors.toList());
    }

    /** Everything logged that is still here: the old files in order, then current. Only for a directory at rest. */
    String everything() {
        StringBuilder all = new StringBuilder();
        for (String name : old()) {
            all.append(content(name));
        }
        return all.append(content("current")).toString();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
