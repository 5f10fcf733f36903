package dev.jrunit.sv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jrunit.cli.Output;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.fake.FakePosix;
import dev.jrunit.protocol.ServiceStatus;
import dev.jrunit.protocol.State;
import dev.jrunit.protocol.Want;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command on every status does what C runit's sv was observed to do. Source: sv(8), COMMANDS. */
class ObservedTest {
    private static final long WAIT_SECONDS = 1;

    static List<String> rows() throws IOException {
        try (InputStream resource = ObservedTest.class.getResourceAsStream("observed.txt")) {
            return new String(resource.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void sendsAndFindsTheSame(String row) throws Exception {
        String[] columns = row.split(" \\| ?", -1);
        for (String code : columns[3].trim().split(" ", -1)) {
            Outcome outcome = run(Action.named(columns[0], false), code);
            assertEquals(columns[1], outcome.sent(), columns[0] + " on " + code + ": sent");
            assertEquals(columns[2], outcome.prefix(), columns[0] + " on " + code + ": outcome");
            assertEquals(columns[2].equals("ok") ? 0 : 1, outcome.failures(), columns[0] + " on " + code);
        }
    }

    private record Outcome(String sent, String prefix, int failures) {}

    private static Outcome run(Action action, String code) throws PosixException {
        FakePosix system = new FakePosix();
        FakeTime time = new FakeTime();
        FakeService service = new FakeService(system, "web").supervise(status(code));
        if (code.endsWith("c")) {
            system.disk().file("/dev/null", "");
            system.disk().script(service.path("check")); // never ends
        }
        ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        Reports reports = new Reports(new Output(stdout), new Output(stdout), time, fd -> false);
        int failures = new SendCommand(action, reports, time)
                .runAndWait(List.of(service.service()), system.posix(), WAIT_SECONDS);
        String line = stdout.toString(StandardCharsets.ISO_8859_1);
        return new Outcome(service.received(), line.substring(0, line.indexOf(':')), failures);
    }

    private static ServiceStatus status(String code) {
        State state = switch (code.charAt(0)) {
            case 'd' -> State.DOWN;
            case 'R' -> State.RUN;
            case 'f' -> State.FINISH;
            default -> throw new AssertionError(code);
        };
        return new ServiceStatus(
                FakeTime.stamp(code.charAt(3) == 'n' ? 1000 : -100_000),
                state == State.DOWN ? 0 : FakeService.PID,
                code.charAt(4) == 'p',
                code.charAt(1) == 'u' ? Want.UP : Want.DOWN,
                code.charAt(2) == 'T',
                state);
    }
}
