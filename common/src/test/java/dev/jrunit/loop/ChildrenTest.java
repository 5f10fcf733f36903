package dev.jrunit.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.ProcessStat;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.SpawnRequest;
import dev.jrunit.posix.StartSpan;
import dev.jrunit.posix.WaitStatus;
import dev.jrunit.posix.fake.FakeChild;
import dev.jrunit.posix.fake.FakePosix;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Children start at once, and their ends arrive on the loop's thread. */
class ChildrenTest {
    private final FakePosix fake = new FakePosix();
    private final LoopDriver driver = new LoopDriver(fake);
    private final Children children = new Children(fake.posix(), driver.loop());
    private final List<String> ends = new ArrayList<>();
    private LoopDriver next;

    private int spawn(String program) throws PosixException {
        return children.spawn(
                request(program),
                status -> ends.add(program + status + Thread.currentThread().getName()));
    }

    private static SpawnRequest request(String program) {
        return new SpawnRequest(program, List.of(program), null, Files.HERE, null, -1, -1, false);
    }

    private static String end(String program, WaitStatus status) {
        return program + status + Thread.currentThread().getName();
    }

    @Test
    void tellsOfEachEndOnTheLoopsThread() throws Exception {
        fake.disk().script("/a");
        fake.disk().script("/b");
        int first = spawn("/a");
        spawn("/b");
        assertEquals(first, fake.child("/a").pid());
        fake.child("/b").exit(3);
        fake.child("/a").die(Signal.QUIT, true);
        assertEquals(List.of(), ends);
        driver.settle();
        assertEquals(List.of(end("/b", new WaitStatus.Exited(3)), end("/a", new WaitStatus.Signaled(3, true))), ends);
    }

    /** Where many processes come and go, a pid is soon used again: before the loop has heard of the end of its last owner. */
    @Test
    void aPidThatIsUsedAgainAtOnceBelongsToTwoChildren() throws Exception {
        fake.disk().script("/a");
        fake.disk().script("/b");
        int pid = spawn("/a");
        fake.child("/a").exit(3);
        fake.awaitDelivery();
        fake.nextPid(pid);
        assertEquals(pid, spawn("/b"));
        driver.settle();
        assertEquals(List.of(end("/a", new WaitStatus.Exited(3))), ends);
        fake.child("/b").exit(4);
        driver.settle();
        assertEquals(List.of(end("/a", new WaitStatus.Exited(3)), end("/b", new WaitStatus.Exited(4))), ends);
    }

    @Test
    void theChildOfAStartThatFailedIsNobodys() throws Exception {
        fake.disk().script("/a");
        spawn("/a");
        fake.failASpawn(4711);
        driver.settle();
        fake.child("/a").exit(3);
        driver.settle();
        assertEquals(List.of(end("/a", new WaitStatus.Exited(3))), ends);
    }

    @Test
    void goesOnAfterATimeWithoutChildren() throws Exception {
        fake.disk().script("/a");
        for (int i = 0; i < 50; i++) {
            spawn("/a");
            fake.child("/a").exit(0);
            driver.settle();
            assertEquals(i + 1, ends.size());
        }
    }

    @Test
    void passesOverOrphansThatWereNeverItsOwn() throws Exception {
        fake.disk().script("/orphan");
        fake.disk().script("/a");
        spawn("/a");
        fake.posix().processes().spawn(request("/orphan"));
        fake.child("/orphan").exit(0);
        fake.child("/a").exit(0);
        driver.settle();
        assertEquals(List.of(end("/a", new WaitStatus.Exited(0))), ends);
    }

    /** One that comes while there is no other child, and of which nothing tells. */
    private void anOrphanIsReaped(FakePosix system, LoopDriver itsDriver, Children parent) throws PosixException {
        system.disk().script("/a");
        system.disk().script("/orphan");
        parent.spawn(request("/a"), status -> ends.add("a"));
        system.child("/a").exit(0);
        itsDriver.settle();
        assertEquals(List.of("a"), ends);
        system.posix().processes().spawn(request("/orphan"));
        system.child("/orphan").exit(0);
        system.awaitDelivery();
    }

    @Test
    void orphansOfAProcessThatAdoptsThemAreReapedWithoutAChildOfItsOwn() throws Exception {
        children.adoptOrphans();
        assertEquals(List.of("adopt orphans"), fake.journal());
        anOrphanIsReaped(fake, driver, children);
    }

    @Test
    void andThoseOfTheFirstProcess() throws Exception {
        FakePosix machine = new FakePosix();
        machine.setPid(1);
        LoopDriver itsDriver = new LoopDriver(machine);
        Children first = new Children(machine.posix(), itsDriver.loop());
        first.adoptOrphans();
        assertEquals(List.of(), machine.journal());
        anOrphanIsReaped(machine, itsDriver, first);
    }

    @Test
    void whatCannotBeStartedIsNotWaitedFor() {
        PosixException failed = assertThrows(PosixException.class, () -> spawn("/missing"));
        assertEquals(Errno.ENOENT, failed.errno());
        assertEquals("/missing", failed.path());
        driver.settle();
        assertEquals(List.of(), ends);
    }

    // ---- this process executes itself anew ----

    @Test
    void endsThatAreNotToldYetAreToldBefore() throws Exception {
        fake.disk().script("/a");
        spawn("/a");
        fake.child("/a").exit(3);
        fake.awaitDelivery();
        children.whileNoneIsReaped(() -> ends.add("nothing"));
        assertEquals(List.of(end("/a", new WaitStatus.Exited(3)), "nothing"), ends);
        driver.settle();
        assertEquals(2, ends.size());
    }

    @Test
    void theNextProgramHearsOfChildrenThatEndedMeanwhile() throws Exception {
        fake.disk().script("/a");
        spawn("/a");
        int pid = fake.child("/a").pid();
        fake.execute();
        fake.child("/a").exit(4);
        next = new LoopDriver(fake);
        Children again = new Children(fake.posix(), next.loop());
        again.expect(pid, status -> ends.add("again " + status));
        next.settle();
        assertEquals(List.of("again " + new WaitStatus.Exited(4)), ends);
    }

    /** The thread that reaps is quicker than those who want to hear of it. */
    @Test
    void aChildThatWasReapedBeforeItWasKeptIsKept() throws Exception {
        fake.disk().script("/a");
        spawn("/a");
        FakeChild child = fake.child("/a");
        fake.execute();
        child.exit(4);
        next = new LoopDriver(fake);
        Children again = new Children(fake.posix(), next.loop());
        fake.awaitDelivery();
        assertTrue(again.keep(child.pid(), StartSpan.NONE, status -> ends.add("again " + status)));
        next.settle();
        assertEquals(List.of("again " + new WaitStatus.Exited(4)), ends);
    }

    @Test
    void aChildThatWasReapedGetsNoSignal() throws Exception {
        fake.disk().script("/a");
        int pid = spawn("/a");
        fake.child("/a").exit(3);
        fake.awaitDelivery();
        fake.clearJournal();
        assertFalse(children.send(pid, Signal.TERM));
        assertFalse(children.sendNumber(pid, 15));
        assertEquals(List.of(), fake.journal());
    }

    // ---- processes of somebody else ----

    /** Starts one, and becomes another process. */
    private Children heirOf(String program) throws PosixException {
        fake.disk().script(program);
        spawn(program);
        fake.restart();
        next = new LoopDriver(fake);
        return new Children(fake.posix(), next.loop());
    }

    private boolean adopt(Children heir, FakeChild process) throws PosixException {
        return heir.adopt(
                process.pid(),
                new StartSpan(process.start(), process.start()),
                status -> ends.add(process.program() + status));
    }

    @Test
    void tellsOfTheEndOfAnAdoptedProcess() throws Exception {
        Children heir = heirOf("/a");
        int open = fake.openDescriptors();
        FakeChild process = fake.child("/a");
        assertTrue(adopt(heir, process));
        next.settle();
        assertEquals(List.of(), ends);
        assertTrue(heir.send(process.pid(), Signal.TERM));
        assertEquals(List.of(Signal.TERM), process.signals());
        process.exit(3);
        next.settle();
        assertEquals(List.of("/a" + new WaitStatus.Exited(3)), ends);
        assertEquals(open, fake.openDescriptors());
        assertFalse(heir.send(process.pid(), Signal.TERM));
    }

    @Test
    void adoptsNothingElseThatHasThePid() throws Exception {
        Children heir = heirOf("/a");
        FakeChild process = fake.child("/a");
        StartSpan before = new StartSpan(0, process.start() - 1);
        assertFalse(heir.adopt(process.pid(), before, status -> ends.add("no")));
        StartSpan after = new StartSpan(process.start() + 1, process.start() + 1);
        assertFalse(heir.adopt(process.pid(), after, status -> ends.add("no")));
        process.exit(0);
        assertFalse(adopt(heir, process));
        fake.others().addStranger(new ProcessStat(process.pid(), 1, process.pid(), process.start() + 1, false));
        assertFalse(adopt(heir, process));
        next.settle();
        assertEquals(List.of(), ends);
    }

    @Test
    void waitsAWhileForTheParentToHearOfTheEnd() throws Exception {
        Children heir = heirOf("/a");
        FakeChild process = fake.child("/a");
        adopt(heir, process);
        fake.others().setHeard(false);
        process.exit(3);
        next.advanceMillis(40);
        assertEquals(List.of(), ends);
        fake.others().setHeard(true);
        next.advanceMillis(5);
        assertEquals(List.of("/a" + new WaitStatus.Exited(3)), ends);
    }

    @Test
    void aParentThatNeverHearsIsNotWaitedForForEver() throws Exception {
        Children heir = heirOf("/a");
        FakeChild process = fake.child("/a");
        adopt(heir, process);
        fake.others().setHeard(false);
        process.exit(3);
        next.advanceMillis(100);
        assertEquals(List.of("/a" + new WaitStatus.Unknown()), ends);
    }

    @Test
    void aKernelThatDoesNotTellHowIsNotAskedAgain() throws Exception {
        Children heir = heirOf("/a");
        FakeChild process = fake.child("/a");
        adopt(heir, process);
        fake.others().tellNoEnds();
        process.exit(3);
        next.settle();
        assertEquals(List.of("/a" + new WaitStatus.Unknown()), ends);
    }

    @Test
    void whereProcessesCannotBeWatchedTheyAreLookedAt() throws Exception {
        Children heir = heirOf("/a");
        FakeChild process = fake.child("/a");
        fake.faults().always("pidfd_open", "" + process.pid(), Errno.EPERM);
        assertTrue(adopt(heir, process));
        next.advanceMillis(500);
        assertTrue(heir.send(process.pid(), Signal.HUP));
        assertEquals(List.of(Signal.HUP), process.signals());
        process.exit(3);
        assertFalse(heir.send(process.pid(), Signal.HUP));
        next.advanceMillis(100);
        assertEquals(List.of("/a" + new WaitStatus.Unknown()), ends);
        assertEquals(-1, next.waitMillis());
    }

    @Test
    void endsAreNotLostWhereTheSignalWasIgnored() {
        assertTrue(fake.isRestored(Signal.CHLD));
    }
}
