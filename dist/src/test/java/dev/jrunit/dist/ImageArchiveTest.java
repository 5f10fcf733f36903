package dev.jrunit.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageArchiveTest {
    private static final Instant TIME = Instant.parse("2025-01-01T00:00:00Z");

    @TempDir
    Path folder;

    /** Everything in it is found by the digest of its bytes, from the index down to the layers. */
    @Test
    void everyPartIsNamedByItsDigest() throws Exception {
        Layer layer = layer("one");
        Path archive = folder.resolve("image.tar");
        String digest = archive(layer).write(archive);
        Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
        Command.run(List.of("tar", "-xf", archive.toString(), "-C", unpacked.toString()));

        Path blobs = unpacked.resolve("blobs/sha256");
        try (Stream<Path> files = Files.list(blobs)) {
            for (Path blob : (Iterable<Path>) files::iterator) {
                assertEquals("sha256:" + blob.getFileName(), Digests.of(Files.readAllBytes(blob)));
            }
        }
        assertTrue(Files.readString(unpacked.resolve("index.json")).contains('"' + digest + '"'));
        String manifest = Files.readString(blobs.resolve(Digests.digits(digest)));
        assertTrue(manifest.contains('"' + layer.digest() + "\", \"size\": " + Files.size(layer.file())), manifest);
        String docker = Files.readString(unpacked.resolve("manifest.json"));
        String config = docker.replaceAll("(?s).*\"Config\": \"([^\"]*)\".*", "$1");
        assertTrue(manifest.contains(config.substring(config.lastIndexOf('/') + 1)), manifest);
        String configuration = Files.readString(unpacked.resolve(config));
        assertTrue(configuration.contains("\"diff_ids\": [\"" + layer.contentDigest() + "\"]"), configuration);
        assertEquals(1, configuration.split("created_by", -1).length - 1, configuration);
        assertTrue(configuration.contains("\"User\": \"10001:0\""), configuration);
        assertTrue(configuration.contains("\"Env\": [\"A=1\", \"B=2\"]"), configuration);
    }

    @Test
    void aLayerHasTheDigestsOfItsArchiveAndOfWhatIsCompressed() throws IOException {
        Layer layer = layer("one");
        assertEquals(layer.digest(), Digests.of(Files.readAllBytes(layer.file())));
        try (InputStream content = new GZIPInputStream(Files.newInputStream(layer.file()))) {
            assertEquals(layer.contentDigest(), Digests.of(content.readAllBytes()));
        }
    }

    @Test
    void theSamePartsMakeTheSameBytes() throws IOException {
        archive(layer("one")).write(folder.resolve("a.tar"));
        archive(layer("two")).write(folder.resolve("b.tar"));
        assertArrayEquals(Files.readAllBytes(folder.resolve("a.tar")), Files.readAllBytes(folder.resolve("b.tar")));
    }

    @Test
    void refusesTextsThatWouldNeedQuoting() {
        assertThrows(IllegalArgumentException.class, () -> Json.text("a\"b"));
        assertThrows(IllegalArgumentException.class, () -> Json.text("k\u00e4se"));
    }

    private ImageArchive archive(Layer layer) {
        ImageConfig config = new ImageConfig("10001:0", List.of("A=1", "B=2"), "/init", "SIGTERM", "1.0");
        return new ImageArchive("localhost/it:1.0", config, List.of(layer), TIME);
    }

    private Layer layer(String name) throws IOException {
        return Layer.write(
                folder.resolve(name), TIME.getEpochSecond(), tar -> tar.file("greeting", "hello".getBytes(UTF_8)));
    }
}
