package dev.jrunit.runsv.machine;

import dev.jrunit.posix.Signal;
import dev.jrunit.posix.WaitStatus;
import dev.jrunit.protocol.ControlCommand;
import dev.jrunit.protocol.ServiceStatus;
import dev.jrunit.protocol.Tai64N;
import dev.jrunit.protocol.Want;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Replays a transcript: lines that begin with {@code >} are events, and what the machine answers is written below each
 * as lines that begin with {@code <}. Anything else is prose and stays.
 *
 * <p>An event line is {@code > SECONDS ROLE EVENT…}; the first one must be {@code > setup [logger] [down] [log-down]}.
 * What the optional files say is {@code ruled RESTART [kill-after SECONDS]}.
 */
final class Transcript {
    private PairState state;

    /** The transcript with the machine's own answers in the place of those it has. */
    static String replay(List<String> lines) {
        Transcript transcript = new Transcript();
        StringBuilder replayed = new StringBuilder();
        for (String line : lines) {
            if (line.startsWith("<")) {
                continue;
            }
            replayed.append(line).append('\n');
            if (line.startsWith("> setup")) {
                transcript.setUp(line);
            } else if (line.startsWith(">")) {
                transcript.step(line.substring(1).trim().split(" +"), replayed);
            }
        }
        return replayed.toString();
    }

    private void setUp(String line) {
        Moment start = moment("0");
        ServiceState logger = line.contains("logger")
                ? ServiceState.initial(Role.LOGGER, line.contains("log-down") ? Want.DOWN : Want.UP, start)
                : null;
        Want want = line.contains(" down") ? Want.DOWN : Want.UP;
        state = new PairState(ServiceState.initial(Role.SERVICE, want, start), logger, false);
    }

    private void step(String[] words, StringBuilder replayed) {
        Moment now = moment(words[0]);
        Role role = words[1].equals("service") ? Role.SERVICE : Role.LOGGER;
        PairMachine.Step step = PairMachine.step(state, role, event(words), now);
        boolean hadGivenUp = state.service().gaveUp();
        state = step.next();
        for (PairMachine.Addressed addressed : step.effects()) {
            replayed.append("<   ")
                    .append(addressed.role() == Role.SERVICE ? "service " : "logger ")
                    .append(describe(addressed.effect(), state.of(addressed.role())))
                    .append('\n');
        }
        if (state.service().gaveUp() != hadGivenUp) {
            replayed.append(hadGivenUp ? "<   service has not given up any more\n" : "<   service has given up\n");
        }
        if (!state.exited() && state.wakeNanos() != ServiceState.NEVER && state.wakeNanos() > now.nanos()) {
            replayed.append("<   wake at ").append(state.wakeNanos() / 1e9).append('\n');
        }
    }

    private static Moment moment(String seconds) {
        long nanos = Math.round(Double.parseDouble(seconds) * 1e9);
        return new Moment(nanos, Tai64N.ofUnix(nanos / 1_000_000_000, (int) (nanos % 1_000_000_000)));
    }

    private static Event event(String[] words) {
        return switch (words[2]) {
            case "begin" -> new Event.Begin();
            case "command" -> new Event.Command(ControlCommand.ofLetter((byte) words[3].charAt(0)));
            case "ruled" -> new Event.Ruled(rules(words));
            case "started" -> new Event.Started(Integer.parseInt(words[3]));
            case "not-executable" -> new Event.NotExecutable();
            case "no-resources" -> new Event.NoResources();
            case "no-finish" -> new Event.NoFinish();
            case "exited" -> new Event.Exited(new WaitStatus.Exited(Integer.parseInt(words[3])));
            case "killed" ->
                new Event.Exited(
                        new WaitStatus.Signaled(Signal.valueOf(words[3]).number(), words.length > 4));
            case "no-script", "script-failed" -> new Event.ScriptEnded(false);
            case "script-ok" -> new Event.ScriptEnded(true);
            case "hurry" -> new Event.Hurry();
            case "tick" -> new Event.Tick();
            default -> throw new IllegalArgumentException(String.join(" ", words));
        };
    }

    private static Rules rules(String[] words) {
        Rules.Restart restart =
                Rules.Restart.valueOf(words[3].toUpperCase(Locale.ROOT).replace('-', '_'));
        boolean isLimited = words.length > 4;
        return new Rules(restart, isLimited ? moment(words[5]).nanos() : Rules.NO_LIMIT);
    }

    private static String describe(Effect effect, ServiceState state) {
        StringBuilder text = new StringBuilder();
        effect.applyTo(
                new Effect.Handler() {
                    @Override
                    public void startRun(Role role) {
                        text.append("start run");
                    }

                    @Override
                    public void startFinish(Role role, WaitStatus exit) {
                        text.append("start finish ")
                                .append(exit.exitCode())
                                .append(' ')
                                .append(exit.lowByte());
                    }

                    @Override
                    public void runScript(Role role, ControlCommand command) {
                        text.append("run control/").append((char) command.letter());
                    }

                    @Override
                    public void killScript(Role role) {
                        text.append("kill the script");
                    }

                    @Override
                    public void send(Role role, int pid, Signal signal) {
                        text.append("send ").append(signal).append(" to ").append(pid);
                    }

                    @Override
                    public void publish(Role role) {
                        ServiceStatus status = state.status();
                        String stat = new String(status.statText(), StandardCharsets.ISO_8859_1);
                        text.append("publish ").append(stat.trim());
                        text.append(" (pid ").append(status.pid()).append(", since ");
                        text.append(status.since().unixSeconds()
                                        + status.since().nanos() / 1e9)
                                .append(')');
                    }

                    @Override
                    public void endLogInput() {
                        text.append("end log input");
                    }

                    @Override
                    public void exit() {
                        text.append("exit");
                    }
                },
                state.role());
        return text.toString();
    }
}
