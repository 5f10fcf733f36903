package dev.jrunit.chpst;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.cli.CommandLine;
import dev.jrunit.cli.UsageException;
import dev.jrunit.posix.Resource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each command line compiles to. Source: chpst(8), OPTIONS and EMULATION. */
class PersonalityTest {
    private static final String USAGE = "usage: chpst [-vVP012] ";

    private final Call call = new Call();

    static ProcessPlan plan(String name, String... arguments) {
        Personality personality = Personality.named(Personality.nameFor(name));
        try {
            return personality.compile(CommandLine.parse(personality.table(), arguments));
        } catch (UsageException e) {
            throw new AssertionError(e);
        }
    }

    private void assertUsage(String begin, String name, String... arguments) {
        assertEquals(100, call.run(name, arguments), () -> List.of(arguments).toString());
        assertTrue(call.errors().startsWith(begin), call.errors());
        assertTrue(call.errors().endsWith("\n\n"), call.errors());
    }

    @Test
    void namesOfDaemontools() {
        assertEquals(Personality.SETUIDGID, Personality.named(Personality.nameFor("setuidgid")));
        assertEquals(Personality.SETUIDGID, Personality.named(Personality.nameFor("dsetuidgid")));
        assertEquals(Personality.CHPST, Personality.named(Personality.nameFor("ddsetuidgid")));
        assertEquals(Personality.CHPST, Personality.named(Personality.nameFor("anything")));
        assertEquals("foo", Personality.nameFor("dfoo"));
    }

    @Test
    void aPlanOfNothing() {
        ProcessPlan plan = plan("chpst", "true", "-u", "x");
        assertEquals(List.of("true", "-u", "x"), plan.program().words());
        assertEquals("true", plan.program().argument0());
        assertNull(plan.rights().user());
        assertNull(plan.lock());
        assertEquals(List.of(), plan.limits());
    }

    @Test
    void theLastWordCounts() {
        ProcessPlan plan = plan("chpst", "-u", "a", "-ub", "-e", "c", "-ed", "-n1", "-n", "-2", "-m5", "-d6", "true");
        assertEquals("b", plan.rights().user().text());
        assertEquals("d", plan.environment().directory());
        assertEquals(-2, plan.priority().nice());
        assertEquals(
                List.of(
                        new ProcessPlan.Limit(Resource.DATA, 6, false),
                        new ProcessPlan.Limit(Resource.STACK, 5, false),
                        new ProcessPlan.Limit(Resource.LOCKED_MEMORY, 5, false),
                        new ProcessPlan.Limit(Resource.ADDRESS_SPACE, 5, false)),
                plan.limits());
        assertEquals(5, plan("chpst", "-d6", "-m5", "true").limits().get(0).amount());
    }

    @Test
    void clusters() {
        ProcessPlan plan = plan("chpst", "-vP012b", "name", "true");
        assertTrue(plan.verbose() && plan.newSession());
        assertEquals(List.of(0, 1, 2), plan.closed());
        assertEquals("name", plan.program().name());
    }

    @Test
    void tools() {
        assertEquals(
                UserName.ofAccount("www"),
                plan("setuidgid", "www", "true").rights().user());
        assertEquals(
                UserName.ofAccount("-z"), plan("setuidgid", "-z", "a").rights().user());
        assertEquals(
                UserName.ofAccount("--"),
                plan("envuidgid", "--", "a").environment().ids());
        assertTrue(plan("denvdir", "d", "true").environment().subdirectoriesAreTrouble());
        assertTrue(plan("pgrphack", "-z").newSession());
        assertEquals(List.of("--", "x"), plan("pgrphack", "--", "x").program().words());
        assertEquals(
                new ProcessPlan.Lock("f", false, false),
                plan("setlock", "f", "p").lock());
        assertEquals(
                new ProcessPlan.Lock("f", true, true),
                plan("setlock", "-nx", "f", "p").lock());
        assertEquals(
                new ProcessPlan.Lock("f", false, false),
                plan("setlock", "-nxNX", "f", "p").lock());
        assertEquals(
                List.of("p", "-n"),
                plan("setlock", "--", "f", "p", "-n").program().words());
        assertEquals(
                List.of(new ProcessPlan.Limit(Resource.LOCKED_MEMORY, 0, true)),
                plan("softlimit", "-l", "=", "p").limits());
    }

    @Test
    void wrongUsage() {
        assertUsage(USAGE, "chpst");
        assertUsage(USAGE, "chpst", "-u", "www");
        assertUsage("chpst: illegal option -- z\n" + USAGE, "chpst", "-vz", "true");
        assertUsage("chpst: option requires an argument -- u\n" + USAGE, "chpst", "-u");
        assertUsage(USAGE, "chpst", "-n", "x", "true");
        assertUsage(USAGE, "chpst", "-o", "-1", "true");
        assertUsage(USAGE, "chpst", "-o", "=", "true");
        assertUsage(USAGE, "chpst", "-l", "a", "-L", "b", "true");
        assertUsage(USAGE, "chpst", "-l", "a", "-l", "a", "true");
        assertUsage("chpst: unknown option -- foo\n" + USAGE, "chpst", "--foo", "true");
        assertUsage("chpst: --home: there is no -u\n" + USAGE, "chpst", "--home", "true");
        assertUsage("chpst: --umask: not understood: 9\n" + USAGE, "chpst", "--umask=9", "true");
        assertUsage("chpst: --cpus: not understood: a\n" + USAGE, "chpst", "--cpus", "a", "true");
        assertUsage("chpst: --cap-drop: not understood: x\n" + USAGE, "chpst", "--cap-drop", "x", "true");
        assertUsage("chpst: --cap-drop: not understood: kill,\n" + USAGE, "chpst", "--cap-drop", "kill,", "true");
        assertUsage("chpst: --oom-score-adj: not understood: 2000\n", "chpst", "--oom-score-adj", "2000", "true");
        assertUsage("chpst: --ionice: not understood: x\n", "chpst", "--ionice", "x", "true");
        assertUsage("chpst: --pdeathsig: not understood: x\n", "chpst", "--pdeathsig", "x", "true");
        assertUsage("chpst: option takes no argument -- home\n", "chpst", "--home=x", "true");
        assertUsage("usage: setuidgid account child\n", "setuidgid", "a");
        assertUsage("usage: envuidgid account child\n", "envuidgid", "a");
        assertUsage("usage: envdir dir child\n", "envdir", "a");
        assertUsage("usage: pgrphack child\n", "pgrphack");
        assertUsage("usage: setlock [ -nNxX ] file program [ arg ... ]\n", "setlock", "a");
        assertUsage("usage: softlimit [-a allbytes] ", "softlimit", "-o", "5");
        assertUsage("usage: softlimit [-a allbytes] ", "softlimit", "-o", "=5", "true");
    }

    @Test
    void helpIsAnswered() {
        for (Personality personality : Personality.values()) {
            assertEquals(0, call.run(personality.table().name(), "--help"));
            assertTrue(call.errors().contains(personality.table().summary()), call.errors());
        }
    }
}
