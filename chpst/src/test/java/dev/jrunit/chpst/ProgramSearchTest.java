package dev.jrunit.chpst;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Errno;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a program is looked for, and what is told of it, as C chpst was seen to do it. */
class ProgramSearchTest {
    @Test
    void foldersOfThePath() {
        assertEquals(List.of("/a/x", "/b/x"), ProgramSearch.files("x", "/a:/b"));
        assertEquals(List.of("./x"), ProgramSearch.files("x", ""));
        assertEquals(List.of("./x", "/a/x", "./x", "./x"), ProgramSearch.files("x", ":/a::"));
        assertEquals(List.of("/bin/x", "/usr/bin/x"), ProgramSearch.files("x", null));
        assertEquals(List.of("/bin/", "/usr/bin/"), ProgramSearch.files("", null));
    }

    @Test
    void aSlashIsAPath() {
        assertEquals(List.of("./x"), ProgramSearch.files("./x", "/a:/b"));
        assertEquals(List.of("a/x"), ProgramSearch.files("a/x", "/a:/b"));
    }

    @Test
    void goesOnUntilItIsPointless() {
        assertTrue(ProgramSearch.goesOnAfter(Errno.ENOENT));
        assertTrue(ProgramSearch.goesOnAfter(Errno.EACCES));
        assertFalse(ProgramSearch.goesOnAfter(Errno.ENOTDIR));
        assertFalse(ProgramSearch.goesOnAfter(Errno.ENOEXEC));
        assertFalse(ProgramSearch.goesOnAfter(Errno.E2BIG));
    }

    @Test
    void tellsMoreThanThatItIsMissing() {
        assertEquals(Errno.ENOENT, ProgramSearch.worse(null, Errno.ENOENT));
        assertEquals(Errno.EACCES, ProgramSearch.worse(Errno.ENOENT, Errno.EACCES));
        assertEquals(Errno.EACCES, ProgramSearch.worse(Errno.EACCES, Errno.ENOENT));
        assertEquals(Errno.ENOEXEC, ProgramSearch.worse(Errno.EACCES, Errno.ENOEXEC));
    }
}
