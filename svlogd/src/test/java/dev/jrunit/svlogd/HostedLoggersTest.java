package dev.jrunit.svlogd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.loop.Children;
import dev.jrunit.loop.LoopDriver;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.Pipe;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.WaitStatus;
import dev.jrunit.posix.fake.FakePosix;
import dev.jrunit.posix.fake.WouldBlock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loggers that are no processes, with what their thread does done on the test's. */
class HostedLoggersTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final FakePosix fake = new FakePosix();
    private final LoopDriver host = new LoopDriver(fake);
    private final Children children = new Children(fake.posix(), host.loop());
    private final HostedLoggers loggers = new HostedLoggers(
            fake.posix(),
            fake::posix,
            host.loop(),
            children,
            this::byHand,
            loop -> new ManualBackground(loop, fake.posix().descriptors()));
    /** What came from loggers, and what else the test saw, in order. */
    private final List<String> told = new ArrayList<>();

    private final Pipe pipe;
    private final int directory;
    private Runnable thread = () -> {};

    HostedLoggersTest() throws PosixException {
        fake.disk().script("/bin/sh");
        fake.disk().directory("/service/log");
        pipe = fake.posix().descriptors().pipe();
        directory = fake.posix().files().open(Files.HERE, "/service", Open.HANDLE | Open.DIRECTORY, 0);
    }

    /** Its own does nothing. */
    private Thread byHand(Runnable work) {
        thread = work;
        return new Thread(() -> {});
    }

    private void settle() {
        host.settle();
        try {
            thread.run();
        } catch (WouldBlock e) {
            host.settle();
        }
    }

    private void until(BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        settle();
        while (!condition.getAsBoolean()) {
            assertTrue(
                    System.nanoTime() < end,
                    () -> told + " " + fake.disk().names("/service/log")
                            + fake.disk().content("/service/log/current"));
            LockSupport.parkNanos(1_000_000);
            settle();
        }
    }

    private HostedLogger start() throws PosixException {
        HostedLoggers.Listener listener = new HostedLoggers.Listener() {
            @Override
            public void report(String message) {
                told.add(message);
            }

            @Override
            public void ended(WaitStatus status) {
                told.add("ended: " + status.exitCode() + " " + status.lowByte());
            }
        };
        return loggers.start(new HostedLoggers.Request(directory, "log", pipe.reader(), "service"), listener);
    }

    private void untilTold(String... expected) {
        until(() -> told.size() >= expected.length);
        assertEquals(List.of(expected), told);
    }

    private void untilLogged(String expected) {
        until(() -> fake.disk().exists("/service/log/current")
                && fake.disk().content("/service/log/current").equals(expected));
    }

    @Test
    void anInputThatCannotBeWatchedLeavesNothingOpen() throws Exception {
        HostedLogger first = start();
        first.send(Signal.TERM);
        untilTold("ended: 0 0");
        told.clear();
        fake.rememberOpen(); // what the thread has for all of them
        fake.faults().once("epoll_ctl", "pipe's reader", Errno.ENOMEM);
        start();
        untilTold("fatal: log: unable to read the log pipe: out of memory", "ended: 111 0");
        fake.assertNothingIsOpen();
        told.clear();
        start();
        fake.feed(pipe.writer(), "a\n");
        untilLogged("a\n");
        assertEquals(List.of(), told);
    }

    private HostedLogger startProcessing() throws PosixException {
        fake.disk().file("/service/log/config", "s20\nn0\no-l 10\n!cat\n");
        HostedLogger logger = start();
        fake.feed(pipe.writer(), "a line of bytes\nb\n");
        until(() -> fake.living("/bin/sh") == 1);
        untilLogged("b\n");
        return logger;
    }

    private void suspend() {
        loggers.suspend(() -> told.add("suspended"));
    }

    private void assertNothingIsLogged() {
        fake.feed(pipe.writer(), "late\n");
        long end = System.nanoTime() + Duration.ofMillis(200).toNanos();
        until(() -> System.nanoTime() > end);
        assertFalse(fake.disk().content("/service/log/current").contains("late"));
    }

    @Test
    void whoIsSuspendedGoesOn() throws Exception {
        startProcessing();
        suspend();
        untilTold("suspended");
        fake.feed(pipe.writer(), "c\n");
        loggers.resume();
        untilLogged("b\nc\n");
        assertEquals(List.of("suspended"), told);
    }

    /** Nobody would start it again if it is to run once, or reads what is left. */
    @Test
    void whoHasNotComeToRestYetGoesOnToo() throws Exception {
        startProcessing();
        suspend();
        loggers.resume();
        fake.feed(pipe.writer(), "c\n");
        untilLogged("b\nc\n");
        assertEquals(List.of(), told);
    }

    @Test
    void whoWasToldToEndDoesNotGoOn() throws Exception {
        startProcessing().send(Signal.TERM);
        settle();
        assertEquals(List.of(), told, "it waits for its processor");
        suspend();
        untilTold("ended: 0 0", "suspended");
        loggers.resume();
        assertNothingIsLogged();
        assertEquals(1, fake.living("/bin/sh"));
        assertEquals(2, told.size(), told::toString);
    }

    @Test
    void whoIsToldToEndWhileItIsSuspendedEnds() throws Exception {
        HostedLogger logger = startProcessing();
        suspend();
        logger.send(Signal.TERM);
        untilTold("ended: 0 0", "suspended");
        start();
        loggers.resume();
        untilLogged("b\n");
        assertEquals(2, told.size(), told::toString);
    }

    @ParameterizedTest
    @CsvSource({"TERM, 0 0", "INT, -1 2", "KILL, -1 9"})
    void whoIsSuspendedCanBeEnded(Signal signal, String how) throws Exception {
        HostedLogger logger = startProcessing();
        suspend();
        untilTold("suspended");
        logger.send(signal);
        untilTold("suspended", "ended: " + how);
        loggers.resume();
        assertNothingIsLogged();
    }

    @Test
    void aPauseOutlastsTheSuspension() throws Exception {
        HostedLogger logger = startProcessing();
        logger.send(Signal.STOP);
        suspend();
        untilTold("suspended");
        loggers.resume();
        assertNothingIsLogged();
        logger.send(Signal.CONT);
        untilLogged("b\nlate\n");
        suspend();
        until(() -> told.size() == 2);
        logger.send(Signal.STOP);
        fake.feed(pipe.writer(), "c\n");
        logger.send(Signal.CONT);
        loggers.resume();
        untilLogged("b\nlate\nc\n");
    }
}
