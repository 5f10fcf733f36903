package dev.jrunit.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jrunit.posix.fake.FakePosix;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole files. */
class ContentsTest {
    private final FakePosix fake = new FakePosix();

    @BeforeEach
    void remember() {
        fake.rememberOpen();
    }

    @AfterEach
    void nothingStaysOpen() {
        fake.assertNothingLeaked();
    }

    private String read(String path) throws PosixException {
        return Contents.read(fake.posix(), Files.HERE, path);
    }

    private void fails(String message, String path) {
        assertEquals(
                message, assertThrows(PosixException.class, () -> read(path)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 4096, 4097, 8192, 100_000})
    void allOfIt(int length) throws Exception {
        String content = "\u00ff\0\n\u00e4".repeat(25_000).substring(0, length);
        fake.disk().file("/a", content);
        assertEquals(content, read("/a"));
    }

    @Test
    void noFileIsNull() throws Exception {
        assertNull(read("/a"));
        assertNull(read("/nowhere/a"));
        fake.disk().link("/b", "/a");
        assertNull(read("/b"));
    }

    @Test
    void aPathBeginsWhereItIsToldTo() throws Exception {
        fake.disk().file("/service/restart", "never\n");
        int directory = fake.posix().files().open(Files.HERE, "/service", Open.HANDLE | Open.DIRECTORY, 0);
        assertEquals("never\n", Contents.read(fake.posix(), directory, "restart"));
        fake.posix().descriptors().close(directory);
    }

    @Test
    void aFifoThatNobodyWritesToIsEmpty() throws Exception {
        fake.disk().fifo("/a");
        assertEquals("", read("/a"));
    }

    @Test
    void oneThatSomebodyHoldsOpenIsNotWaitedFor() throws Exception {
        fake.disk().fifo("/a");
        int holder = fake.posix().files().open(Files.HERE, "/a", Open.READ_WRITE, 0);
        fails("read /a: temporary failure", "/a");
        fake.posix().descriptors().close(holder);
    }

    /** Such as {@code /dev/zero}, by a link. */
    @Test
    void whatDoesNotEndSoonIsNotReadOn() throws Exception {
        fake.disk().file("/a", "x".repeat(1 << 20));
        assertEquals(1 << 20, read("/a").length());
        fake.disk().file("/a", "x".repeat((1 << 20) + 1));
        fails("read /a: file too big", "/a");
    }

    @Test
    void aFailureNamesTheFile() {
        fake.disk().directory("/d");
        fails("read /d: is a directory", "/d");
        fake.disk().file("/a", "");
        fake.disk().permissions("/a", 0);
        fails("open /a: access denied", "/a");
        fake.disk().permissions("/a", 0644);
        fake.faults().once("read", "/a", Errno.EIO);
        fails("read /a: " + Errno.EIO.words(), "/a");
    }
}
