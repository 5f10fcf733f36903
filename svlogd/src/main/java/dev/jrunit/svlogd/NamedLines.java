package dev.jrunit.svlogd;

import dev.jrunit.loop.EventLoop;
import dev.jrunit.loop.Timer;
import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.PosixException;
import dev.jrunit.protocol.Tai64N;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of services without a logger, on their way to standard output and standard error. While an output takes
 * nothing, its services are not read, so that they wait as if they wrote to it themselves. Thread: the loggers'.
 */
final class NamedLines {
    private static final long OUTPUT_RETRY_NANOS = 10_000_000;

    private final EventLoop loop;
    private final LogInputs inputs;
    private final Descriptors descriptors;
    private final List<Input> open = new ArrayList<>();
    private Runnable whenAllEnded;
    private Runnable whenSuspended;
    private boolean suspended;

    NamedLines(EventLoop loop, LogInputs inputs, Descriptors descriptors) {
        this.loop = loop;
        this.inputs = inputs;
        this.descriptors = descriptors;
    }

    /** Reads lines from {@code reader}, a pipe that is this object's now, until nobody can write to it any more. */
    void read(int reader, LineStyle style, String service, Surroundings surroundings) throws PosixException {
        Input input = new Input(reader, style, service, surroundings);
        try {
            if (!suspended) {
                inputs.add(reader, input);
            }
        } catch (PosixException e) {
            descriptors.close(reader);
            throw e;
        }
        open.add(input);
    }

    /** Reads nothing for now; a line that has begun is ended here. Tells when all that was read is written. */
    void suspend(Runnable whenSuspended) {
        this.suspended = true;
        this.whenSuspended = whenSuspended;
        for (Input input : new ArrayList<>(open)) {
            input.suspend();
        }
        tellIfSuspended();
    }

    void resume() {
        suspended = false;
        whenSuspended = null;
        for (Input input : open) {
            input.resume();
        }
    }

    private void tellIfSuspended() {
        for (Input input : open) {
            if (input.surroundings.stdout().isWaiting()) {
                return;
            }
        }
        if (whenSuspended != null) {
            Runnable waiting = whenSuspended;
            whenSuspended = null;
            waiting.run();
        }
    }

    /** Calls {@code whenAllEnded} as soon as all inputs are at their ends and what they said is written. */
    void awaitEnds(Runnable whenAllEnded) {
        this.whenAllEnded = whenAllEnded;
        tellIfEnded();
    }

    private void tellIfEnded() {
        if (whenAllEnded != null && open.isEmpty()) {
            whenAllEnded.run();
            whenAllEnded = null;
        }
    }

    /** One of the two pipes of a service. */
    private final class Input implements LogInputs.Reader {
        private final int reader;
        private final Surroundings surroundings;
        private final LineFormatter formatter;
        private final LineSplitter splitter;
        private final Timer retry = loop.timer(this::flush);
        private boolean atEnd;

        Input(int reader, LineStyle style, String service, Surroundings surroundings) {
            this.reader = reader;
            this.surroundings = surroundings;
            this.formatter = style.formatter(surroundings, service);
            this.splitter = new LineSplitter(LineOptions.DEFAULT_LENGTH, formatter);
        }

        @Override
        public int wanted() {
            return surroundings.stdout().hasRoom() ? LogInputs.BLOCK : 0;
        }

        @Override
        public void take(byte[] block, int length, Tai64N time) {
            formatter.setTime(time);
            int next = 0;
            while (next < length) {
                next = splitter.take(block, next, length);
            }
            flush();
        }

        private void suspend() {
            if (atEnd) {
                return;
            }
            formatter.setTime(surroundings.wallClock().get());
            splitter.finish();
            inputs.remove(reader);
            flush();
        }

        private void resume() {
            try {
                if (!atEnd) {
                    inputs.add(reader, this);
                }
            } catch (PosixException e) {
                throw new IllegalStateException("the output of a service cannot be read", e);
            }
        }

        /** A pipe of our own that cannot be read has ended, too. */
        @Override
        public void ended(PosixException failure) {
            formatter.setTime(surroundings.wallClock().get());
            splitter.finish();
            inputs.remove(reader);
            descriptors.close(reader);
            atEnd = true;
            flush();
        }

        private void flush() {
            surroundings.scratch().clear(); // what would be for a log
            surroundings.stdout().flush();
            if (surroundings.stdout().isWaiting()) {
                loop.set(retry, loop.nanos() + OUTPUT_RETRY_NANOS);
            } else if (atEnd) {
                open.remove(this);
                tellIfEnded();
            }
            if (suspended) {
                tellIfSuspended();
            } else if (!atEnd) {
                inputs.resume(reader);
            }
        }
    }
}
