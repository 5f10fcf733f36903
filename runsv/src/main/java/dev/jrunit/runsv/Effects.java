package dev.jrunit.runsv;

import dev.jrunit.loop.Children;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.OtherProcesses;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Processes;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.StartSpan;
import dev.jrunit.posix.WaitStatus;
import dev.jrunit.protocol.ControlCommand;
import dev.jrunit.runsv.machine.Effect;
import dev.jrunit.runsv.machine.Event;
import dev.jrunit.runsv.machine.Role;
import dev.jrunit.runsv.machine.Rules;
import dev.jrunit.svlogd.HostedLogger;
import dev.jrunit.svlogd.HostedLoggers;

/** Applies what the machine asks for to processes, and answers it with events. Thread: the loop's. */
final class Effects implements Effect.Handler {
    /** Where answers go, and the rest of what effects need. */
    interface Outcome {
        /** The answer to an effect: the next event of this turn. */
        void answered(Role role, Event event);

        /** Something that happens later. */
        void happened(Role role, Event event);

        void statusChanged(Role role);

        /** What has held for the service so far. */
        Rules rules();

        /** A program is about to be started; the answer follows, unless this process dies before. */
        void attempting(Role role);

        /** Brings the files below {@code supervise/} up to date now. */
        void write();

        void endLogInput();

        /** See {@link Supervision.Owner#report}. */
        void report(String message);
    }

    private final Programs programs;
    private final RulesFiles rules;
    private final Processes processes;
    private final OtherProcesses others;
    private final Children children;
    private final HostedLoggers loggers;
    private final Outcome outcome;
    private StartSpan serviceStart = StartSpan.NONE;
    private StartSpan loggerStart = StartSpan.NONE;
    private HostedLogger hostedLogger;
    private int scriptPid;
    private StartSpan scriptStart = StartSpan.NONE;

    Effects(Programs programs, RulesFiles rules, Hosting hosting, Outcome outcome) {
        this.programs = programs;
        this.rules = rules;
        this.processes = hosting.posix().processes();
        this.others = hosting.posix().others();
        this.children = hosting.children();
        this.loggers = hosting.loggers();
        this.outcome = outcome;
    }

    // ---- what runs, for who takes over ----

    /** When the process of that role was started. */
    StartSpan start(Role role) {
        return role == Role.SERVICE ? serviceStart : loggerStart;
    }

    private void setStart(Role role, StartSpan start) {
        if (role == Role.SERVICE) {
            serviceStart = start;
        } else {
            loggerStart = start;
        }
    }

    /** The process of the script that runs; 0 if none does. */
    int script() {
        return scriptPid;
    }

    StartSpan scriptStart() {
        return scriptStart;
    }

    boolean hasHostedLogger() {
        return hostedLogger != null;
    }

    /** Goes on with a process that the supervision before this one started; false if it is not there any more. */
    boolean adopt(Role role, int pid, StartSpan start) throws PosixException {
        setStart(role, start);
        return children.adopt(pid, start, status -> outcome.happened(role, new Event.Exited(status)));
    }

    /** The same for a script. */
    boolean adoptScript(Role role, int pid, StartSpan start) throws PosixException {
        boolean adopted = children.adopt(pid, start, status -> scriptEnded(role, status));
        scriptPid = adopted ? pid : 0;
        scriptStart = start;
        return adopted;
    }

    /** Nobody is to hear of a process that was adopted. */
    void abandon(int pid) {
        children.abandon(pid);
    }

    /** Goes on with a process that this one supervised before it executed itself anew; false as above. */
    boolean keep(Role role, int pid, StartSpan start) throws PosixException {
        setStart(role, start);
        return children.keep(pid, start, status -> outcome.happened(role, new Event.Exited(status)));
    }

    /** The same for a script. */
    boolean keepScript(Role role, int pid, StartSpan start) throws PosixException {
        boolean kept = children.keep(pid, start, status -> scriptEnded(role, status));
        scriptPid = kept ? pid : 0;
        scriptStart = start;
        return kept;
    }

    private void scriptEnded(Role role, WaitStatus status) {
        scriptPid = 0;
        outcome.happened(role, new Event.ScriptEnded(status.isSuccess()));
    }

    // ---- effects ----

    @Override
    public void startRun(Role role) {
        try {
            String logDirectory = role == Role.LOGGER ? programs.hostedLogDirectory() : null;
            if (logDirectory != null) {
                startHostedLogger(logDirectory);
                return;
            }
            if (role == Role.SERVICE) {
                outcome.answered(role, new Event.Ruled(rules.read(outcome.rules())));
            }
            outcome.attempting(role);
            long earliest = others.now();
            int pid = programs.startRun(role, status -> outcome.happened(role, new Event.Exited(status)));
            setStart(role, new StartSpan(earliest, others.now()));
            outcome.answered(role, new Event.Started(pid));
        } catch (PosixException e) {
            notStarted(role, role == Role.LOGGER ? "log/./run" : "./run", e);
        }
    }

    private void startHostedLogger(String logDirectory) throws PosixException {
        hostedLogger = loggers.start(programs.loggerRequest(logDirectory), new HostedLoggers.Listener() {
            @Override
            public void report(String message) {
                outcome.report(message);
            }

            @Override
            public void ended(WaitStatus status) {
                hostedLogger = null;
                outcome.happened(Role.LOGGER, new Event.Exited(status));
            }
        });
        outcome.answered(Role.LOGGER, new Event.Started(processes.pid()));
    }

    @Override
    public void startFinish(Role role, WaitStatus runExit) {
        try {
            if (!programs.hasFinish()) {
                outcome.answered(role, new Event.NoFinish());
                return;
            }
            outcome.attempting(role);
            long earliest = others.now();
            int pid = programs.startFinish(runExit, status -> outcome.happened(role, new Event.Exited(status)));
            setStart(role, new StartSpan(earliest, others.now()));
            outcome.answered(role, new Event.Started(pid));
        } catch (PosixException e) {
            notStarted(role, "./finish", e);
        }
    }

    private void notStarted(Role role, String program, PosixException e) {
        boolean noResources = e.is(Errno.EAGAIN) || e.is(Errno.ENOMEM) || e.is(Errno.EMFILE) || e.is(Errno.ENFILE);
        outcome.answered(role, noResources ? new Event.NoResources() : new Event.NotExecutable());
        outcome.report("fatal: unable to start " + program + ": " + e.errno().words());
    }

    @Override
    public void runScript(Role role, ControlCommand command) {
        try {
            String script = programs.script(command);
            if (script != null) {
                outcome.write(); // the script may look
                long earliest = others.now();
                scriptPid = programs.startScript(script, status -> scriptEnded(role, status));
                scriptStart = new StartSpan(earliest, others.now());
                return;
            }
        } catch (PosixException e) {
            warn("unable to run control/" + (char) command.letter(), e);
        }
        outcome.answered(role, new Event.ScriptEnded(false));
    }

    @Override
    public void killScript(Role role) {
        if (scriptPid != 0) {
            send(role, scriptPid, Signal.KILL);
        }
    }

    @Override
    public void send(Role role, int pid, Signal signal) {
        if (role == Role.LOGGER && hostedLogger != null) {
            hostedLogger.send(signal); // its pid is this process
            return;
        }
        try {
            children.send(pid, signal);
        } catch (PosixException e) {
            warn("unable to send " + signal + " to " + pid, e);
        }
    }

    @Override
    public void publish(Role role) {
        outcome.statusChanged(role);
    }

    @Override
    public void endLogInput() {
        outcome.endLogInput();
    }

    @Override
    public void exit() {
        // Seen in the state after this turn.
    }

    private void warn(String message, PosixException cause) {
        outcome.report("warning: " + message + ": " + cause.errno().words());
    }
}
