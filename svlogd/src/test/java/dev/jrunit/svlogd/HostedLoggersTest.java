package dev.jrunit.svlogd;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

/** Loggers that are no processes, with what their thread does done on the test's. */
class HostedLoggersTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

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
            assertTrue(System.nanoTime() < end, told::toString);
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
}
