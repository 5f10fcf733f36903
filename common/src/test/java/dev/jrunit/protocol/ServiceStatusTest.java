package dev.jrunit.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The three files below {@code supervise/}. */
class ServiceStatusTest {
    private static final Tai64N STARTED = Tai64N.ofUnix(1_795_310_629, 319_820_500);
    private static final Tai64N STOPPED = Tai64N.ofUnix(0x6b024433L - 10, 0x381b2e9c);

    /** Written by runit 2.1.2's runsv for one service: status, stat and pid after each command. */
    static Stream<Arguments> filesOfTheOriginal() {
        return Stream.of(
                Arguments.of(
                        "400000006b02442f131012d4 06630000 00 75 00 01",
                        new ServiceStatus(STARTED, 25350, false, Want.UP, false, State.RUN),
                        "run\n",
                        "25350\n"),
                Arguments.of(
                        "400000006b02442f131012d4 06630000 01 75 00 01",
                        new ServiceStatus(STARTED, 25350, true, Want.UP, false, State.RUN),
                        "run, paused\n",
                        "25350\n"),
                Arguments.of(
                        "400000006b02442f131012d4 06630000 01 64 01 01",
                        new ServiceStatus(STARTED, 25350, true, Want.DOWN, true, State.RUN),
                        "run, paused, got TERM, want down\n",
                        "25350\n"),
                Arguments.of(
                        "400000006b02442f131012d4 89630000 00 64 00 02",
                        new ServiceStatus(STARTED, 25481, false, Want.DOWN, false, State.FINISH),
                        "finish, want down\n",
                        "25481\n"),
                Arguments.of(
                        "400000006b024433381b2e9c 00000000 00 64 00 00",
                        new ServiceStatus(STOPPED, 0, false, Want.DOWN, false, State.DOWN),
                        "down\n",
                        ""));
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    @ParameterizedTest
    @MethodSource("filesOfTheOriginal")
    void readsAndWritesTheOriginalsFiles(String bytes, ServiceStatus status, String stat, String pid) {
        assertEquals(status, ServiceStatus.decode(hex(bytes), 20));
        assertArrayEquals(hex(bytes), status.encode());
        assertEquals(stat, new String(status.statText(), US_ASCII));
        assertEquals(pid, new String(status.pidText(), US_ASCII));
    }

    @Test
    void everyStatusSurvivesItsBytes() {
        for (ServiceStatus status : all()) {
            Want read = status.want() == Want.EXIT ? Want.DOWN : status.want();
            ServiceStatus expected = new ServiceStatus(
                    status.since(), status.pid(), status.paused(), read, status.gotTerm(), status.state());
            assertEquals(expected, ServiceStatus.decode(status.encode(), 20));
        }
    }

    private static List<ServiceStatus> all() {
        List<ServiceStatus> all = new ArrayList<>();
        for (State state : State.values()) {
            for (Want want : Want.values()) {
                for (int flags = 0; flags < 4; flags++) {
                    for (int pid : new int[] {0, 1, 255, 256, 0x01020304, Integer.MAX_VALUE}) {
                        all.add(new ServiceStatus(STARTED, pid, (flags & 1) != 0, want, (flags & 2) != 0, state));
                    }
                }
            }
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DOWN   | UP   | false | false | down",
                "DOWN   | DOWN | false | false | down",
                "DOWN   | EXIT | false | false | down",
                "DOWN   | UP   | true  | true  | down, paused, got TERM",
                "RUN    | UP   | false | true  | run, got TERM",
                "RUN    | DOWN | false | true  | run, got TERM, want down",
                "RUN    | EXIT | true  | true  | run, paused, got TERM, want exit",
                "RUN    | EXIT | false | false | run, want exit",
                "FINISH | UP   | false | false | finish",
                "FINISH | DOWN | true  | false | finish, paused, want down",
                "FINISH | EXIT | false | false | finish, want exit"
            })
    void statIsTextInThisOrder(State state, Want want, boolean paused, boolean gotTerm, String text) {
        ServiceStatus status = new ServiceStatus(STARTED, 0, paused, want, gotTerm, state);
        assertEquals(text + "\n", new String(status.statText(), US_ASCII));
    }

    @Test
    void whatIsNoStatusIsNull() {
        byte[] bytes = hex("400000006b02442f131012d4 06630000 00 75 00 01");
        assertNull(ServiceStatus.decode(bytes, 19));
        assertNull(ServiceStatus.decode(new byte[21], 21));
        bytes[19] = 3;
        assertNull(ServiceStatus.decode(bytes, 20));
        bytes[19] = -1;
        assertNull(ServiceStatus.decode(bytes, 20));
    }

    @Test
    void anythingThatIsNotUpIsReadAsDown() {
        byte[] bytes = hex("400000006b02442f131012d4 06630000 07 00 09 01");
        ServiceStatus status = ServiceStatus.decode(bytes, 20);
        assertEquals(new ServiceStatus(STARTED, 25350, true, Want.DOWN, true, State.RUN), status);
    }
}
