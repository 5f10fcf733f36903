package dev.jrunit.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An image as {@code dist/image/build} makes it.
 *
 * @param digest of its manifest
 * @param unpackedSize in bytes, of all files
 * @param archive what podman loads
 */
record Image(String digest, long unpackedSize, Path archive) {
    private static final Path BUILD =
            Path.of("../dist/image/build").toAbsolutePath().normalize();

    /** Its Java, its apt and a strip may have to wait long for a busy machine. */
    private static final long LIMIT_MINUTES = 20;

    private static List<Image> base;

    /** The base image for root, and the one for a user without privileges; built once a run, into dist/target. */
    static synchronized List<Image> base() {
        if (base == null) {
            base = build();
        }
        return base;
    }

    /** Builds with these arguments: the image for root, and the one for a user without privileges. */
    static List<Image> build(String... arguments) {
        List<String> words = new ArrayList<>(List.of(BUILD.toString()));
        words.addAll(Arrays.asList(arguments));
        List<Image> images = new ArrayList<>();
        for (String line : output(words).lines().toList()) {
            String[] fields = line.split(" ", 4);
            images.add(new Image(fields[0], Long.parseLong(fields[2]), Path.of(fields[3])));
        }
        assertEquals(2, images.size(), images::toString);
        return images;
    }

    /** The name and the tag. */
    String name() {
        return first("\"RepoTags\": \\[\"([^\"]*)\"", manifest());
    }

    String config() {
        return output(List.of("tar", "-xOf", archive.toString(), first("\"Config\": \"([^\"]*)\"", manifest())));
    }

    private String manifest() {
        return output(List.of("tar", "-xOf", archive.toString(), "manifest.json"));
    }

    /** Unpacks all layers into the folder {@code root}. */
    void unpack(Path root) {
        String layers = first("\"Layers\": \\[([^]]*)\\]", manifest()).replaceAll("[\",]", "");
        String script = "mkdir -p \"$2\"; for layer in $3; do tar -xOf \"$1\" \"$layer\" | tar -xzp -C \"$2\"; done";
        output(List.of("sh", "-ec", script, "sh", archive.toString(), root.toString(), layers));
    }

    private static String first(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("no " + pattern + " in " + text);
        }
        return matcher.group(1);
    }

    private static String output(List<String> words) {
        Outcome outcome = run(words, Map.of());
        assertEquals(0, outcome.exit(), () -> words + " failed: " + outcome.err());
        return outcome.out();
    }

    /** Runs a program to its end. What it needs of this machine is installed by integration-tests/prepare. */
    static Outcome run(List<String> words, Map<String, String> variables) {
        Path out = null;
        Path err = null;
        try {
            out = Files.createTempFile("jrunit-image", ".out");
            err = Files.createTempFile("jrunit-image", ".err");
            ProcessBuilder builder = new ProcessBuilder(words)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().putAll(variables);
            Process process = Spawning.start(builder);
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.destroy();
                throw new AssertionError(words + " did not end; it said " + Files.readString(err, UTF_8));
            }
            return new Outcome(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(words + ": integration-tests/prepare installs what is needed", e);
        } finally {
            delete(out);
            delete(err);
        }
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
