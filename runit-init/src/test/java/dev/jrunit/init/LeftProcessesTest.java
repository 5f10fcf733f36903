package dev.jrunit.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.fake.FakePosix;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is left, as /proc shows it. */
class LeftProcessesTest {
    private static final int SELF = 50;
    private static final int TERM = 15;
    private static final String OF_A_CONTAINER = "pid:[4026532261]";
    private static final String OF_THE_MACHINE = "pid:[4026531836]";

    private final FakePosix fake = new FakePosix();

    LeftProcessesTest() {
        fake.setPid(SELF);
        fake.disk().file("/proc/meminfo", "");
        fake.disk().directory("/proc/sys");
        process(SELF, 1, "runit-init", 'S');
        process(1, 0, "init", 'S');
    }

    private void process(int pid, int parent, String name, char state) {
        String numbers = " 7 7 0 -1 4194560 1 2 3 4 5";
        fake.disk().file("/proc/" + pid + "/stat", pid + " (" + name + ") " + state + " " + parent + numbers + "\n");
    }

    /** This process is the first of that process namespace. */
    private void beFirst(String namespace) {
        fake.setPid(1);
        fake.disk().link("/proc/self/ns/pid", namespace);
    }

    private LeftProcesses left() {
        return new LeftProcesses(fake.posix());
    }

    private void signalled(String... entries) throws PosixException {
        fake.clearJournal();
        left().signal(TERM);
        assertEquals(List.of(entries), fake.journal());
    }

    @Test
    void alone() throws Exception {
        assertTrue(left().areGone());
        signalled();
    }

    @Test
    void descendantsOfWhateverOrderAndNobodyElse() throws Exception {
        process(40, 60, "grandchild with a smaller number", 'S');
        process(60, SELF, "child", 'R');
        process(70, 1, "neighbour", 'S');
        process(71, 70, "neighbour's", 'S');
        process(80, 40, "great-grandchild", 'D');
        assertFalse(left().areGone());
        signalled("signal 40 15", "signal 60 15", "signal 80 15");
    }

    @Test
    void neighboursDoNotCount() throws Exception {
        process(70, 1, "neighbour", 'S');
        assertTrue(left().areGone());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a) S 1 (b", ") S 1 7", "(((", ")))", "a) Z 1 ", "two\nlines", ""})
    void namesMayBeAnything(String name) throws Exception {
        process(60, SELF, name, 'S');
        assertFalse(left().areGone());
        signalled("signal 60 15");
    }

    @ParameterizedTest
    @ValueSource(chars = {'Z', 'X'})
    void whoHasEndedIsNotLeft(char state) throws Exception {
        process(60, SELF, "child", state);
        assertTrue(left().areGone());
        signalled();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "60", "60 (x", "60 (x)", "60 (x) ", "60 (x) S", "60 (x) S 1"})
    void whatIsCutShortIsNobody(String stat) throws Exception {
        fake.disk().file("/proc/60/stat", stat);
        assertTrue(left().areGone());
    }

    @Test
    void whoEndsWhileItIsLookedAtIsGone() throws Exception {
        process(60, SELF, "child", 'S');
        fake.disk().directory("/proc/61");
        process(62, SELF, "child", 'S');
        fake.faults().always("read", "/proc/60/stat", Errno.ESRCH);
        signalled("signal 62 15");
    }

    @Test
    void oneThatMayNotBeSentASignalHoldsUpNoOther() {
        process(60, SELF, "of another user", 'S');
        process(61, SELF, "child", 'S');
        fake.faults().always("init", "/signal 60 15", Errno.EPERM);
        fake.faults().always("init", "signal 60 15", Errno.EPERM);
        fake.clearJournal();
        PosixException refused = assertThrows(PosixException.class, () -> left().signal(TERM));
        assertTrue(refused.is(Errno.EPERM));
        assertEquals(List.of("signal 61 15"), fake.journal());
    }

    @Test
    void theFirstOfAContainerSignalsAllAtOnce() throws Exception {
        beFirst(OF_A_CONTAINER);
        process(60, 0, "from outside, as by docker exec", 'S');
        signalled("signal all 15");
        assertFalse(left().areGone());
        process(60, 0, "from outside", 'Z');
        process(SELF, 1, "runit-init", 'Z');
        assertTrue(left().areGone());
    }

    @Test
    void theFirstOfTheMachineSignalsItsDescendants() throws Exception {
        beFirst(OF_THE_MACHINE);
        process(2, 0, "kthreadd", 'S');
        process(3, 2, "kworker", 'S');
        signalled("signal 50 15");
    }

    @Test
    void whoeverIsNotFirstNeverSignalsAll() throws Exception {
        fake.disk().link("/proc/self/ns/pid", OF_A_CONTAINER);
        process(60, SELF, "child", 'S');
        process(70, 1, "neighbour", 'S');
        signalled("signal 60 15");
    }

    @Test
    void norDoesOneThatCannotSeeItsNamespace() throws Exception {
        fake.setPid(1);
        signalled("signal 50 15");
        fake.disk().link("/proc/self/ns/pid", OF_A_CONTAINER);
        fake.faults().always("readlink", "/proc/self/ns/pid", Errno.EACCES);
        signalled("signal 50 15");
    }

    @Test
    void withoutProcItIsTold() {
        fake.disk().remove("/proc");
        assertThrows(PosixException.class, () -> left().areGone());
        assertThrows(PosixException.class, () -> left().signal(TERM));
    }
}
