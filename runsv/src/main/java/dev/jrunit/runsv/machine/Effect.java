package dev.jrunit.runsv.machine;

import dev.jrunit.posix.Signal;
import dev.jrunit.posix.WaitStatus;
import dev.jrunit.protocol.ControlCommand;

/** What a step asks its shell to do. Effects are applied in their order; {@link Handler} has one method for each. */
public sealed interface Effect {
    void applyTo(Handler handler, Role role);

    /** Applies effects. */
    interface Handler {
        /** Start {@code run}; answer with Started, NotExecutable or NoResources. */
        void startRun(Role role);

        /** Start {@code finish} for a run that ended so; answer like {@link #startRun}, or with NoFinish. */
        void startFinish(Role role, WaitStatus runExit);

        /** Run the script {@code control/X}; answer with ScriptEnded, at once if there is none. */
        void runScript(Role role, ControlCommand command);

        /** Kill the script that runs; its end is reported as ever. */
        void killScript(Role role);

        /** Send a signal to the process of {@code run}, or KILL to that of {@code finish}. */
        void send(Role role, int pid, Signal signal);

        /** Write what {@link ServiceState#status} says below {@code supervise/}. */
        void publish(Role role);

        /** Close the writing end of the log pipe. */
        void endLogInput();

        /** Supervision is over. */
        void exit();
    }

    /** See {@link Handler#startRun}. */
    record StartRun() implements Effect {
        @Override
        public void applyTo(Handler handler, Role role) {
            handler.startRun(role);
        }
    }

    /** See {@link Handler#startFinish}. */
    record StartFinish(WaitStatus runExit) implements Effect {
        @Override
        public void applyTo(Handler handler, Role role) {
            handler.startFinish(role, runExit);
        }
    }

    /** See {@link Handler#runScript}. */
    record RunScript(ControlCommand command) implements Effect {
        @Override
        public void applyTo(Handler handler, Role role) {
            handler.runScript(role, command);
        }
    }

    /** See {@link Handler#killScript}. */
    record KillScript() implements Effect {
        @Override
        public void applyTo(Handler handler, Role role) {
            handler.killScript(role);
        }
    }

    /** See {@link Handler#send}. */
    record Send(int pid, Signal signal) implements Effect {
        @Override
        public void applyTo(Handler handler, Role role) {
            handler.send(role, pid, signal);
        }
    }

    /** See {@link Handler#publish}. */
    record Publish() implements Effect {
        @Override
        public void applyTo(Handler handler, Role role) {
            handler.publish(role);
        }
    }

    /** See {@link Handler#endLogInput}. */
    record EndLogInput() implements Effect {
        @Override
        public void applyTo(Handler handler, Role role) {
            handler.endLogInput();
        }
    }

    /** See {@link Handler#exit}. */
    record Exit() implements Effect {
        @Override
        public void applyTo(Handler handler, Role role) {
            handler.exit();
        }
    }
}
