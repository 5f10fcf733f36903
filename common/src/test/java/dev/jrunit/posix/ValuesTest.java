package dev.jrunit.posix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The posix layer's own types. */
class ValuesTest {
    @Test
    void waitStatusIsWhatWaitStores() {
        assertEquals(new WaitStatus.Exited(0), WaitStatus.ofRaw(0));
        assertEquals(new WaitStatus.Exited(255), WaitStatus.ofRaw(0xff00));
        assertEquals(new WaitStatus.Signaled(15, false), WaitStatus.ofRaw(15));
        assertEquals(new WaitStatus.Signaled(3, true), WaitStatus.ofRaw(0x83));
        assertTrue(WaitStatus.ofRaw(0).isSuccess());
        assertFalse(WaitStatus.ofRaw(9).isSuccess());
    }

    /** Source: runsv(8): the arguments of finish. */
    @Test
    void finishGetsTwoNumbers() {
        assertEquals(111, new WaitStatus.Exited(111).exitCode());
        assertEquals(0, new WaitStatus.Exited(111).lowByte());
        assertEquals(-1, new WaitStatus.Signaled(3, true).exitCode());
        assertEquals(131, new WaitStatus.Signaled(3, true).lowByte());
        assertEquals(9, new WaitStatus.Signaled(9, false).lowByte());
    }

    @Test
    void byteStringsHaveACharacterForEachByte() {
        assertEquals("\u00c3\u00a4/x", ByteStrings.ofText("\u00e4/x"));
        assertEquals("\u00e4/x", ByteStrings.toText("\u00c3\u00a4/x"));
        assertEquals("\ufffd", ByteStrings.toText("\u00ff"));
        assertArrayEquals(new byte[] {(byte) 0xff, 0, 'a'}, ByteStrings.bytes("\u00ff\0a"));
        assertEquals("\u0080b", ByteStrings.of(new byte[] {1, (byte) 0x80, 'b', 2}, 1, 2));
        String ascii = "/etc/service";
        assertSame(ascii, ByteStrings.ofText(ascii));
        assertSame(ascii, ByteStrings.toText(ascii));
    }

    @Test
    void whatIsPrintableDoesNothingToATerminal() {
        String harmless = ByteStrings.ofText("a b~/\u00c4\u00d6\u20ac\ud83d\ude00");
        assertSame(harmless, ByteStrings.printable(harmless));
        assertEquals("?[31m?]0;x???", ByteStrings.printable("\u001b[31m\u001b]0;x\u0007\n\u007f"));
        assertEquals("\u00c2?m", ByteStrings.printable(ByteStrings.ofText("\u009bm")));
        assertEquals("a?m", ByteStrings.printable("a\u009bm"));
        assertEquals("?", ByteStrings.printable("\u0080"));
    }

    @Test
    void anExceptionSaysWhatFailedOnWhatAndWhy() {
        PosixException failure = new PosixException("open", "/x", Errno.ENOENT);
        assertEquals("open /x: file does not exist", failure.getMessage());
        assertEquals("pipe: process cannot open more files", new PosixException("pipe", "", Errno.EMFILE).getMessage());
        assertTrue(failure.is(new Errno(2)));
        assertFalse(failure.is(Errno.EACCES));
        assertEquals(0, failure.getStackTrace().length);
    }
}
