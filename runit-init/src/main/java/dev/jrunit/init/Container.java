package dev.jrunit.init;

import dev.jrunit.loop.Children;
import dev.jrunit.loop.EventLoop;
import dev.jrunit.loop.Timer;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.WaitStatus;
import dev.jrunit.runsv.Hosting;
import dev.jrunit.runsvdir.HostedServices;
import dev.jrunit.svlogd.HostedLoggers;
import dev.jrunit.upgrade.HandoverReader;
import dev.jrunit.upgrade.HandoverWriter;
import java.util.ArrayList;
import java.util.List;

/** Does what the {@link Lifecycle} of a container says, and tells it what happens. Thread: the loop's. */
final class Container implements Lifecycle.Outside, FirstProcess {
    private static final String MAIN = "main";
    private static final String VARIABLE = "variable";
    private static final int NOT_FOUND = 127;
    private static final int NOT_EXECUTABLE = 126;
    private static final int START_FAILED = 1;
    private static final long LOOK_AGAIN_NANOS = 10_000_000L;
    /** What services have said last is waited for so long. */
    private static final long LAST_WORDS_NANOS = 500_000_000L;

    private final Posix posix;
    private final EventLoop loop;
    private final Children children;
    private final HostedLoggers loggers;
    private final Settings settings;
    private final Messages messages;
    private final Programs programs;
    private final LeftProcesses left;
    private final ContainerEnvironment environment;
    private final Lifecycle lifecycle;
    private final Timer deadline;
    private final Timer lookForRest;
    private HostedServices services;
    /** The script that was started last. */
    private String script;

    private int scriptPid;
    private int mainPid;
    /** Whether it was said that what is left cannot be seen. */
    private boolean restIsUnseen;

    Container(
            Posix posix,
            EventLoop loop,
            Children children,
            HostedLoggers loggers,
            Settings settings,
            Messages messages) {
        this.posix = posix;
        this.loop = loop;
        this.children = children;
        this.loggers = loggers;
        this.settings = settings;
        this.messages = messages;
        this.programs = new Programs(posix, children);
        this.left = new LeftProcesses(posix);
        this.environment = new ContainerEnvironment(posix, settings.etc(), messages::warning);
        this.lifecycle = new Lifecycle(settings, this);
        this.deadline = loop.timer(lifecycle::timeIsUp);
        this.lookForRest = loop.timer(this::lookForRest);
    }

    /** Whatever makes that impossible is said, and ends the loop with {@code 1}. */
    @Override
    public void begin() {
        try {
            children.adoptOrphans();
            checkThatThereIsSomethingToRun();
            environment.begin();
            lifecycle.begin();
        } catch (PosixException e) {
            messages.fatal(e.getMessage());
            loop.stop(START_FAILED);
        }
    }

    private void checkThatThereIsSomethingToRun() throws PosixException {
        if (!settings.mainCommand().isEmpty() || settings.skipServices()) {
            return;
        }
        FileStat found = posix.files().stat(Files.HERE, settings.serviceDirectory());
        if (found == null || !found.isDirectory()) {
            Errno errno = found == null ? Errno.ENOENT : Errno.ENOTDIR;
            throw new PosixException("open", settings.serviceDirectory(), errno);
        }
    }

    @Override
    public void signalled(int number) {
        if (number == Signals.TERM || number == Signals.INT) {
            lifecycle.stop(number);
        } else {
            lifecycle.pass(number);
        }
    }

    // ---- this process executes itself anew ----

    /** Where there is a main command, USR1 is that one's signal. */
    @Override
    public boolean isUpgradedBySignal() {
        return settings.mainCommand().isEmpty();
    }

    @Override
    public String obstacle() {
        if (!lifecycle.isRunning()) {
            return "the container is starting or stopping";
        }
        return services == null ? null : services.obstacle();
    }

    @Override
    public void suspend(Runnable whenSuspended) {
        loggers.suspend(whenSuspended);
    }

    @Override
    public void handOver(HandoverWriter to) throws PosixException {
        to.line(MAIN + " " + mainPid);
        for (String entry : environment.entries()) {
            to.line(VARIABLE + " " + HandoverWriter.word(entry));
        }
        if (services != null) {
            services.handOver(to);
        }
    }

    @Override
    public void resume() {
        loggers.resume();
    }

    @Override
    public void resume(HandoverReader from) throws PosixException {
        children.adoptOrphans();
        mainPid = Integer.parseInt(from.next(MAIN).get(1));
        List<String> variables = new ArrayList<>();
        for (List<String> words = from.next(VARIABLE); words != null; words = from.next(VARIABLE)) {
            variables.add(HandoverReader.text(words.get(1)));
        }
        environment.restore(variables);
        lifecycle.goOn(mainPid != 0);
        if (mainPid != 0) {
            children.expect(mainPid, this::mainEnded);
        }
        if (!settings.skipServices()) {
            services = hostedServices();
            services.resume(from);
            loop.post(services::begin);
        }
    }

    // ---- scripts ----

    @Override
    public List<String> scripts(Lifecycle.Scripts which) throws PosixException {
        String etc = settings.etc();
        return switch (which) {
            case STARTUP -> {
                List<String> paths = new ArrayList<>(programs.executables(etc + "/my_init.d"));
                if (programs.isExecutable(etc + "/rc.local")) {
                    paths.add(etc + "/rc.local");
                }
                yield paths;
            }
            case PRE_SHUTDOWN -> programs.executables(etc + "/my_init.pre_shutdown.d");
            case POST_SHUTDOWN -> programs.executables(etc + "/my_init.post_shutdown.d");
        };
    }

    @Override
    public void runScript(String path) {
        script = path;
        scriptPid = 0;
        try {
            scriptPid = programs.start(List.of(path), environment.entries(), status -> scriptEnded(path, status));
        } catch (PosixException e) {
            loop.post(() -> lifecycle.scriptFailed(path, e.errno().words()));
        }
    }

    private void scriptEnded(String path, WaitStatus status) {
        if (!path.equals(script)) {
            return; // it was left behind, and another one runs
        }
        scriptPid = 0;
        try {
            environment.readAgain();
            lifecycle.scriptEnded(path, status);
        } catch (PosixException e) {
            lifecycle.scriptFailed(e.path(), e.errno().words());
        }
    }

    @Override
    public void signalScript(int signal) {
        send(scriptPid, signal);
    }

    // ---- services ----

    @Override
    public void startServices() {
        try {
            services = hostedServices();
            services.begin();
        } catch (PosixException e) {
            String why = "unable to supervise " + settings.serviceDirectory() + ": " + e.getMessage();
            loop.post(() -> lifecycle.servicesNotStarted(why));
        }
    }

    private HostedServices hostedServices() throws PosixException {
        Hosting hosting =
                new Hosting(posix, loop, children, loggers, true, environment.entries(), settings.outputStyle());
        return new HostedServices(hosting, messages.stderr(), settings.serviceDirectory(), lifecycle::essentialEnded);
    }

    @Override
    public void stopServices() {
        if (services == null) {
            loop.post(lifecycle::servicesStopped);
        } else {
            services.stop(lifecycle::servicesStopped);
        }
    }

    // ---- the main command ----

    @Override
    public void startMain() {
        String name = settings.mainCommand().get(0);
        try {
            mainPid = programs.start(settings.mainCommand(), environment.entries(), this::mainEnded);
        } catch (PosixException e) {
            messages.error("unable to run " + name + ": " + e.errno().words());
            loop.post(() -> lifecycle.mainNotStarted(e.is(Errno.ENOENT) ? NOT_FOUND : NOT_EXECUTABLE));
        }
    }

    private void mainEnded(WaitStatus status) {
        mainPid = 0;
        lifecycle.mainEnded(status);
    }

    @Override
    public void signalMain(int signal) {
        send(mainPid, signal);
    }

    private void send(int pid, int signal) {
        try {
            if (pid > 0) {
                children.sendNumber(pid, signal);
            }
        } catch (PosixException e) {
            messages.error("unable to send signal " + signal + " to " + pid + ": "
                    + e.errno().words());
        }
    }

    // ---- what is left ----

    @Override
    public void signalRest(int signal) {
        try {
            left.signal(signal);
        } catch (PosixException e) {
            messages.error("unable to send signal " + signal + " to what is left: "
                    + e.errno().words());
        }
        loop.post(this::lookForRest);
    }

    private void lookForRest() {
        try {
            if (left.areGone()) {
                lifecycle.restGone();
                return;
            }
        } catch (PosixException e) {
            if (!restIsUnseen) {
                restIsUnseen = true;
                messages.error("unable to see what is left: " + e.getMessage());
            }
        }
        loop.set(lookForRest, loop.nanos() + LOOK_AGAIN_NANOS);
    }

    // ---- time, words, end ----

    @Override
    public void setDeadline(long nanosFromNow) {
        loop.set(deadline, loop.nanos() + nanosFromNow);
    }

    @Override
    public void clearDeadline() {
        loop.clear(deadline);
    }

    @Override
    public void info(String message) {
        messages.info(message);
    }

    @Override
    public void error(String message) {
        messages.error(message);
    }

    @Override
    public void exit(int code) {
        loop.clear(lookForRest);
        loop.set(loop.timer(() -> loop.stop(code)), loop.nanos() + LAST_WORDS_NANOS);
        loggers.awaitOutputs(() -> loop.stop(code));
    }
}
