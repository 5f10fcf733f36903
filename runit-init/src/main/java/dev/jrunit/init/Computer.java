package dev.jrunit.init;

import dev.jrunit.loop.Children;
import dev.jrunit.loop.EventLoop;
import dev.jrunit.loop.Timer;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.WaitStatus;
import dev.jrunit.upgrade.HandoverReader;
import dev.jrunit.upgrade.HandoverWriter;
import java.util.List;

/** Does what the {@link Stages} of a machine say, and tells them what happens. Thread: the loop's. Source: runit(8). */
final class Computer implements Stages.Outside, FirstProcess {
    /** What is handed over begins with this word. */
    static final String STAGE = "stage";

    private static final int KILL = 9;
    private static final int FAILED = 111;

    private final Posix posix;
    private final EventLoop loop;
    private final Children children;
    private final Messages messages;
    private final Programs programs;
    private final LeftProcesses left;
    private final Requests requests;
    private final String folder;
    private final Stages stages = new Stages(this);
    private final Timer deadline;
    private int stagePid;

    Computer(Posix posix, EventLoop loop, Children children, String etc, Messages messages) {
        this.posix = posix;
        this.loop = loop;
        this.children = children;
        this.messages = messages;
        this.programs = new Programs(posix, children);
        this.left = new LeftProcesses(posix);
        this.requests = new Requests(posix, etc);
        this.folder = etc + "/runit";
        this.deadline = loop.timer(stages::timeIsUp);
    }

    @Override
    public void begin() {
        try {
            posix.init().takeKeyboardRequests();
        } catch (PosixException e) {
            // In a container there is no keyboard.
        }
        stages.begin();
    }

    @Override
    public void signalled(int number) {
        switch (number) {
            case Signals.CONT -> stages.wakened();
            case Signals.PWR -> stages.powerFails();
            case Signals.INT -> stages.keyboardRequest();
            default -> {
                // runit(8) accepts no others.
            }
        }
    }

    @Override
    public void runStage(int stage) {
        String path = folder + "/" + stage;
        try {
            List<String> environment = posix.processes().environment();
            stagePid = programs.startInSession(path, environment, this::stageEnded);
        } catch (PosixException e) {
            messages.error("unable to run " + path + ": " + e.errno().words());
            loop.post(() -> stages.stageEnded(new WaitStatus.Exited(FAILED)));
        }
    }

    private void stageEnded(WaitStatus status) {
        stagePid = 0;
        stages.stageEnded(status);
    }

    // ---- this process executes itself anew ----

    @Override
    public String obstacle() {
        return stages.isInStage2() ? null : "stage 2 does not run, or ends";
    }

    @Override
    public void suspend(Runnable whenSuspended) {
        loop.post(whenSuspended);
    }

    @Override
    public void handOver(HandoverWriter to) {
        to.line(STAGE + " " + stagePid);
    }

    @Override
    public void resume() {
        // Nothing was stopped.
    }

    @Override
    public boolean isUpgradedBySignal() {
        return true;
    }

    @Override
    public void resume(HandoverReader from) {
        stagePid = Integer.parseInt(from.next(STAGE).get(1));
        stages.goOn();
        children.expect(stagePid, this::stageEnded);
    }

    // ---- stages ----

    @Override
    public void signalStage(int signal) {
        try {
            if (stagePid > 0) {
                children.sendNumber(stagePid, signal);
            }
        } catch (PosixException e) {
            messages.error("unable to stop stage 2: " + e.errno().words());
        }
    }

    @Override
    public boolean isToldToStop() {
        return requests.isOn(Requests.STOP);
    }

    @Override
    public void tellToStop() {
        try {
            requests.set(Requests.STOP, true);
        } catch (PosixException e) {
            messages.error(e.getMessage());
        }
    }

    @Override
    public void runKeyboardRequest() {
        String path = folder + "/ctrlaltdel";
        try {
            FileStat found = posix.files().stat(Files.HERE, path);
            if (found != null && found.isOwnerExecutable()) {
                List<String> environment = posix.processes().environment();
                programs.startInSession(path, environment, status -> stages.keyboardRequestEnded());
            }
        } catch (PosixException e) {
            messages.error("unable to run " + path + ": " + e.errno().words());
        }
    }

    @Override
    public void setDeadline(long nanosFromNow) {
        loop.set(deadline, loop.nanos() + nanosFromNow);
    }

    @Override
    public void clearDeadline() {
        loop.clear(deadline);
    }

    @Override
    public void killAll() {
        try {
            left.signal(KILL);
        } catch (PosixException e) {
            messages.error("unable to kill all processes: " + e.errno().words());
        }
    }

    @Override
    public void endMachine() {
        boolean restart = requests.isOn(Requests.RESTART);
        messages.info(restart ? "system reboot" : "power off");
        try {
            if (posix.files().stat(Files.HERE, folder + "/nosync") == null) {
                posix.init().sync();
            }
            posix.init().reboot(restart);
        } catch (PosixException e) {
            messages.error("unable to " + (restart ? "reboot" : "power off") + ": "
                    + e.errno().words());
        }
        loop.stop(0);
    }

    @Override
    public void say(String message) {
        messages.info(message);
    }
}
