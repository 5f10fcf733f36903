package dev.jrunit.posix.jnr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Signal;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our numbers are the platform's, as jnr knows them. */
class NumbersTest {
    @Test
    void errorsHaveThePlatformsNumbers() throws Exception {
        int compared = 0;
        for (Field field : Errno.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers())) {
                Errno ours = (Errno) field.get(null);
                assertEquals(
                        jnr.constants.platform.Errno.valueOf(field.getName()).intValue(),
                        ours.number(),
                        field.getName());
                assertFalse(ours.words().startsWith("error "), field.getName());
                compared++;
            }
        }
        assertFalse(compared < 20, "compared only " + compared);
    }

    @ParameterizedTest
    @EnumSource
    void signalsHaveThePlatformsNumbers(Signal signal) {
        assertEquals(
                jnr.constants.platform.Signal.valueOf("SIG" + signal.name()).intValue(), signal.number());
    }

    @Test
    void errorsHaveRunitsWords() {
        assertEquals("file does not exist", Errno.ENOENT.words());
        assertEquals("access denied", Errno.EACCES.words());
        assertEquals("permission denied", Errno.EPERM.words());
        assertEquals("temporary failure", Errno.EAGAIN.words());
        assertEquals("out of disk space", Errno.ENOSPC.words());
        assertEquals("is a directory", Errno.EISDIR.words());
        assertEquals("exec format error", Errno.ENOEXEC.words());
        assertEquals("error 999", new Errno(999).words());
    }

    @Test
    void noTwoErrorsHaveTheSameWords() {
        Set<String> words = new HashSet<>();
        for (int number = 1; number < 140; number++) {
            String found = new Errno(number).words();
            assertEquals(true, words.add(found), found);
        }
    }
}
