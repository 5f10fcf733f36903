package dev.jrunit.init;

import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.WaitStatus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What the first process of a container does next: startup files, services and the main command; and at the end the main
 * command's stop, the scripts before and after the services' stop, that stop, and the end of whatever is left.
 *
 * <p>Each method is something that happened; the answers go to {@link Outside}, in order. Whatever is waited for when
 * the container is to stop has a limit. TERM or INT stops the container; a second one has everything that is waited for
 * killed at once, a third ends it. No I/O, no clock. Thread: one. Source: my_init of baseimage-docker.
 */
final class Lifecycle {
    /** Where the scripts are that are run before, and after. */
    enum Scripts {
        STARTUP,
        PRE_SHUTDOWN,
        POST_SHUTDOWN
    }

    /** What a lifecycle has done; each answer comes by the method that is named, never before this one has returned. */
    interface Outside {
        /** The scripts to run now, in their order. */
        List<String> scripts(Scripts which) throws PosixException;

        /** Runs a script; answer with {@link Lifecycle#scriptEnded}. One that runs still is not to be told of any more. */
        void runScript(String path);

        void signalScript(int signal);

        void startServices();

        /** Stops all services; answer with {@link Lifecycle#servicesStopped}. Called again, kills what is left. */
        void stopServices();

        /** Starts the main command; answer with {@link Lifecycle#mainEnded} at its end. */
        void startMain();

        void signalMain(int signal);

        /** Sends a signal to every process that is left; answer with {@link Lifecycle#restGone} when none is. */
        void signalRest(int signal);

        /** Calls {@link Lifecycle#timeIsUp} then, and not at any time set before. */
        void setDeadline(long nanosFromNow);

        void clearDeadline();

        /** Says something on standard error. */
        void info(String message);

        void error(String message);

        /** Ends this process. */
        void exit(int code);
    }

    /** What it is doing. */
    private enum Phase {
        STARTUP,
        RUN,
        STOP_MAIN,
        PRE_SHUTDOWN,
        STOP_SERVICES,
        POST_SHUTDOWN,
        TERMINATE_REST,
        KILL_REST,
        OVER
    }

    static final int TERM = 15;
    static final int KILL = 9;
    private static final int SIGNALED = 128;
    private static final int UNKNOWN_END = 1;
    /** How long the end of what was killed is waited for. */
    private static final long AFTER_KILL_NANOS = 1_000_000_000L;

    private final Settings settings;
    private final Outside outside;
    private final Deque<String> scripts = new ArrayDeque<>();
    private Phase phase = Phase.STARTUP;
    /** The script that runs; null if there is none. */
    private String script;

    private boolean scriptKilled;
    private boolean mainRuns;
    private boolean mainKilled;
    private boolean servicesRun;
    private boolean failed;
    private int stopSignals;
    private int killsOfServices;
    /** What the container ends with; -1 as long as nothing has decided that. */
    private int exitCode = -1;

    Lifecycle(Settings settings, Outside outside) {
        this.settings = settings;
        this.outside = outside;
    }

    void begin() {
        if (stopSignals > 0) {
            abandonStart(); // they were sent before this process was ready, and waited
        } else if (settings.skipStartupFiles()) {
            run();
        } else {
            runScripts(Scripts.STARTUP);
        }
    }

    /** Goes on where another program of this process was: with everything started, and nothing told to end. */
    void goOn(boolean mainRuns) {
        phase = Phase.RUN;
        this.mainRuns = mainRuns;
        servicesRun = !settings.skipServices();
    }

    /** Whether everything is started, and nothing is told to end. */
    boolean isRunning() {
        return phase == Phase.RUN;
    }

    // ---- what happened ----

    void scriptEnded(String path, WaitStatus status) {
        if (phase == Phase.OVER || script == null) {
            return;
        }
        script = null;
        if (!status.isSuccess()) {
            outside.error(path + " failed: " + words(status));
            failed = phase == Phase.STARTUP;
        }
        nextScript();
    }

    /** A script could not be started, or what it is needed for. */
    void scriptFailed(String path, String why) {
        if (phase == Phase.OVER || script == null) {
            return;
        }
        script = null;
        cannotRun(path, why);
        nextScript();
    }

    private void cannotRun(String path, String why) {
        outside.error("unable to run " + path + ": " + why);
        failed = phase == Phase.STARTUP;
    }

    /** The main command could not be started. */
    void mainNotStarted(int code) {
        mainEndedWith(code);
    }

    void mainEnded(WaitStatus status) {
        outside.info("main command ended: " + words(status));
        mainEndedWith(code(status));
    }

    private void mainEndedWith(int code) {
        mainRuns = false;
        decide(code);
        if (phase == Phase.RUN || phase == Phase.STOP_MAIN) {
            runScripts(Scripts.PRE_SHUTDOWN);
        }
    }

    /** A service that nothing goes on without stays down. */
    void essentialEnded(String name, WaitStatus status) {
        if (phase == Phase.RUN) {
            outside.error("essential service " + name + " is down for good: " + words(status));
            decide(code(status));
            stopMain(TERM);
        }
    }

    /** The services cannot be supervised. */
    void servicesNotStarted(String why) {
        outside.error(why);
        servicesRun = false;
        if (phase == Phase.RUN) {
            decide(1);
            stopMain(TERM);
        }
    }

    void servicesStopped() {
        servicesRun = false;
        if (phase == Phase.STOP_SERVICES) {
            runScripts(Scripts.POST_SHUTDOWN);
        }
    }

    void restGone() {
        if (phase == Phase.TERMINATE_REST || phase == Phase.KILL_REST) {
            end();
        }
    }

    /** This process was told to stop, by TERM or INT. */
    void stop(int signal) {
        stopSignals++;
        if (stopSignals == 1) {
            beginToStop(signal);
        } else if (stopSignals == 2) {
            outside.info("told to stop again: killing what runs");
            hurry();
        } else {
            killAllAndEnd();
        }
    }

    /** Any other signal is the main command's. */
    void pass(int signal) {
        if (mainRuns) {
            outside.signalMain(signal);
        }
    }

    /** The time that was set last is there. */
    void timeIsUp() {
        hurry();
    }

    // ---- what comes next ----

    private void run() {
        phase = Phase.RUN;
        if (!settings.skipServices()) {
            servicesRun = true;
            outside.startServices();
        }
        if (!settings.mainCommand().isEmpty()) {
            mainRuns = true;
            outside.startMain();
        }
    }

    private void beginToStop(int signal) {
        outside.info("stopping");
        switch (phase) {
            case STARTUP -> {
                decide(settings.mainCommand().isEmpty() ? 0 : SIGNALED + signal);
                scripts.clear();
                if (script != null) {
                    outside.signalScript(signal);
                    outside.setDeadline(settings.stopLimitNanos());
                }
            }
            case RUN -> {
                if (!mainRuns) {
                    decide(0);
                }
                stopMain(signal);
            }
            case STOP_MAIN, PRE_SHUTDOWN, STOP_SERVICES, POST_SHUTDOWN, TERMINATE_REST, KILL_REST, OVER -> {
                // It ends already.
            }
        }
    }

    private void stopMain(int signal) {
        if (!mainRuns) {
            runScripts(Scripts.PRE_SHUTDOWN);
            return;
        }
        phase = Phase.STOP_MAIN;
        outside.signalMain(signal);
        outside.setDeadline(settings.stopLimitNanos());
    }

    private void runScripts(Scripts which) {
        phase = switch (which) {
            case STARTUP -> Phase.STARTUP;
            case PRE_SHUTDOWN -> Phase.PRE_SHUTDOWN;
            case POST_SHUTDOWN -> Phase.POST_SHUTDOWN;
        };
        outside.clearDeadline();
        try {
            scripts.addAll(outside.scripts(which));
        } catch (PosixException e) {
            cannotRun(e.path(), e.errno().words());
        }
        nextScript();
    }

    private void abandonStart() {
        if (phase != Phase.OVER) {
            decide(1);
            terminateRest();
        }
    }

    private void nextScript() {
        if (phase == Phase.STARTUP && (failed || stopSignals > 0)) {
            abandonStart();
        } else if (!scripts.isEmpty()) {
            script = scripts.poll();
            scriptKilled = false;
            outside.info("running " + script);
            outside.runScript(script);
            if (stopSignals > 1) {
                outside.setDeadline(AFTER_KILL_NANOS);
            } else if (phase != Phase.STARTUP) {
                outside.setDeadline(settings.stopLimitNanos());
            }
        } else {
            scriptsEnded();
        }
    }

    private void scriptsEnded() {
        switch (phase) {
            case STARTUP -> run();
            case PRE_SHUTDOWN -> stopServices();
            case POST_SHUTDOWN -> terminateRest();
            case RUN, STOP_MAIN, STOP_SERVICES, TERMINATE_REST, KILL_REST, OVER ->
                throw new IllegalStateException("no scripts are run in " + phase);
        }
    }

    private void stopServices() {
        phase = Phase.STOP_SERVICES;
        if (!servicesRun) {
            runScripts(Scripts.POST_SHUTDOWN);
            return;
        }
        outside.info("stopping services");
        outside.stopServices();
        outside.setDeadline(stopSignals > 1 ? 0 : settings.stopLimitNanos());
    }

    private void terminateRest() {
        if (!settings.killAll()) {
            end();
            return;
        }
        phase = Phase.TERMINATE_REST;
        outside.setDeadline(stopSignals > 1 ? AFTER_KILL_NANOS : settings.killAllLimitNanos());
        outside.signalRest(TERM);
    }

    /** What is waited for is killed, or waited for no more. */
    private void hurry() {
        switch (phase) {
            case STARTUP, PRE_SHUTDOWN, POST_SHUTDOWN -> killScript();
            case STOP_MAIN -> killMain();
            case STOP_SERVICES -> killServices();
            case TERMINATE_REST -> {
                phase = Phase.KILL_REST;
                outside.setDeadline(AFTER_KILL_NANOS);
                outside.signalRest(KILL);
            }
            case KILL_REST -> end();
            case RUN, OVER -> {
                // Nothing is waited for.
            }
        }
    }

    /** One that does not end even so, as one that waits for a disk does not, is left behind. */
    private void killScript() {
        if (script == null) {
            return;
        }
        if (scriptKilled) {
            outside.error(script + " is left behind: it was killed and has not ended");
            script = null;
            nextScript();
            return;
        }
        scriptKilled = true;
        outside.signalScript(KILL);
        outside.setDeadline(AFTER_KILL_NANOS);
    }

    /** One that does not end even so, as one of another user may not, is left behind. */
    private void killMain() {
        if (mainKilled) {
            mainEndedWith(SIGNALED + KILL);
            return;
        }
        mainKilled = true;
        outside.error("the main command is killed: it has not ended in time");
        outside.signalMain(KILL);
        outside.setDeadline(AFTER_KILL_NANOS);
    }

    /** At first those that run, then their loggers too; and what does not end even so is left behind. */
    private void killServices() {
        killsOfServices++;
        if (killsOfServices > 2) {
            servicesStopped();
            return;
        }
        if (killsOfServices == 1) {
            outside.error("services are killed: they have not ended in time");
        }
        outside.stopServices();
        outside.setDeadline(AFTER_KILL_NANOS);
    }

    private void killAllAndEnd() {
        if (phase == Phase.OVER) {
            return;
        }
        if (mainRuns) {
            outside.signalMain(KILL);
            decide(SIGNALED + KILL);
        }
        if (script != null) {
            outside.signalScript(KILL);
        }
        if (servicesRun) {
            outside.stopServices();
            outside.stopServices();
        }
        if (settings.killAll()) {
            outside.signalRest(KILL);
        }
        end();
    }

    private void end() {
        if (phase != Phase.OVER) {
            phase = Phase.OVER;
            outside.clearDeadline();
            outside.exit(Math.max(exitCode, 0));
        }
    }

    private void decide(int code) {
        if (exitCode < 0) {
            exitCode = code;
        }
    }

    private static int code(WaitStatus status) {
        if (status instanceof WaitStatus.Unknown) {
            return UNKNOWN_END; // whatever it was, it was not meant to end
        }
        return status instanceof WaitStatus.Signaled signaled ? SIGNALED + signaled.signal() : status.exitCode();
    }

    private static String words(WaitStatus status) {
        if (status instanceof WaitStatus.Unknown) {
            return "nobody knows how";
        }
        return status instanceof WaitStatus.Signaled signaled
                ? "signal " + signaled.signal()
                : "exit code " + status.exitCode();
    }
}
