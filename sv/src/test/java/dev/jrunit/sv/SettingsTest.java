package dev.jrunit.sv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source: sv(8), ENVIRONMENT and OPTIONS. */
class SettingsTest {
    @Test
    void withoutAnything() {
        assertEquals(new Settings("/etc/service", 7), Settings.of(List.of("PATH=/bin", "SVDIRX=/no"), null));
    }

    @Test
    void takesTheEnvironment() {
        assertEquals(
                new Settings("/srv/\u00ff", 3),
                Settings.of(List.of("SVWAIT=3", "SVDIR=/srv/\u00ff", "SVDIR=/x"), null));
        assertEquals(new Settings("", 0), Settings.of(List.of("SVDIR=", "SVWAIT="), null));
    }

    @Test
    void theOptionOverridesTheEnvironment() {
        assertEquals(5, Settings.of(List.of("SVWAIT=3"), "5").waitSeconds());
    }

    @ParameterizedTest
    @CsvSource({"12,12", "5x,5", "x,0", "'',0", "-1,0", "' 1',0", "0x1,0", "1.5,1"})
    void onlyLeadingDigitsCount(String text, long seconds) {
        assertEquals(seconds, Settings.leadingNumber(text));
    }

    @Test
    void hugeNumbersStayPositive() {
        assertEquals(9_999_999_999L, Settings.leadingNumber("99999999999999999999999"));
    }

    @ParameterizedTest
    @CsvSource({
        "web,/srv/web",
        "web/log,/srv/web/log",
        "./web,./web",
        ".web,.web",
        "web/,web/",
        "/a/web,/a/web",
        "'',''"
    })
    void namesThatLookLikePathsAreNotLookedUp(String name, String path) {
        assertEquals(path, Service.pathOf(name, "/srv"));
    }

    @Test
    void anEmptyServicesDirectoryHoldsNothing() {
        assertEquals("", Service.pathOf("web", ""));
    }
}
