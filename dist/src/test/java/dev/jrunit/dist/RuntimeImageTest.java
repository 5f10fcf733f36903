package dev.jrunit.dist;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RuntimeImageTest {
    @Test
    void leavesOtherPlatformsOut() {
        for (String other : new String[] {"darwin/Errno.class", "windows/Errno.class", "linux/s390x/Errno.class"}) {
            assertTrue(RuntimeImage.isOfAnotherPlatform("jnr/constants/platform/" + other), other);
        }
        for (String own : new String[] {
            "Errno.class", "linux/Errno.class", "fake/Errno.class", "linux/" + Platform.PROCESSOR + "/Errno.class"
        }) {
            assertFalse(RuntimeImage.isOfAnotherPlatform("jnr/constants/platform/" + own), own);
        }
        assertFalse(RuntimeImage.isOfAnotherPlatform("jnr/posix/WindowsPOSIX.class"));
    }
}
