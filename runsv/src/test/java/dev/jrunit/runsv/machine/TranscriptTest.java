package dev.jrunit.runsv.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The machine answers each event of the transcripts in {@code src/test/transcripts} as is written there. After a wanted
 * change run this test with {@code -Dtranscripts.write=true}, which writes the answers anew, and read the difference.
 */
class TranscriptTest {
    private static final Path FOLDER = Path.of("src/test/transcripts");

    @TestFactory
    List<DynamicTest> transcripts() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            files.sorted()
                    .forEach(file ->
                            tests.add(DynamicTest.dynamicTest(file.getFileName().toString(), () -> replay(file))));
        }
        assertTrue(tests.size() >= 8, "transcripts found in " + FOLDER.toAbsolutePath());
        return tests;
    }

    private static void replay(Path file) {
        try {
            String replayed = Transcript.replay(Files.readAllLines(file));
            if (Boolean.getBoolean("transcripts.write")) {
                Files.writeString(file, replayed);
            }
            assertEquals(Files.readString(file), replayed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
