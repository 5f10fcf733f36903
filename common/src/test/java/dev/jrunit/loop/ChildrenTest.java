package dev.jrunit.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.SpawnRequest;
import dev.jrunit.posix.WaitStatus;
import dev.jrunit.posix.fake.FakePosix;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Children start at once, and their ends arrive on the loop's thread. */
class ChildrenTest {
    private final FakePosix fake = new FakePosix();
    private final LoopDriver driver = new LoopDriver(fake);
    private final Children children = new Children(fake.posix().processes(), driver.loop());
    private final List<String> ends = new ArrayList<>();

    private int spawn(String program) throws PosixException {
        SpawnRequest request = new SpawnRequest(program, List.of(program), null, Files.HERE, null, -1, -1, false);
        return children.spawn(
                request,
                status -> ends.add(program + status + Thread.currentThread().getName()));
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
        SpawnRequest request = new SpawnRequest("/orphan", List.of("orphan"), null, Files.HERE, null, -1, -1, false);
        fake.posix().processes().spawn(request);
        fake.child("/orphan").exit(0);
        fake.child("/a").exit(0);
        driver.settle();
        assertEquals(List.of(end("/a", new WaitStatus.Exited(0))), ends);
    }

    @Test
    void whatCannotBeStartedIsNotWaitedFor() {
        PosixException failed = assertThrows(PosixException.class, () -> spawn("/missing"));
        assertEquals(Errno.ENOENT, failed.errno());
        assertEquals("/missing", failed.path());
        driver.settle();
        assertEquals(List.of(), ends);
    }

    @Test
    void endsAreNotLostWhereTheSignalWasIgnored() {
        assertTrue(fake.isRestored(Signal.CHLD));
    }
}
