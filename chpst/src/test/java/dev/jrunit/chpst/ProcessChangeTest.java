package dev.jrunit.chpst;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.cli.Output;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Identity;
import dev.jrunit.posix.Resource;
import dev.jrunit.posix.fake.WouldBlock;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The steps, their order and their failures. Source: chpst(8), OPTIONS and EXIT CODES. */
class ProcessChangeTest {
    private static final String SCORE = "/proc/self/oom_score_adj";
    private static final String[] EVERYTHING = {
        "-P",
        "-e",
        "/env",
        "--env-file",
        "/lines",
        "--oom-score-adj",
        "-5",
        "-/",
        "/new",
        "-C",
        "/sub",
        "-n",
        "3",
        "--ionice",
        "2:1",
        "--cpus",
        "1",
        "-U",
        "bob:adm",
        "--cap-drop",
        "chown,CAP_KILL",
        "--home",
        "-u",
        "www:adm:tty",
        "-l",
        "/lock",
        "--umask",
        "027",
        "--no-new-privs",
        "--pdeathsig",
        "TERM",
        "-m",
        "700",
        "-o",
        "60",
        "-c",
        "0",
        "-b",
        "name",
        "prog",
        "x"
    };

    private final Call call = new Call();

    private void prepareEverything() {
        call.fake.disk().file("/env/E", "value \nrest");
        call.fake.disk().file("/env/A", "");
        call.fake.disk().file("/lines", "L=line\n");
        call.fake.disk().file(SCORE, "0");
    }

    private void assertFatal(String message, String... arguments) {
        assertEquals(111, call.run("chpst", arguments));
        assertEquals("chpst: fatal: " + message + "\n", call.errors());
        assertFalse(call.hasExecuted());
    }

    @Test
    void everyStepInItsOrder() {
        prepareEverything();
        assertEquals(0, call.run("chpst", EVERYTHING), call.errors());
        String mask = "[2" + ", 0".repeat(63) + "]";
        assertEquals(
                List.of(
                        "closeown",
                        "awaitthreads",
                        "setsid",
                        "chdir /new",
                        "chroot",
                        "chdir /sub",
                        "nice 3",
                        "ioprio_set 2:1",
                        "sched_setaffinity " + mask,
                        "capability 0",
                        "capability 5",
                        "setgroups [4, 5]",
                        "setgid 4",
                        "setuid 33",
                        "create /lock",
                        "flock /lock",
                        "keepopen /lock",
                        "umask 27",
                        "nonewprivs",
                        "pdeathsig 15",
                        "prepare",
                        "setrlimit DATA 700",
                        "setrlimit STACK 700",
                        "setrlimit LOCKED_MEMORY 700",
                        "setrlimit ADDRESS_SPACE 700",
                        "setrlimit OPEN_FILES 60",
                        "setrlimit CORE_SIZE 0",
                        "signals",
                        "execve /bin/prog"),
                call.journal());
        assertEquals("-5", call.fake.disk().content(SCORE).substring(0, 2));
        assertEquals(List.of("name", "x"), call.executed().arguments());
        assertEquals(
                List.of(
                        "PATH=/bin:/usr/bin",
                        "E=value",
                        "L=line",
                        "GID=4",
                        "UID=1000",
                        "HOME=/var/www",
                        "USER=www",
                        "LOGNAME=www",
                        "SHELL=/bin/false"),
                call.executed().environment());
    }

    /** Each call that can fail fails once: the program is not run, and one line says what could not be done. */
    @Test
    void everyFailureIsTold() {
        List<String> failed = new ArrayList<>();
        for (int skipped = 0; ; skipped++) {
            Call attempt = new Call();
            attempt.fake.disk().file("/env/E", "value \nrest");
            attempt.fake.disk().file("/lines", "L=line\n");
            attempt.fake.disk().file(SCORE, "0");
            attempt.fake.faults().callAfter(skipped, Errno.EIO);
            int exit = attempt.run("chpst", EVERYTHING);
            if (attempt.fake.faults().failed() == null) {
                assertEquals(0, exit);
                break;
            }
            failed.add(attempt.fake.faults().failed());
            assertEquals(111, exit, attempt.fake.faults().failed());
            assertFalse(attempt.hasExecuted(), attempt.fake.faults().failed());
            assertTrue(
                    attempt.errors().matches("chpst: fatal: unable to [^\n]+: input/output error\n"), attempt.errors());
        }
        assertTrue(failed.size() > 30, failed::toString);
    }

    @Test
    void whatTheMessagesSay() {
        call.fake.faults().always("chdir", "/new", Errno.ENOENT);
        assertFatal("unable to change directory: /new: file does not exist", "-/", "/new", "prog");
        assertFatal("unable to change directory: /new: file does not exist", "-C", "/new", "prog");
        call.fake.faults().heal();
        call.fake.faults().always("chroot", "", Errno.EPERM);
        assertFatal("unable to change root directory: permission denied", "-/", "/new", "prog");
        call.fake.faults().always("nice", "-5", Errno.EPERM);
        assertFatal("unable to set nice level: permission denied", "-n", "-5", "prog");
        call.fake.faults().always("setgroups", "[33]", Errno.EPERM);
        assertFatal("unable to setgroups: permission denied", "-u", "www", "prog");
        call.fake.faults().heal();
        call.fake.faults().always("setgid", "33", Errno.EPERM);
        assertFatal("unable to setgid: permission denied", "-u", "www", "prog");
        call.fake.faults().heal();
        call.fake.faults().always("setuid", "33", Errno.EINVAL);
        assertFatal("unable to setuid: invalid argument", "-u", "www", "prog");
        assertFatal("unknown user/group: nobody", "-u", "nobody", "prog");
        assertFatal("unknown user/group: www:wheel", "-u", "www:wheel", "prog");
        assertFatal("unknown user/group: www:", "-U", "www:", "prog");
        assertFatal("invalid uid/gids: 1x", "-u", ":1x", "prog");
        assertFatal("invalid uid/gids: 12", "-u", ":12", "prog");
        assertFatal("unable to switch to directory: /no: file does not exist", "-e", "/no", "prog");
        assertFatal("unable to open lock: /no/lock: file does not exist", "-l", "/no/lock", "prog");
        assertFatal("unable to run: /no: file does not exist", "/no");
        assertFatal("unable to run: name: exec format error", "-b", "name", "/broken");
        call.fake.faults().always("getpwnam_r", "www", Errno.ENOENT);
        assertFatal("unable to get password/group file entry: file does not exist", "-u", "www", "prog");
        call.fake.faults().always("open", SCORE, Errno.EACCES);
        assertFatal("unable to set out-of-memory score: -5: access denied", "--oom-score-adj", "-5", "prog");
        call.fake.faults().always("capability", "13", Errno.EPERM);
        assertFatal("unable to drop capability: net_raw: permission denied", "--cap-drop", "net_raw", "prog");
    }

    @Test
    void userByNumbers() {
        assertEquals(0, call.run("chpst", "-u", ":12:34:56", "prog"));
        assertTrue(call.journal().containsAll(List.of("setgroups [34, 56]", "setgid 34", "setuid 12")));
        assertEquals(0, new Call().run("chpst", "-u", "::1", "prog"));
        Call large = new Call();
        assertEquals(0, large.run("chpst", "-u", ":4294967295:4294967296", "prog"));
        assertTrue(large.journal().containsAll(List.of("setgroups [0]", "setuid 4294967295")), "" + large.journal());
    }

    /** A user in a container may be told to become what it is. */
    @Test
    void becomingWhoItIsAlreadyTakesNoPrivilege() {
        Object[][] already = {
            {"www", new Identity(33, 33, 33, 33, 33, 33, new int[0])},
            {"www", new Identity(33, 33, 33, 33, 33, 33, new int[] {33})},
            {":33:33:4:5", new Identity(33, 33, 33, 33, 33, 33, new int[] {5, 33, 4})},
            {"www:adm", new Identity(33, 33, 33, 4, 4, 4, new int[] {4})},
        };
        for (Object[] one : already) {
            Call attempt = unprivileged((Identity) one[1]);
            assertEquals(0, attempt.run("chpst", "-u", (String) one[0], "prog"), attempt.errors());
            assertTrue(attempt.hasExecuted());
        }
    }

    @Test
    void anythingElseIsAChange() {
        Object[][] others = {
            {"www", new Identity(0, 33, 33, 33, 33, 33, new int[0])},
            {"www", new Identity(33, 33, 0, 33, 33, 33, new int[0])},
            {"www", new Identity(33, 33, 33, 4, 33, 33, new int[0])},
            {"www", new Identity(33, 33, 33, 33, 33, 4, new int[0])},
            {"www", new Identity(33, 33, 33, 33, 33, 33, new int[] {33, 4})},
            {"www:adm", new Identity(33, 33, 33, 33, 33, 33, new int[] {33})},
            {":33:33:4", new Identity(33, 33, 33, 33, 33, 33, new int[] {33})},
        };
        for (Object[] one : others) {
            Call attempt = unprivileged((Identity) one[1]);
            assertEquals(111, attempt.run("chpst", "-u", (String) one[0], "prog"));
            assertEquals("chpst: fatal: unable to setgroups: permission denied\n", attempt.errors());
        }
    }

    private static Call unprivileged(Identity identity) {
        Call attempt = new Call();
        attempt.fake.self().become(identity);
        for (String groups : List.of("[33]", "[4]", "[33, 4]", "[33, 4, 5]")) {
            attempt.fake.faults().always("setgroups", groups, Errno.EPERM);
        }
        return attempt;
    }

    @Test
    void onlyLimitsOfMemoryWaitForThreads() {
        for (String option : List.of("-m", "-d")) {
            Call limited = new Call();
            assertEquals(0, limited.run("chpst", option, "700", "prog"));
            assertTrue(limited.journal().contains("awaitthreads"), option);
        }
        assertEquals(0, call.run("chpst", "-o", "60", "-c", "0", "-p", "9", "prog"));
        assertFalse(call.journal().contains("awaitthreads"));
    }

    @Test
    void softLimitsAreNoMoreThanTheHardOnes() {
        call.fake.self().give(Resource.OPEN_FILES, 100, 200);
        assertEquals(0, call.run("chpst", "-o", "300", "prog"));
        assertTrue(call.journal().contains("setrlimit OPEN_FILES 200"));
        Call unlimited = new Call();
        assertEquals(0, unlimited.run("chpst", "-f", "18446744073709551615", "prog"));
        assertTrue(unlimited.journal().contains("setrlimit FILE_SIZE 18446744073709551615"));
        Call raised = new Call();
        raised.fake.self().give(Resource.OPEN_FILES, 100, 200);
        assertEquals(0, raised.run("softlimit", "-o", "=", "prog"));
        assertTrue(raised.journal().contains("setrlimit OPEN_FILES 200"));
    }

    @Test
    void aLockThatIsHeldElsewhere() {
        call.fake.disk().file("/lock", "");
        call.fake.disk().lock("/lock");
        assertFatal("unable to lock: /lock: temporary failure", "-L", "/lock", "prog");
        assertEquals(111, call.run("setlock", "/lock", "prog"));
        assertEquals("chpst: fatal: unable to lock: /lock: temporary failure\n", call.errors());
        assertEquals(0, call.run("setlock", "-x", "/lock", "prog"));
        assertEquals("", call.errors());
        assertFalse(call.hasExecuted());
        ProcessPlan plan = compiled("-l", "/lock", "prog");
        call.fake.clearJournal();
        ProcessChange waiting = new ProcessChange(plan, call.fake.posix(), null);
        assertThrows(WouldBlock.class, waiting::run);
    }

    private static ProcessPlan compiled(String... arguments) {
        return PersonalityTest.plan("chpst", arguments);
    }

    @Test
    void aParentThatEndedMeanwhileIsFollowedAtOnce() {
        call.fake.self().setParent(1);
        ProcessChange change = new ProcessChange(
                compiled("--pdeathsig", "HUP", "/no"), call.fake.posix(), new Output(new ByteArrayOutputStream()));
        call.fake.self().setParent(77);
        call.fake.clearJournal();
        assertEquals(111, change.run());
        assertTrue(call.journal().indexOf("kill 1") > call.journal().indexOf("pdeathsig 1"), "" + call.journal());
    }

    @Test
    void allCapabilitiesAreThoseThatTheKernelKnows() {
        assertEquals(0, call.run("chpst", "--cap-drop", "all", "prog"));
        assertEquals(
                41,
                call.journal().stream()
                        .filter(entry -> entry.startsWith("capability "))
                        .count());
    }

    @Test
    void theUsersOwnVariables() {
        assertEquals(0, call.run("chpst", "--home", "-u", "bob", "prog"));
        assertTrue(call.executed().environment().containsAll(List.of("HOME=/home/bob", "SHELL=/bin/sh", "USER=bob")));
        assertEquals(0, new Call().run("chpst", "--home", "-u", ":1000:4", "prog"));
        assertFatal("unknown user/group: :7:7", "--home", "-u", ":7:7", "prog");
    }

    @Test
    void theProgramIsLookedForInTheCallersPath() {
        call.fake.disk().file("/env/PATH", "/elsewhere");
        assertEquals(0, call.run("chpst", "-e", "/env", "prog"));
        assertEquals("/bin/prog", call.executed().file());
        assertTrue(call.executed().environment().contains("PATH=/elsewhere"));
    }

    @Test
    void descriptorsAreClosed() {
        // The fake has none below 3, and is strict about it: that they are asked for is what can be seen here.
        assertEquals(List.of(0, 2), compiled("-02", "prog").closed());
    }
}
