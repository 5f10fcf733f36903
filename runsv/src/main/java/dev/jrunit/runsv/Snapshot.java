package dev.jrunit.runsv;

import dev.jrunit.posix.FileId;
import dev.jrunit.posix.OtherProcesses;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.ProcessStat;
import dev.jrunit.posix.StartSpan;
import dev.jrunit.posix.WaitStatus;
import dev.jrunit.protocol.ControlCommand;
import dev.jrunit.protocol.State;
import dev.jrunit.protocol.Tai64N;
import dev.jrunit.protocol.Want;
import dev.jrunit.runsv.machine.Role;
import dev.jrunit.runsv.machine.Rules;
import dev.jrunit.runsv.machine.ServiceState;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is known of a service or its logger at one moment, for a supervision in another process that takes over. As
 * text it is one line of blank-separated words.
 *
 * @param state the machine's
 * @param start when the process {@code state.pid()} was started
 * @param script the process of the script in {@code control/} that runs; 0 if there is none
 * @param scriptStart and when it was started
 * @param attempt since when a start of {@code run} or {@code finish} has not been answered; {@link BootClock#NEVER} if
 *     there is none
 * @param log the pipe to the logger; null if there is none
 * @param stdout the pipe that output goes to which is not logged; null if there is none
 * @param stderr the pipe that errors go to; null as well
 */
record Snapshot(
        ServiceState state,
        StartSpan start,
        int script,
        StartSpan scriptStart,
        long attempt,
        FileId log,
        FileId stdout,
        FileId stderr) {
    /**
     * What a snapshot is true of; of a copy of the directory, after a boot or in another container it is not.
     *
     * @param origin see {@link dev.jrunit.posix.OtherProcesses#origin}
     * @param directory the service directory
     */
    record Place(String origin, FileId directory) {}

    private static final String VERSION = "1";
    private static final String NONE = "-";
    private static final int WORDS = 25;
    private static final int UNKNOWN_END = -1;
    private static final int CORE = 0x80;

    /** Whether its process is there still, or an end of it that nobody has heard of. */
    boolean isAlive(OtherProcesses others) throws PosixException {
        return isThere(others, state.pid(), start);
    }

    /** The same of its script. */
    boolean isScriptAlive(OtherProcesses others) throws PosixException {
        return isThere(others, script, scriptStart);
    }

    private static boolean isThere(OtherProcesses others, int pid, StartSpan start) throws PosixException {
        ProcessStat found = pid == 0 ? null : others.stat(pid);
        return found != null && start.contains(found);
    }

    String encode(Place place, BootClock clock) {
        StringBuilder text = new StringBuilder(256);
        text.append(VERSION).append(' ').append(place.origin());
        word(text, id(place.directory()));
        word(text, state.phase().word());
        word(text, state.pid());
        word(text, span(start));
        word(text, state.want().name());
        word(text, flags());
        word(text, state.since().unixSeconds());
        word(text, state.since().nanos());
        word(text, clock.ticks(state.startedNanos()));
        word(text, clock.ticks(state.earliestStartNanos()));
        word(text, clock.ticks(state.killNanos()));
        word(text, state.runExit() == null ? NONE : Integer.toString(raw(state.runExit())));
        word(
                text,
                state.script() == null
                        ? NONE
                        : Character.toString((char) state.script().letter()));
        word(text, state.scriptPid());
        word(text, script);
        word(text, span(scriptStart));
        word(text, attempt);
        word(text, id(log));
        word(text, id(stdout));
        word(text, id(stderr));
        word(text, state.rules().restart().name());
        word(text, state.rules().killAfterNanos());
        word(text, state.role().name());
        return text.toString();
    }

    private static void word(StringBuilder text, String word) {
        text.append(' ').append(word);
    }

    private static void word(StringBuilder text, long number) {
        text.append(' ').append(number);
    }

    private static String id(FileId id) {
        return id == null ? NONE : id.device() + ":" + id.inode();
    }

    private String flags() {
        StringBuilder flags = new StringBuilder(6).append(NONE);
        flags.append(state.startOnce() ? "o" : "");
        flags.append(state.paused() ? "p" : "");
        flags.append(state.gotTerm() ? "t" : "");
        flags.append(state.retryFinish() ? "f" : "");
        flags.append(state.gaveUp() ? "g" : "");
        return flags.toString();
    }

    private static int raw(WaitStatus status) {
        if (status instanceof WaitStatus.Signaled signaled) {
            return signaled.signal() | (signaled.core() ? CORE : 0);
        }
        return status instanceof WaitStatus.Exited exited ? exited.code() << 8 : UNKNOWN_END;
    }

    /** Reads what {@link #encode} wrote; null if it is none, or not of this place and role. */
    static Snapshot decode(String text, Place place, Role role, BootClock clock) {
        List<String> words = words(text);
        if (words.size() != WORDS
                || !words.get(0).equals(VERSION)
                || !words.get(1).equals(place.origin())
                || !words.get(2).equals(id(place.directory()))
                || !words.get(24).equals(role.name())) {
            return null;
        }
        try {
            return new Snapshot(
                    state(words, role, clock),
                    span(words.get(5)),
                    Integer.parseInt(words.get(16)),
                    span(words.get(17)),
                    Long.parseLong(words.get(18)),
                    id(words.get(19)),
                    id(words.get(20)),
                    id(words.get(21)));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static ServiceState state(List<String> words, Role role, BootClock clock) {
        String flags = words.get(7);
        return new ServiceState(
                role,
                phase(words.get(3)),
                Integer.parseInt(words.get(4)),
                Want.valueOf(words.get(6)),
                flags.indexOf('o') >= 0,
                flags.indexOf('p') >= 0,
                flags.indexOf('t') >= 0,
                Tai64N.ofUnix(Long.parseLong(words.get(8)), Integer.parseInt(words.get(9))),
                clock.nanos(Long.parseLong(words.get(10))),
                clock.nanos(Long.parseLong(words.get(11))),
                flags.indexOf('f') >= 0,
                false,
                words.get(14).equals(NONE) ? null : command(words.get(14)),
                Integer.parseInt(words.get(15)),
                words.get(13).equals(NONE) ? null : status(Integer.parseInt(words.get(13))),
                new Rules(Rules.Restart.valueOf(words.get(22)), Long.parseLong(words.get(23))),
                clock.nanos(Long.parseLong(words.get(12))),
                flags.indexOf('g') >= 0);
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>(WORDS);
        int start = 0;
        int end = text.indexOf(' ');
        while (end >= 0) {
            words.add(text.substring(start, end));
            start = end + 1;
            end = text.indexOf(' ', start);
        }
        words.add(text.substring(start));
        return words;
    }

    private static State phase(String word) {
        for (State state : State.values()) {
            if (state.word().equals(word)) {
                return state;
            }
        }
        throw new IllegalArgumentException(word);
    }

    private static ControlCommand command(String letter) {
        ControlCommand command = ControlCommand.ofLetter((byte) letter.charAt(0));
        if (command == null) {
            throw new IllegalArgumentException(letter);
        }
        return command;
    }

    private static WaitStatus status(int raw) {
        return raw == UNKNOWN_END ? new WaitStatus.Unknown() : WaitStatus.ofRaw(raw);
    }

    private static String span(StartSpan span) {
        return span.earliest() + ".." + span.latest();
    }

    private static StartSpan span(String word) {
        int dots = word.indexOf("..");
        return new StartSpan(
                Long.parseLong(word.substring(0, Math.max(dots, 0))), Long.parseLong(word.substring(dots + 2)));
    }

    private static FileId id(String word) {
        if (word.equals(NONE)) {
            return null;
        }
        int colon = word.indexOf(':');
        return new FileId(
                Long.parseLong(word.substring(0, Math.max(colon, 0))), Long.parseLong(word.substring(colon + 1)));
    }
}
