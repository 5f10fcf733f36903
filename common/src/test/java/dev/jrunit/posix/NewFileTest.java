package dev.jrunit.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jrunit.posix.fake.FakePosix;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files that are made where others may have put something of that name. */
class NewFileTest {
    private final FakePosix fake = new FakePosix();

    @BeforeEach
    void secret() {
        fake.disk().file("/secret", "secret");
        fake.disk().directory("/d");
    }

    private void make() throws PosixException {
        int file = NewFile.open(fake.posix().files(), Files.HERE, "/d/f", 0640);
        fake.posix().descriptors().write(file, new byte[] {'x'}, 0, 1);
        fake.posix().descriptors().close(file);
    }

    private void assertMade() {
        assertEquals(FileStat.Kind.FILE, fake.disk().stat("/d/f").kind());
        assertEquals("x", fake.disk().content("/d/f"));
        assertEquals(0640, fake.disk().stat("/d/f").permissions());
        assertEquals("secret", fake.disk().content("/secret"));
    }

    @Test
    void aNewName() throws Exception {
        make();
        assertMade();
    }

    @Test
    void aLinkGoesAndWhereItLeadsStays() throws Exception {
        fake.disk().link("/d/f", "/secret");
        make();
        assertMade();
    }

    @Test
    void aLinkThatLeadsNowhereMakesNothingThere() throws Exception {
        fake.disk().link("/d/f", "/nologin");
        make();
        assertMade();
        assertFalse(fake.disk().exists("/nologin"));
    }

    /** Its other names, if it has any, keep what is in it. */
    @Test
    void aFileIsReplacedAndNotEmptied() throws Exception {
        fake.disk().file("/d/f", "old");
        long before = fake.disk().stat("/d/f").id().inode();
        make();
        assertMade();
        assertFalse(before == fake.disk().stat("/d/f").id().inode());
    }

    @Test
    void aFifoGoes() throws Exception {
        fake.disk().fifo("/d/f");
        make();
        assertMade();
    }

    @Test
    void aDirectoryIsAnError() {
        fake.disk().directory("/d/f");
        assertEquals(
                "unlink /d/f: is a directory",
                assertThrows(PosixException.class, this::make).getMessage());
    }
}
