package dev.jrunit.runsv.machine;

import dev.jrunit.posix.WaitStatus;
import dev.jrunit.protocol.ControlCommand;

/** What can happen to a service. Each event calls its own row of {@link ServiceMachine}. */
public sealed interface Event {
    /** Applies this event to the draft of the next state. */
    void apply(Draft draft);

    /** Supervision begins. */
    record Begin() implements Event {
        @Override
        public void apply(Draft draft) {
            ServiceMachine.begin(draft);
        }
    }

    /** A command came from the control FIFO, or from outside for TERM to runsv itself. */
    record Command(ControlCommand command) implements Event {
        @Override
        public void apply(Draft draft) {
            ServiceMachine.command(draft, command);
        }
    }

    /** What the service directory's optional files say from now on. */
    record Ruled(Rules rules) implements Event {
        @Override
        public void apply(Draft draft) {
            draft.rules = rules;
        }
    }

    /** The program asked for by {@link Effect.Start} runs as {@code pid}. */
    record Started(int pid) implements Event {
        @Override
        public void apply(Draft draft) {
            ServiceMachine.started(draft, pid);
        }
    }

    /** The program asked for by {@link Effect.Start} cannot be executed. */
    record NotExecutable() implements Event {
        @Override
        public void apply(Draft draft) {
            ServiceMachine.notExecutable(draft);
        }
    }

    /** The system has no resources to start a process now. */
    record NoResources() implements Event {
        @Override
        public void apply(Draft draft) {
            ServiceMachine.noResources(draft);
        }
    }

    /** There is no {@code finish}. */
    record NoFinish() implements Event {
        @Override
        public void apply(Draft draft) {
            ServiceMachine.finished(draft);
        }
    }

    /** The process of {@code run} or {@code finish} ended. */
    record Exited(WaitStatus status) implements Event {
        @Override
        public void apply(Draft draft) {
            ServiceMachine.exited(draft, status);
        }
    }

    /** The script asked for by {@link Effect.RunScript} is missing, or it ended; {@code handled} if with 0. */
    record ScriptEnded(boolean handled) implements Event {
        @Override
        public void apply(Draft draft) {
            ServiceMachine.scriptEnded(draft, handled);
        }
    }

    /** The time {@link ServiceState#wakeNanos} has come. */
    record Tick() implements Event {
        @Override
        public void apply(Draft draft) {
            // What is due is started after every event.
        }
    }

    /** There is no more time: what runs is killed, no script and no {@code finish} is started. */
    record Hurry() implements Event {
        @Override
        public void apply(Draft draft) {
            ServiceMachine.hurry(draft);
        }
    }

    /** For a logger: its input has ended; it drains what is left and is not started again. */
    record Drain() implements Event {
        @Override
        public void apply(Draft draft) {
            ServiceMachine.drain(draft);
        }
    }
}
