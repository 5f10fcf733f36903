package dev.jrunit.upgrade;

import dev.jrunit.cli.Invocation;
import dev.jrunit.loop.Children;
import dev.jrunit.loop.EventLoop;
import dev.jrunit.loop.Timer;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.OwnProcess;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.SpawnRequest;
import dev.jrunit.posix.WaitStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/**
 * Has this process execute its program anew, as it is installed now, and go on: with the same pid, its children, and the
 * descriptors of what it supervises. First the program has to show that it starts and understands what is handed over;
 * one that does not is not executed, and everything goes on as before. Thread: the loop's.
 */
public final class Upgrade {
    /** The process that is to go on. */
    public interface Subject {
        /** Why this is not the time; null if it is. */
        String obstacle();

        /** Has everything written that only this process knows, and stops what works by itself; then tells. */
        void suspend(Runnable whenSuspended);

        /** Leaves to the next program what is supervised. Nothing has changed here. */
        void handOver(HandoverWriter to) throws PosixException;

        /** Goes on, for the program could not be executed. */
        void resume();
    }

    private static final String VARIABLE = "JRUNIT_HANDOVER";
    /** A launcher that is given these starts no process to find them out. */
    private static final String VARIABLE_OF_ENVIRONMENT = "JRUNIT_HANDOVER_ENVIRON";

    private static final String VARIABLE_OF_LAUNCHER = "JRUNIT_HANDOVER_LAUNCHER";

    private static final String PROPERTY = "jrunit.handover";
    private static final String TEST = "test:";
    private static final long TEST_LIMIT_NANOS = 30_000_000_000L;
    private static final long SUSPEND_LIMIT_NANOS = 10_000_000_000L;
    private static final List<Signal> HELD = List.of(Signal.HUP, Signal.INT, Signal.QUIT, Signal.USR1, Signal.TERM);

    private final Posix posix;
    private final EventLoop loop;
    private final Children children;
    private final Subject subject;
    private final Runnable lastWords;
    private final Consumer<String> warnings;
    private final List<String> command = new ArrayList<>();
    private final Timer limit;
    private boolean begun;
    private boolean suspended;
    private int testPid;

    /**
     * @param invocation how this program was called, and is to be called again
     * @param lastWords waits until what was said is written
     * @param warnings takes messages, without their prefix
     */
    public Upgrade(
            Posix posix,
            EventLoop loop,
            Children children,
            Invocation invocation,
            Subject subject,
            Runnable lastWords,
            Consumer<String> warnings) {
        this.posix = posix;
        this.loop = loop;
        this.children = children;
        this.subject = subject;
        this.lastWords = lastWords;
        this.warnings = warnings;
        this.command.add(invocation.argv0());
        this.command.addAll(Arrays.asList(invocation.arguments()));
        this.limit = loop.timer(this::timeIsUp);
        loadWhatIsNeededLater();
    }

    /**
     * To be called when a program that stays begins. The virtual machine loads its zip library at the first class that is
     * not in its cache, and ends if it cannot: by then that of another version may be in its place, or no descriptor be
     * left.
     */
    public static void loadWhatIsNeededLater() {
        new CRC32().reset();
    }

    /** Whether this process was started only to show that it starts: it is to end with the exit code given. */
    public static boolean isTest() {
        return System.getProperty(PROPERTY, "").startsWith(TEST);
    }

    /** The exit code of a test: 0 if what is handed over would be understood. */
    public static int testResult() {
        return System.getProperty(PROPERTY, "").equals(TEST + HandoverWriter.VERSION) ? 0 : 1;
    }

    /**
     * What this process left to itself; null if it has just been started.
     *
     * @throws PosixException if it cannot be read
     */
    public static HandoverReader received(Posix posix) throws PosixException {
        String descriptor = System.getProperty(PROPERTY);
        return descriptor == null ? null : HandoverReader.read(posix, Integer.parseInt(descriptor));
    }

    /**
     * To be called by a program that received something: its machine leaves QUIT alone, so the loop has to list the threads.
     * A version that did not hold the signal has left it as it is.
     *
     * @param output takes the whole list
     */
    public static void listThreadsAtQuit(Posix posix, EventLoop loop, Consumer<String> output) throws PosixException {
        if ((posix.init().blockedSignals() & bit(Signal.QUIT)) != 0) {
            loop.onSignal(Signal.QUIT, () -> output.accept(threads()));
        }
    }

    private static String threads() {
        StringBuilder text = new StringBuilder("threads:\n");
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            Thread thread = entry.getKey();
            text.append('"')
                    .append(thread.getName())
                    .append("\" ")
                    .append(thread.getState())
                    .append('\n');
            for (StackTraceElement call : entry.getValue()) {
                text.append("\tat ").append(call).append('\n');
            }
        }
        return text.toString();
    }

    /** Begins. What comes of it is a new program, or a warning. */
    public void begin() {
        String obstacle = subject.obstacle();
        if (obstacle != null) {
            refuse(obstacle);
            return;
        }
        if (begun) {
            return;
        }
        begun = true;
        try {
            SpawnRequest test = new SpawnRequest(
                    command.get(0),
                    command,
                    environment(TEST + HandoverWriter.VERSION),
                    Files.HERE,
                    null,
                    SpawnRequest.INHERIT,
                    SpawnRequest.INHERIT,
                    false);
            testPid = children.spawn(test, this::tested);
            loop.set(limit, loop.nanos() + TEST_LIMIT_NANOS);
        } catch (PosixException e) {
            giveUp("unable to start " + command.get(0) + ": " + e.errno().words());
        }
    }

    private List<String> environment(String value) {
        List<String> environment = new ArrayList<>(posix.processes().environment());
        environment.add(VARIABLE + "=" + value);
        return environment;
    }

    private void refuse(String why) {
        warnings.accept("not upgraded: " + why);
    }

    private void giveUp(String why) {
        begun = false;
        suspended = false;
        loop.clear(limit);
        refuse(why + "; everything goes on as before");
    }

    private void tested(WaitStatus status) {
        boolean inTime = testPid != 0;
        testPid = 0;
        if (!status.isSuccess() || !inTime) {
            String how = status instanceof WaitStatus.Signaled signaled
                    ? "signal " + signaled.signal()
                    : "exit code " + status.exitCode();
            giveUp(command.get(0) + " does not start" + (inTime ? ": " + how : " in time"));
            return;
        }
        loop.set(limit, loop.nanos() + SUSPEND_LIMIT_NANOS);
        subject.suspend(this::isSuspended);
    }

    private void timeIsUp() {
        if (testPid == 0) {
            takeBack("loggers do not come to rest");
            return;
        }
        int pid = testPid;
        testPid = 0;
        try {
            children.send(pid, Signal.KILL);
        } catch (PosixException e) {
            warnings.accept("unable to kill " + pid + ": " + e.errno().words());
        }
    }

    private void isSuspended() {
        if (!begun || suspended) {
            return; // too late
        }
        suspended = true;
        loop.clear(limit);
        try {
            children.whileNoneIsReaped(this::execute);
        } catch (RuntimeException | Error e) {
            takeBack("a defect");
            throw e;
        }
    }

    private void execute() {
        String obstacle = subject.obstacle();
        if (obstacle != null) {
            takeBack(obstacle);
            return;
        }
        String why;
        try {
            why = "unable to execute " + command.get(0) + ": "
                    + handOverAndExecute().words();
        } catch (PosixException e) {
            why = "unable to hand over: " + e.getMessage();
        }
        takeBack(why);
    }

    /** Nothing at all, if that was done already. */
    private void takeBack(String why) {
        if (!begun) {
            return;
        }
        try {
            subject.resume();
        } finally {
            giveUp(why);
        }
    }

    /** Returns only why the program cannot be executed, with everything as it was. */
    private Errno handOverAndExecute() throws PosixException {
        long blocked = posix.init().blockedSignals();
        boolean lowered = false;
        HandoverWriter handover = new HandoverWriter(posix);
        try {
            posix.self().closeOwnDescriptors();
            subject.handOver(handover);
            // After what names the descriptors that are to be closed: both files are closed by who reads them.
            List<String> environment = environment(Integer.toString(handover.write()));
            environment.add(VARIABLE_OF_ENVIRONMENT + "="
                    + handover.writeEnvironment(posix.processes().environment()));
            environment.add(VARIABLE_OF_LAUNCHER + "=" + launcher());
            OwnProcess.Execution execution = posix.self().prepare(List.of(command.get(0)), command, environment);
            lastWords.run();
            execution.restoreSignals();
            posix.init().setBlockedSignals(blocked | held());
            lowered = posix.processes().lowerDescriptorLimit();
            // One that the machine has taken already would be lost with this program.
            return loop.hasWaitingSignals() ? Errno.EAGAIN : execution.execute(0);
        } finally {
            handover.takeBack();
            if (lowered) {
                posix.processes().raiseDescriptorLimit();
            }
            posix.init().setBlockedSignals(blocked);
        }
    }

    /** Where the program is that is executed now, whatever links lead there. */
    private String launcher() throws PosixException {
        int file = posix.files().open(Files.HERE, command.get(0), Open.HANDLE, 0);
        try {
            return posix.files().readLink(Files.HERE, "/proc/self/fd/" + file);
        } finally {
            posix.descriptors().close(file);
        }
    }

    /** Those that would end a program that does not listen to them yet. */
    private static long held() {
        long signals = 0;
        for (int i = 0; i < HELD.size(); i++) {
            signals |= bit(HELD.get(i));
        }
        return signals;
    }

    private static long bit(Signal signal) {
        return 1L << (signal.number() - 1);
    }
}
