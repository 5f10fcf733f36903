package dev.jrunit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Source: getopt(3), and what C runit's tools print. */
class CommandLineTest {
    private static final Option VERBOSE = Option.flag("v", "verbose", "").repeated();
    private static final Option WAIT = Option.valued("w", "wait", "sec", "");
    private static final Option ZERO = Option.flag("0", "", "");
    private static final Option ONE = Option.flag("1", "", "");
    private static final Option ISOLATE = Option.flag("", "isolate", "");

    private static OptionTable table(OptionTable.Leniency leniency, Operand... operands) {
        return new OptionTable(
                "tool", "...", "", List.of(VERBOSE, WAIT, ZERO, ONE, ISOLATE), List.of(operands), leniency, 100, 111);
    }

    private static final OptionTable ANY =
            table(OptionTable.Leniency.STRICT, Operand.of("it", Operand.Kind.TEXT, Operand.Count.ANY, ""));

    private static CommandLine parse(String... arguments) throws UsageException {
        return CommandLine.parse(ANY, arguments);
    }

    private static void assertComplaint(String complaint, OptionTable table, String... arguments) {
        UsageException e = assertThrows(UsageException.class, () -> CommandLine.parse(table, arguments));
        assertEquals(complaint, e.getMessage());
    }

    @Test
    void takesClusters() throws UsageException {
        CommandLine line = parse("-vw5", "-v01", "up", "-v");
        assertEquals(2, line.count(VERBOSE));
        assertEquals("5", line.value(WAIT));
        assertTrue(line.has(ZERO) && line.has(ONE));
        assertEquals(List.of("up", "-v"), line.operands());
        assertEquals(List.of(VERBOSE, WAIT, VERBOSE, ZERO, ONE), line.options());
        assertEquals(List.of("", "5", "", "", ""), line.values());
    }

    @Test
    void takesTheNextArgument() throws UsageException {
        CommandLine line = parse("-w", "-v", "-w", "", "a");
        assertEquals(List.of("-v", ""), line.values());
        assertEquals("", line.value(WAIT));
        assertFalse(line.has(VERBOSE));
        assertEquals(List.of("a"), line.operands());
    }

    @Test
    void stopsAtDashesAndOperands() throws UsageException {
        assertEquals(List.of("-v"), parse("--", "-v").operands());
        assertEquals(List.of("--", "-v"), parse("--", "--", "-v").operands());
        assertEquals(List.of("-", "-v"), parse("-", "-v").operands());
        assertEquals(List.of("", "-v"), parse("", "-v").operands());
        assertNull(parse().value(WAIT));
    }

    @Test
    void takesLongOptions() throws UsageException {
        CommandLine line = parse("--isolate", "--wait=5=6", "--wait", "7", "--verbose", "x");
        assertTrue(line.has(ISOLATE) && line.has(VERBOSE));
        assertEquals(List.of("", "5=6", "7", ""), line.values());
        assertEquals("", parse("--wait=").value(WAIT));
    }

    @Test
    void complains() {
        assertComplaint("illegal option -- z", ANY, "-vz", "x");
        assertComplaint("option requires an argument -- w", ANY, "-vw");
        assertComplaint("option requires an argument -- wait", ANY, "--wait");
        assertComplaint("unknown option -- none", ANY, "--none=1");
        assertComplaint("option takes no argument -- isolate", ANY, "--isolate=1");
    }

    @Test
    void countsOperands() throws UsageException {
        OptionTable two = table(
                OptionTable.Leniency.STRICT,
                Operand.of("a", Operand.Kind.TEXT, Operand.Count.ONE, ""),
                Operand.of("b", Operand.Kind.TEXT, Operand.Count.OPTIONAL, ""));
        assertComplaint("", two);
        assertEquals(
                2, CommandLine.parse(two, new String[] {"1", "2"}).operands().size());
        assertComplaint("", two, "1", "2", "3");
        assertTrue(CommandLine.parse(two, new String[] {"--help"}).has(Option.HELP));
        assertTrue(CommandLine.parse(two, new String[] {"--version"}).has(Option.VERSION));
        OptionTable lenient = table(
                OptionTable.Leniency.SURPLUS_OPERANDS_ARE_IGNORED,
                Operand.of("a", Operand.Kind.TEXT, Operand.Count.ONE, ""));
        assertEquals(
                3,
                CommandLine.parse(lenient, new String[] {"1", "2", "3"})
                        .operands()
                        .size());
    }

    @Test
    void unknownOptionsCanBeOperands() throws UsageException {
        OptionTable lenient = table(
                OptionTable.Leniency.UNKNOWN_OPTIONS_ARE_OPERANDS,
                Operand.of("dir", Operand.Kind.DIRECTORY, Operand.Count.ANY, ""));
        assertEquals(
                List.of("-z"),
                CommandLine.parse(lenient, new String[] {"-v", "-z"}).operands());
        assertEquals(
                List.of("--z"), CommandLine.parse(lenient, new String[] {"--z"}).operands());
        assertComplaint("illegal option -- z", lenient, "-vz");
    }
}
