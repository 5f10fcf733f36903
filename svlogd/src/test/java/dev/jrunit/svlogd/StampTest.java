package dev.jrunit.svlogd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.jrunit.protocol.Tai64N;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** svlogd(8), OPTIONS, -t, -tt and -ttt: against Java's own calendar. */
class StampTest {
    private static final long FIRST = 0;
    private static final long LAST = LocalDateTime.of(2100, 12, 31, 23, 59, 59).toEpochSecond(ZoneOffset.UTC);

    private static String text(Stamp stamp, long second, int nanos) {
        stamp.set(Tai64N.ofUnix(second, nanos));
        return new String(stamp.text(), ISO_8859_1);
    }

    private static final DateTimeFormatter UNDERSCORE = DateTimeFormatter.ofPattern("yyyy-MM-dd_HH:mm:ss.SSSSS ");
    private static final DateTimeFormatter T = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSS ");
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

    /** The same stamps for all, so that what one left behind shows in the next. */
    private static final class AllStyles {
        private final Stamp utc = Stamp.of(TimeStyle.UTC);
        private final Stamp utcT = Stamp.of(TimeStyle.UTC_T);
        private final Stamp rfc3339 = Stamp.rfc3339();
        private final Stamp label = Stamp.of(TimeStyle.TAI64N);

        void check(long second, int nanos) {
            OffsetDateTime time = Instant.ofEpochSecond(second, nanos).atOffset(ZoneOffset.UTC);
            assertEquals(UNDERSCORE.format(time), text(utc, second, nanos));
            assertEquals(T.format(time), text(utcT, second, nanos));
            assertEquals(MICROS.format(time), text(rfc3339, second, nanos));
            String hex = String.format("@%016x%08x ", (1L << 62) + 10 + second, nanos);
            assertEquals(hex, text(label, second, nanos));
        }
    }

    @Test
    void everyDayFrom1970To2100AtBothItsEnds() {
        AllStyles styles = new AllStyles();
        for (long midnight = FIRST; midnight <= LAST; midnight += 86_400) {
            styles.check(midnight, 0);
            styles.check(midnight + 86_399, 999_999_999);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void anyMoment(long seed) {
        Random random = new Random(seed);
        AllStyles styles = new AllStyles();
        for (int i = 0; i < 5_000; i++) {
            long second = (long) (random.nextDouble() * LAST);
            styles.check(second, random.nextInt(1_000_000_000));
            styles.check(second, random.nextInt(1_000_000_000)); // the same second, another fraction
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, .00000",
        "9999, .00000",
        "10000, .00001",
        "976189999, .97618",
        "999999999, .99999",
    })
    void theFractionIsCutNotRounded(int nanos, String fraction) {
        assertEquals("2005-12-18_09:13:50" + fraction + " ", text(Stamp.of(TimeStyle.UTC), 1_134_897_230L, nanos));
    }

    @Test
    void withoutStyleThereIsNone() {
        assertNull(Stamp.of(TimeStyle.NONE));
        Stamp stamp = Stamp.rfc3339();
        assertSame(stamp.text(), stamp.text());
    }
}
