package dev.jrunit.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Stamps: 2^62 + 10 + Unix seconds, as runit counts. */
class Tai64NTest {
    private static byte[] encoded(Tai64N stamp) {
        byte[] bytes = new byte[14];
        stamp.encode(bytes, 1);
        assertEquals(0, bytes[0]);
        assertEquals(0, bytes[13]);
        return java.util.Arrays.copyOfRange(bytes, 1, 13);
    }

    @Test
    void theUnixEpochIsTenSecondsAfterTheLabelsStart() {
        Tai64N epoch = Tai64N.ofUnix(0, 0);
        assertArrayEquals(HexFormat.of().parseHex("400000000000000a00000000"), encoded(epoch));
        assertEquals(0, epoch.unixSeconds());
    }

    @Test
    void survivesItsBytes() {
        for (long seconds : new long[] {-20, -1, 0, 1, 1_795_310_629, 0xffffffffL, 0x100000000L}) {
            for (int nanos : new int[] {0, 1, 255, 256, 999_999_999}) {
                Tai64N stamp = Tai64N.ofUnix(seconds, nanos);
                assertEquals(stamp, Tai64N.decode(encoded(stamp), 0));
                assertEquals(seconds, stamp.unixSeconds());
            }
        }
    }

    @Test
    void sortsByTime() {
        Tai64N[] stamps = {Tai64N.ofUnix(-1, 999_999_999), Tai64N.ofUnix(0, 0), Tai64N.ofUnix(0, 1), Tai64N.ofUnix(1, 0)
        };
        for (int i = 1; i < stamps.length; i++) {
            assertTrue(stamps[i - 1].compareTo(stamps[i]) < 0);
            assertTrue(stamps[i].compareTo(stamps[i - 1]) > 0);
            assertEquals(0, stamps[i].compareTo(stamps[i]));
        }
    }

    @Test
    void nowIsTheWallClock() {
        long before = System.currentTimeMillis() / 1000;
        long now = Tai64N.now().unixSeconds();
        assertTrue(before <= now && now <= System.currentTimeMillis() / 1000 + 1);
    }
}
