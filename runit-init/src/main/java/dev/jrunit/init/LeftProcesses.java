package dev.jrunit.init;

import dev.jrunit.posix.Contents;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The processes that are left in the end. For the first process of a container's own process namespace those are all the
 * others; elsewhere, and never anything beyond, the descendants of this process. Thread: one. Source: proc(5).
 */
final class LeftProcesses {
    private static final String PROC = "/proc";
    /** The process namespace of the machine has this name in every Linux. */
    private static final String OF_THE_MACHINE = "pid:[4026531836]";

    private final Posix posix;
    private final int self;
    private final boolean ownsNamespace;

    LeftProcesses(Posix posix) {
        this.posix = posix;
        this.self = posix.processes().pid();
        this.ownsNamespace = self == 1 && isOfContainer();
    }

    private boolean isOfContainer() {
        try {
            String namespace = posix.files().readLink(Files.HERE, PROC + "/self/ns/pid");
            return namespace != null && !namespace.equals(OF_THE_MACHINE);
        } catch (PosixException e) {
            return false;
        }
    }

    /** Sends a signal to each of them, also if one may not be sent it. */
    void signal(int number) throws PosixException {
        if (ownsNamespace) {
            posix.init().signalAll(number);
            return;
        }
        PosixException refused = null;
        for (int pid : living()) {
            try {
                posix.init().signal(pid, number);
            } catch (PosixException e) {
                refused = e; // one of another user; the others are to get it all the same
            }
        }
        if (refused != null) {
            throw refused;
        }
    }

    /** Whether there is none. */
    boolean areGone() throws PosixException {
        return living().isEmpty();
    }

    /** A process of this namespace. */
    private record Member(int pid, int parent) {}

    private List<Integer> living() throws PosixException {
        List<Member> processes = new ArrayList<>();
        for (String name : posix.files().list(Files.HERE, PROC)) {
            int pid = number(name);
            if (pid > 0 && pid != self) {
                add(pid, processes);
            }
        }
        List<Integer> living = new ArrayList<>();
        Set<Integer> family = new HashSet<>(Set.of(self));
        boolean grew = true;
        while (grew) {
            grew = false;
            for (Member process : processes) {
                if (ownsNamespace || family.contains(process.parent())) {
                    grew |= family.add(process.pid());
                }
            }
        }
        for (Member process : processes) {
            if (family.contains(process.pid())) {
                living.add(process.pid());
            }
        }
        return living;
    }

    /** Adds a process unless it has ended and is only waited for. */
    private void add(int pid, List<Member> processes) {
        try {
            String stat = Contents.read(posix, Files.HERE, PROC + "/" + pid + "/stat");
            int name = stat == null ? -1 : stat.lastIndexOf(") ");
            if (name < 0 || stat.length() < name + 5 || stat.charAt(name + 2) == 'Z' || stat.charAt(name + 2) == 'X') {
                return;
            }
            int end = stat.indexOf(' ', name + 4);
            if (end > 0) {
                processes.add(new Member(pid, number(stat.substring(name + 4, end))));
            }
        } catch (PosixException e) {
            // It is gone.
        }
    }

    private static int number(String text) {
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9' || i > 8) {
                return 0;
            }
            number = 10 * number + (digit - '0');
        }
        return number;
    }
}
