package dev.jrunit.runsvdir;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jrunit.posix.FileId;
import dev.jrunit.posix.fake.Disk;
import dev.jrunit.upgrade.HandoverReader;
import dev.jrunit.upgrade.HandoverWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A host whose runsv do nothing: what was asked of them is written down, and they end when the test says so. */
final class RecordingHost implements ServiceHost {
    /** What happened, such as {@code start web}, {@code start web (down)} with a down file, {@code exit web}. */
    final List<String> log = new ArrayList<>();

    final Set<String> failing = new HashSet<>();
    /** Those that are over without having said so. */
    final Set<String> ended = new HashSet<>();

    String defective;
    private final Map<String, Listener> running = new TreeMap<>();
    private final Disk disk;
    private final String scanPath;

    /** A host of services that have no directories. */
    RecordingHost() {
        this(null, "");
    }

    RecordingHost(Disk disk, String scanPath) {
        this.disk = disk;
        this.scanPath = scanPath;
    }

    @Override
    public Hosted start(String name, FileId id, Listener listener) throws NotStarted {
        if (failing.contains(name)) {
            log.add("failed " + name);
            throw new NotStarted();
        }
        if (name.equals(defective)) {
            throw new IllegalStateException("a defect");
        }
        boolean down = disk != null && disk.exists(scanPath + "/" + name + "/down");
        log.add("start " + name + (down ? " (down)" : ""));
        return hosted(name, listener);
    }

    @Override
    public Hosted resume(String name, HandoverReader from, Listener listener) throws NotStarted {
        assertEquals(List.of("recorded", HandoverWriter.word(name)), from.next("recorded"));
        if (failing.contains(name)) {
            log.add("failed " + name);
            throw new NotStarted();
        }
        log.add("resume " + name);
        return hosted(name, listener);
    }

    private Hosted hosted(String name, Listener listener) {
        running.put(name, listener);
        return new Hosted() {
            @Override
            public boolean hasEnded() {
                return ended.contains(name);
            }

            @Override
            public void handOver(HandoverWriter to) {
                to.line("recorded " + HandoverWriter.word(name));
            }

            @Override
            public void requestExit() {
                log.add("exit " + name);
            }

            @Override
            public void hurry() {
                log.add("hurry " + name);
            }
        };
    }

    /** The runsv that was started under that name ends. */
    void end(String name) {
        running.remove(name).ended();
    }

    /** What happened since the last call. */
    List<String> drain() {
        List<String> drained = List.copyOf(log);
        log.clear();
        return drained;
    }
}
