package dev.jrunit.svlogd;

import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.PosixException;
import java.util.ArrayList;
import java.util.List;

/**
 * The rotated files of a log directory, and which of them go. Thread: one. Source: svlogd(8), LOG DIRECTORY and LOG
 * FILE ROTATION.
 */
final class OldFiles {
    private static final int NAME_LENGTH = 27;
    private static final String COMPLETE = "s";

    private final Files files;
    private final int directory;
    private final String path;
    private final Reports reports;
    /** Whether what an earlier logger's processor left half done has been removed. */
    private boolean leftoversRemoved;

    /**
     * @param directory the log directory
     * @param path how messages call it
     */
    OldFiles(Files files, int directory, String path, Reports reports) {
        this.files = files;
        this.directory = directory;
        this.path = path;
        this.reports = reports;
    }

    /** Whether {@code name} is one of ours: {@code @}, 24 digits of a stamp, a dot and the letter of its kind. */
    private static boolean isOurs(String name) {
        if (name.length() != NAME_LENGTH || name.charAt(0) != '@' || name.charAt(NAME_LENGTH - 2) != '.') {
            return false;
        }
        for (int i = 1; i < NAME_LENGTH - 2; i++) {
            char digit = name.charAt(i);
            if ((digit < '0' || digit > '9') && (digit < 'a' || digit > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static char kind(String name) {
        return name.charAt(NAME_LENGTH - 1);
    }

    /** The names of old files, the oldest first; {@code kinds} are the letters that they may end with. */
    private List<String> list(String kinds) throws PosixException {
        List<String> names = new ArrayList<>();
        for (String name : files.list(directory, ".")) {
            if (isOurs(name) && kinds.indexOf(kind(name)) >= 0) {
                names.add(name);
            }
        }
        names.sort(null);
        return names;
    }

    /**
     * After a rotation: removes what a processor left half done, and the oldest file if there are more than wanted. Where
     * all are kept, only the first call looks at the directory, which has more files after each rotation.
     *
     * @param beingProcessed the file that a processor works on, without its last letter; empty for none
     */
    void prune(LogConfig config, String beingProcessed) {
        if (leftoversRemoved && config.oldFiles() == 0 && config.totalSize() == 0) {
            return;
        }
        try {
            List<String> complete = list(COMPLETE);
            for (String name : list("tu")) {
                boolean isInUse = !beingProcessed.isEmpty() && name.startsWith(beingProcessed);
                if (!isInUse && isLeftover(name, complete)) {
                    remove(name, false);
                }
            }
            leftoversRemoved = true;
            if (config.oldFiles() > 0 && complete.size() > config.oldFiles()) {
                remove(complete.get(0), true);
            }
            if (config.totalSize() > 0) {
                shrink(config.totalSize(), beingProcessed);
            }
        } catch (PosixException e) {
            reports.warning(
                    "unable to read directory: " + path + ": " + e.errno().words());
        }
    }

    /** A processor's output that is not complete, or its input where the output is. */
    private static boolean isLeftover(String name, List<String> complete) {
        return kind(name) == 't' || complete.contains(name.substring(0, NAME_LENGTH - 1) + COMPLETE);
    }

    /** Removes old files until the rest leaves room for the current one; those too that no processor will take. */
    private void shrink(long totalSize, String beingProcessed) throws PosixException {
        List<String> names = list("su");
        List<Long> sizes = new ArrayList<>(names.size());
        long sum = 0;
        for (String name : names) {
            FileStat stat = files.statLink(directory, name);
            sizes.add(stat == null ? 0 : stat.size());
            sum += sizes.get(sizes.size() - 1);
        }
        for (int i = 0; i < names.size() && sum > totalSize - currentShare(totalSize); i++) {
            String name = names.get(i);
            if (beingProcessed.isEmpty() || !name.startsWith(beingProcessed)) {
                remove(name, true);
                sum -= sizes.get(i);
            }
        }
    }

    /** How many of {@code totalSize} bytes the current file may have: half of them, or none would be left for old files. */
    static long currentShare(long totalSize) {
        return Math.max(1, totalSize / 2);
    }

    /** Where the disk is full: removes the oldest file if more than {@code least} are left; whether it did. */
    boolean makeRoom(long least) {
        try {
            List<String> names = list(COMPLETE);
            if (least == 0 || names.size() <= least) {
                return false;
            }
            reports.warning("out of disk space, delete: " + path + "/" + names.get(0));
            files.unlink(directory, names.get(0));
            return true;
        } catch (PosixException e) {
            return false;
        }
    }

    private void remove(String name, boolean told) throws PosixException {
        if (told) {
            reports.info("delete: " + path + "/" + name);
        }
        try {
            files.unlink(directory, name);
        } catch (PosixException e) {
            reports.warning(
                    "unable to unlink: " + path + "/" + name + ": " + e.errno().words());
        }
    }
}
