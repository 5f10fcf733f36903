package dev.jrunit.runsvdir;

import dev.jrunit.loop.EventLoop;
import dev.jrunit.loop.Timer;
import dev.jrunit.posix.FileId;
import dev.jrunit.posix.PosixException;
import dev.jrunit.upgrade.HandoverReader;
import dev.jrunit.upgrade.HandoverWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The services of the scan directory, each known by its directory's device and inode, and the runsv that each has. A
 * runsv that ended or could not be started is started again after a pause; one whose directory is gone is asked to end.
 * Thread: the loop's.
 */
final class Services {
    private static final String SERVICE = "service";
    private static final long FIRST_PAUSE_NANOS = 1_000_000_000L;
    private static final long LONGEST_PAUSE_NANOS = 5_000_000_000L;
    /** So many are started before the loop gets to look at something else. */
    private static final int STARTS_PER_TURN = 32;

    private final EventLoop loop;
    private final ServiceHost host;
    private final Map<FileId, Service> byId = new LinkedHashMap<>();
    private final Deque<Service> toStart = new ArrayDeque<>();
    private Runnable whenStopped;

    Services(EventLoop loop, ServiceHost host) {
        this.loop = loop;
        this.host = host;
    }

    /** One service directory. */
    private final class Service implements ServiceHost.Listener {
        final FileId id;
        final Timer restart = loop.timer(this::start);
        String name;
        ServiceHost.Hosted hosted;
        boolean vanished;
        long pauseNanos = FIRST_PAUSE_NANOS;

        Service(FileId id, String name) {
            this.id = id;
            this.name = name;
        }

        void start() {
            if (hosted != null || vanished || whenStopped != null) {
                return;
            }
            try {
                hosted = host.start(name, id, this);
                pauseNanos = FIRST_PAUSE_NANOS;
            } catch (ServiceHost.NotStarted e) {
                // Has been reported.
            } finally {
                if (hosted == null) {
                    startLater();
                }
            }
        }

        void resume(HandoverReader from) {
            try {
                hosted = host.resume(name, from, this);
            } catch (ServiceHost.NotStarted e) {
                startLater();
            }
        }

        private void startLater() {
            loop.set(restart, loop.nanos() + pauseNanos);
            pauseNanos = Math.min(pauseNanos * 2, LONGEST_PAUSE_NANOS);
        }

        @Override
        public void ended() {
            hosted = null;
            if (vanished || whenStopped != null) {
                forget();
            } else {
                startLater();
            }
        }

        void hurry() {
            if (hosted != null) {
                hosted.hurry();
            }
        }

        void leave() {
            vanished = true;
            if (hosted == null) {
                forget();
            } else {
                hosted.requestExit();
            }
        }

        private void forget() {
            loop.clear(restart);
            byId.remove(id);
            reportIfStopped();
        }
    }

    /** The scan directory has this service; it is started unless it runs already. */
    void found(String name, FileId id) {
        if (whenStopped != null) {
            return;
        }
        Service known = byId.get(id);
        if (known != null) {
            known.name = name;
            known.vanished = false; // its runsv may be ending all the same; a new one follows then
            return;
        }
        Service service = new Service(id, name);
        byId.put(id, service);
        toStart.add(service);
        if (toStart.size() == 1) {
            loop.post(this::startSome);
        }
    }

    private void startSome() {
        try {
            for (int i = 0; i < STARTS_PER_TURN && !toStart.isEmpty(); i++) {
                toStart.poll().start();
            }
        } finally {
            if (!toStart.isEmpty()) {
                loop.post(this::startSome);
            }
        }
    }

    /** Leaves all that run to the program that this process executes. */
    void handOver(HandoverWriter to) throws PosixException {
        for (Service service : byId.values()) {
            if (service.hosted != null && !service.hosted.hasEnded()) {
                to.line(SERVICE + " " + HandoverWriter.word(service.name) + " " + service.id.device() + " "
                        + service.id.inode() + " " + service.vanished);
                service.hosted.handOver(to);
            }
        }
    }

    /** Goes on with those that ran before this process executed this program; to be called before anything else. */
    void resume(HandoverReader from) {
        for (List<String> words = from.next(SERVICE); words != null; words = from.next(SERVICE)) {
            FileId id = new FileId(Long.parseLong(words.get(2)), Long.parseLong(words.get(3)));
            Service service = new Service(id, HandoverReader.text(words.get(1)));
            service.vanished = Boolean.parseBoolean(words.get(4));
            byId.put(id, service);
            service.resume(from);
        }
    }

    /** Whether all are being stopped. */
    boolean isStopping() {
        return whenStopped != null;
    }

    boolean isKnown(FileId id) {
        return byId.containsKey(id);
    }

    /** Whether a service is known by that name. */
    boolean isNamed(String name) {
        for (Service service : byId.values()) {
            if (service.name.equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** The scan directory has these services and no others, but for those whose names could not be looked at. */
    void retain(Set<FileId> seen, Set<String> unsure) {
        for (Service service : new ArrayList<>(byId.values())) {
            if (!seen.contains(service.id) && !service.vanished && !unsure.contains(service.name)) {
                service.leave();
            }
        }
    }

    /**
     * Asks every runsv to end and starts none from now on; {@code whenStopped} is called when the last is gone. Called
     * again, it hurries those that are left.
     */
    void stopAll(Runnable whenStopped) {
        if (this.whenStopped != null) {
            for (Service service : new ArrayList<>(byId.values())) {
                service.hurry();
            }
            return;
        }
        this.whenStopped = whenStopped;
        if (byId.isEmpty()) {
            reportIfStopped();
        }
        for (Service service : new ArrayList<>(byId.values())) {
            service.leave();
        }
    }

    /** Asks every runsv to end and does not wait. */
    void requestExits() {
        for (Service service : byId.values()) {
            if (service.hosted != null) {
                service.hosted.requestExit();
            }
        }
    }

    private void reportIfStopped() {
        if (whenStopped != null && byId.isEmpty()) {
            loop.post(whenStopped);
        }
    }
}
