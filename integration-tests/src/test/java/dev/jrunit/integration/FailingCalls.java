package dev.jrunit.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Has system calls of supervisors fail, by strace: those of the threads that do a supervisor's work, and not what Java
 * does for itself. Left out is what no kernel lets fail so: waiting, polling, and the counters that threads wake each other
 * with. So writes fail for the files that are named alone. Memory is left out too: Java ends where it gets none.
 */
final class FailingCalls {
    /** What fails, and how. */
    enum Kind {
        /** The disk: what is written to these files. */
        DATA("EIO", "write,writev,pwrite64,fsync,fdatasync,ftruncate", true),
        /** The disk: directories. */
        NAMES("EIO", "openat,renameat,renameat2,unlinkat,mkdirat,mknodat,getdents64,fsync,fdatasync,ftruncate", false),
        /** The machine's table of open files. */
        FILES("ENFILE", "openat,pipe2,memfd_create,eventfd2,socket,inotify_init1,epoll_create1,pidfd_open", false),
        /** Memory for processes and pipes. */
        PROCESSES("ENOMEM", "clone,clone3,vfork,tee,splice", false);

        private final String error;
        private final String calls;
        private final boolean ofFiles;

        Kind(String error, String calls, boolean ofFiles) {
            this.error = error;
            this.calls = calls;
            this.ofFiles = ofFiles;
        }
    }

    private final List<Long> pids;
    private final Process strace;
    private final Path trace;

    /** They fail from now on: the first, or the second, and after it all or every second or third. */
    FailingCalls(World world, Kind kind, List<Long> pids, List<String> files, Random random) {
        this.pids = pids;
        trace = world.home().resolve("failing-calls");
        String when = 1 + random.nextInt(2) + "+" + (1 + random.nextInt(3));
        List<String> words = new ArrayList<>(List.of("strace", "-qq", "-o", trace.toString(), "-e", "signal=none"));
        words.addAll(List.of("-e", "trace=" + kind.calls));
        words.addAll(List.of("-e", "inject=" + kind.calls + ":error=" + kind.error + ":when=" + when));
        if (kind.ofFiles) {
            files.forEach(file -> words.addAll(List.of("-P", file)));
        }
        for (long pid : pids) {
            for (long thread : workers(pid)) {
                words.addAll(List.of("-p", Long.toString(thread)));
            }
        }
        strace = world.startBeside(words);
    }

    /** Whether this machine lets a process be traced. */
    static boolean arePossible(World world) {
        return world.shell("sleep 5 & strace -qq -o /dev/null -p $! & s=$!; sleep 0.5; kill $s; wait $s; test $? = 143")
                        .exit()
                == 0;
    }

    /** The first thread only waits for the one that runs main, and has its name. */
    private static List<Long> workers(long pid) {
        List<Long> workers = new ArrayList<>();
        for (Pids.Task task : Pids.tasks(pid)) {
            boolean isMain = task.name().equals("java") && task.number() != pid;
            if (isMain || task.name().equals("loggers") || task.name().equals("reports")) {
                workers.add(task.number());
            }
        }
        return workers;
    }

    /** Nothing fails any more. @return how many have failed */
    int end() {
        strace.destroy();
        try {
            if (!strace.waitFor(10, TimeUnit.SECONDS)) {
                throw new AssertionError("strace does not end");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        for (long pid : pids) {
            Eventually.until(
                    "nobody traces " + pid,
                    () -> Pids.tasks(pid).stream()
                            .allMatch(task -> Pids.text(pid, "task/" + task.number() + "/status")
                                            .contains("TracerPid:\t0\n")
                                    || !Pids.alive(pid)));
        }
        try (Stream<String> lines = Files.lines(trace, ISO_8859_1)) {
            return (int) lines.filter(line -> line.contains("(INJECTED)")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
