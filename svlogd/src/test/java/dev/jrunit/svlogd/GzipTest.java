package dev.jrunit.svlogd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.fake.FakePosix;
import java.io.ByteArrayInputStream;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is compressed can be read by anybody, or it is said that it cannot be. */
class GzipTest {
    private final FakePosix fake = new FakePosix();
    private final Descriptors descriptors = fake.posix().descriptors();

    private void compress(String content) throws PosixException {
        fake.disk().file("/from", content);
        Files files = fake.posix().files();
        int from = files.open(Files.HERE, "/from", Open.READ, 0);
        int to = files.open(Files.HERE, "/to", Open.WRITE | Open.CREATE | Open.TRUNCATE, 0600);
        try {
            Gzip.compress(descriptors, from, to);
        } finally {
            descriptors.close(from);
            descriptors.close(to);
        }
    }

    private String read() throws Exception {
        byte[] bytes = fake.disk().bytes("/to");
        return new String(new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes(), ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32 * 1024 - 1, 32 * 1024, 32 * 1024 + 1, 300_000})
    void anySizeComesBack(int size) throws Exception {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        fake.faults().writesTakeAtMost(5_000);
        compress(new String(content, ISO_8859_1));
        assertEquals(new String(content, ISO_8859_1), read());
    }

    @Test
    void everyFailureIsTold() throws Exception {
        byte[] content = new byte[150_000];
        new Random(1).nextBytes(content);
        String text = new String(content, ISO_8859_1);
        int failures = 0;
        boolean failed = true;
        for (int call = 2; failed; call++) { // after the two that open
            fake.faults().callAfter(call, Errno.ENOSPC);
            try {
                compress(text);
            } catch (PosixException e) {
                assertEquals(Errno.ENOSPC, e.errno());
                failures++;
            }
            failed = fake.faults().failed() != null;
            assertEquals(failed, failures == call - 1);
        }
        assertEquals(text, read());
        assertEquals(true, failures > 8, failures + " failures");
    }

    @Test
    void aDiskThatIsFullInTheMiddleIsTold() {
        fake.disk().capacity(10_000);
        byte[] content = new byte[5_000];
        new Random(1).nextBytes(content);
        fake.disk().file("/other", "x".repeat(4_000));
        PosixException full = assertThrows(PosixException.class, () -> compress(new String(content, ISO_8859_1)));
        assertEquals(Errno.ENOSPC, full.errno());
    }
}
