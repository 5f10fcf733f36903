package dev.jrunit.upgrade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.cli.Invocation;
import dev.jrunit.cli.Output;
import dev.jrunit.loop.Children;
import dev.jrunit.loop.LoopDriver;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.fake.FakeChild;
import dev.jrunit.posix.fake.FakeOwnProcess;
import dev.jrunit.posix.fake.FakePosix;
import dev.jrunit.posix.fake.Misuse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A process executes itself anew, or stays what it is. */
class UpgradeTest {
    private static final long QUIT = 1L << 2;
    private static final long TERM = 1L << 14;
    private static final String PROGRAM = "/opt/tool";

    private final FakePosix fake = new FakePosix();
    private final LoopDriver driver = new LoopDriver(fake);
    private final Children children = new Children(fake.posix(), driver.loop());
    private final List<String> events = new ArrayList<>();
    private final Output output = new Output(new java.io.ByteArrayOutputStream());
    private String obstacle;
    private Runnable whenSuspended;
    private Error defect;
    private int kept = -1;

    private final Upgrade.Subject subject = new Upgrade.Subject() {
        @Override
        public String obstacle() {
            return obstacle;
        }

        @Override
        public void suspend(Runnable whenDone) {
            events.add("suspend");
            whenSuspended = whenDone;
        }

        @Override
        public void handOver(HandoverWriter to) throws PosixException {
            events.add("hand over");
            if (defect != null) {
                throw defect;
            }
            to.line("kept " + to.keep(kept) + " " + HandoverWriter.word("a b"));
        }

        @Override
        public void resume() {
            events.add("resume");
        }
    };
    private final Upgrade upgrade = new Upgrade(
            fake.posix(),
            driver.loop(),
            children,
            new Invocation(PROGRAM, new String[] {"-P", "/service"}, output, output),
            subject,
            () -> events.add("last words"),
            warning -> events.add(warning));

    @BeforeEach
    void prepare() throws PosixException {
        fake.setEnvironment("A=1");
        fake.block(0);
        fake.disk().script(PROGRAM);
        fake.self().putProgram(PROGRAM);
        fake.disk().file("/kept", "");
        kept = fake.posix().files().open(Files.HERE, "/kept", Open.READ, 0);
    }

    @AfterEach
    void end() {
        fake.end();
    }

    private FakeChild test() {
        return fake.child(PROGRAM);
    }

    private void begin() {
        upgrade.begin();
        driver.settle();
    }

    private void testPasses() {
        begin();
        test().exit(0);
        driver.settle();
    }

    /** What the program was executed with. */
    private FakeOwnProcess.Executed executed() {
        whenSuspended.run();
        throw new AssertionError("not executed: " + events);
    }

    private void assertGoesOn(String warning) {
        assertEquals("not upgraded: " + warning, events.get(events.size() - 1));
        assertEquals(0, fake.openDescriptors() - opened, "descriptors are left open");
    }

    private int opened;

    private void remember() {
        opened = fake.openDescriptors();
    }

    @Test
    void theProgramIsTestedAndThenExecuted() throws Exception {
        testPasses();
        assertEquals(List.of(PROGRAM, "-P", "/service"), test().request().arguments());
        assertEquals(List.of("A=1", "JRUNIT_HANDOVER=test:1"), test().request().environment());
        assertEquals(List.of("suspend"), events);
        FakeOwnProcess.Executed executed = assertThrows(FakeOwnProcess.Executed.class, this::executed);
        assertEquals(List.of("suspend", "hand over", "last words"), events.subList(0, 3));
        assertEquals(PROGRAM, executed.file());
        assertEquals(List.of(PROGRAM, "-P", "/service"), executed.arguments());
        assertEquals("A=1", executed.environment().get(0));
        assertTrue(executed.environment().get(1).matches("JRUNIT_HANDOVER=[0-9]+"));
    }

    @Test
    void whatIsHandedOverArrives() throws Exception {
        HandoverWriter writer = new HandoverWriter(fake.posix());
        int low = writer.keep(kept);
        assertTrue(low >= 16, "a shell may use " + low);
        assertEquals(-1, writer.keep(-1));
        int unclaimed = writer.keep(fake.posix().descriptors().memoryFile());
        String odd = "a b\n%\t\0ÿ= ";
        writer.line("x " + low + " " + HandoverWriter.word(odd) + " " + HandoverWriter.word(""));
        writer.line("y " + "z".repeat(200_000));
        int file = writer.write();
        fake.execute();
        HandoverReader reader = HandoverReader.read(fake.posix(), file);
        assertTrue(reader.begins("x"));
        assertNull(reader.next("y"));
        List<String> words = reader.next("x");
        assertEquals(low, reader.claim(words.get(1)));
        assertEquals(odd, HandoverReader.text(words.get(2)));
        assertEquals("", HandoverReader.text(words.get(3)));
        assertEquals(200_000, reader.next("y").get(1).length());
        assertNull(reader.next("y"));
        assertEquals(2, fake.openDescriptors());
        reader.close();
        assertEquals(1, fake.openDescriptors(), "nobody claimed " + unclaimed);
    }

    @Test
    void quitIsHeldToo() throws Exception {
        testPasses();
        FakeOwnProcess.Executed executed = assertThrows(FakeOwnProcess.Executed.class, this::executed);
        assertEquals(QUIT | TERM, executed.blockedSignals() & (QUIT | TERM));
    }

    @Test
    void theNextProgramListsItsThreadsAtQuit() throws Exception {
        fake.block(QUIT);
        Upgrade.listThreadsAtQuit(fake.posix(), driver.loop(), events::add);
        fake.raiseQueued(Signal.QUIT.number());
        driver.settle();
        assertEquals(1, events.size());
        assertTrue(events.get(0).startsWith("threads:\n\""), events.get(0));
        assertTrue(events.get(0).contains("EventLoop.run("), events.get(0));
    }

    @Test
    void notIfItWasNotHeld() throws Exception {
        remember();
        Upgrade.listThreadsAtQuit(fake.posix(), driver.loop(), events::add);
        assertEquals(opened, fake.openDescriptors());
        assertThrows(Misuse.class, () -> fake.raise(Signal.QUIT));
    }

    @Test
    void anotherVersionIsNotRead() throws Exception {
        int file = fake.posix().descriptors().memoryFile();
        fake.posix().descriptors().write(file, new byte[] {'9', '\n'}, 0, 2);
        fake.posix().descriptors().seek(file, 0);
        remember();
        assertNull(HandoverReader.read(fake.posix(), file));
        assertEquals(opened - 1, fake.openDescriptors());
    }

    @Test
    void aProgramThatFailsTheTestIsNotExecuted() {
        remember();
        begin();
        test().exit(3);
        driver.settle();
        assertGoesOn(PROGRAM + " does not start: exit code 3; everything goes on as before");
        assertEquals(1, events.size());
        assertEquals(-1, driver.waitMillis());
    }

    @Test
    void aProgramThatCannotBeStartedIsNotExecuted() {
        fake.disk().remove(PROGRAM);
        remember();
        begin();
        assertGoesOn("unable to start " + PROGRAM + ": file does not exist; everything goes on as before");
    }

    @Test
    void aTestThatHangsIsKilled() {
        remember();
        begin();
        driver.advanceMillis(29_999);
        assertEquals(List.of(), test().signals());
        driver.advanceMillis(1);
        assertEquals(List.of(Signal.KILL), test().signals());
        test().die(Signal.KILL, false);
        driver.settle();
        assertGoesOn(PROGRAM + " does not start in time; everything goes on as before");
    }

    @Test
    void loggersThatDoNotComeToRestAreNotWaitedForForEver() {
        remember();
        testPasses();
        driver.advanceMillis(10_000);
        assertGoesOn("loggers do not come to rest; everything goes on as before");
        assertEquals("resume", events.get(1));
        whenSuspended.run();
        assertEquals(3, events.size(), "it is too late");
    }

    @Test
    void anExecutionThatFailsIsTakenBack() throws Exception {
        fake.self().putBrokenProgram(PROGRAM, Errno.ENOEXEC);
        fake.posix().processes().raiseDescriptorLimit();
        remember();
        testPasses();
        whenSuspended.run();
        assertGoesOn("unable to execute " + PROGRAM + ": exec format error; everything goes on as before");
        assertTrue(events.contains("resume"));
        assertEquals(0, fake.posix().init().blockedSignals() & TERM);
        assertEquals(4096, fake.posix().processes().descriptorLimit().soft());
        fake.execute();
        assertEquals(0, fake.openDescriptors(), "a program would get what was handed over");
    }

    @Test
    void aDefectIsTakenBackTooAndAnotherAttemptMayFollow() {
        defect = new AssertionError("no memory");
        remember();
        testPasses();
        assertThrows(AssertionError.class, whenSuspended::run);
        assertGoesOn("a defect; everything goes on as before");
        assertEquals(List.of("suspend", "hand over", "resume"), events.subList(0, 3));
        defect = null;
        testPasses();
        assertThrows(FakeOwnProcess.Executed.class, this::executed);
    }

    @Test
    void aSignalThatHasComeIsObeyedAndNotLost() throws Exception {
        driver.loop().onSignal(Signal.TERM, () -> events.add("TERM"));
        testPasses();
        fake.raise(Signal.TERM);
        whenSuspended.run();
        assertTrue(events.get(events.size() - 1).contains("temporary failure"), events.toString());
        driver.settle();
        assertEquals("TERM", events.get(events.size() - 1));
    }

    @Test
    void everyFailureOfHandingOverIsTakenBack() throws Exception {
        fake.self().putBrokenProgram(PROGRAM, Errno.ENOENT);
        boolean failed = true;
        int call = 0;
        for (; failed; call++) {
            assertTrue(call < 1000);
            remember();
            testPasses();
            fake.faults().callAfter(call, Errno.EMFILE);
            whenSuspended.run();
            failed = fake.faults().failed() != null;
            fake.faults().heal();
            String last = events.get(events.size() - 1);
            assertTrue(last.startsWith("not upgraded: unable to "), last);
            assertEquals(opened, fake.openDescriptors(), last);
        }
        assertTrue(call > 5, "only " + call);
    }

    @Test
    void atTheWrongTimeNothingHappens() {
        obstacle = "not now";
        begin();
        assertEquals(List.of("not upgraded: not now"), events);
        obstacle = null;
        testPasses();
        obstacle = "not any more";
        whenSuspended.run();
        assertEquals("not upgraded: not any more; everything goes on as before", events.get(events.size() - 1));
        assertTrue(events.contains("resume"));
    }

    @Test
    void askedTwiceItIsDoneOnce() {
        begin();
        begin();
        assertEquals(1, fake.children().size());
        test().exit(1);
        driver.settle();
        begin();
        assertEquals(2, fake.children().size());
    }
}
