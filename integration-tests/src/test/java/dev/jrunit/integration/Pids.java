package dev.jrunit.integration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes as /proc shows them. A process that vanishes meanwhile reads as absent. */
final class Pids {

    private static final Path PROC = Path.of("/proc");

    private Pids() {}

    /** Whether the process exists and is no zombie */
    static boolean alive(long pid) {
        char state = state(pid);
        return state != 0 && state != 'Z' && state != 'X';
    }

    /** The state letter of /proc/PID/stat, such as S or T (stopped), or 0 if there is no such process */
    static char state(long pid) {
        String[] fields = statFields(pid);
        return fields.length == 0 ? 0 : fields[0].charAt(0);
    }

    static long parent(long pid) {
        return Long.parseLong(statFields(pid)[1]);
    }

    static long group(long pid) {
        return Long.parseLong(statFields(pid)[2]);
    }

    static long session(long pid) {
        return Long.parseLong(statFields(pid)[3]);
    }

    /** The fields after the command's name, which may itself have blanks and parentheses. */
    private static String[] statFields(long pid) {
        String stat = text(pid, "stat");
        int end = stat.lastIndexOf(')');
        return end < 0 ? new String[0] : stat.substring(end + 2).split(" ", -1);
    }

    /** The content of /proc/PID/NAME, a char a byte, or an empty text */
    static String text(long pid, String name) {
        try {
            byte[] bytes = Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve(name));
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /** A thread, by the number and name that the kernel has for it. */
    record Task(long number, String name) {}

    static List<Task> tasks(long pid) {
        List<Task> tasks = new ArrayList<>();
        String[] numbers = PROC.resolve(pid + "/task").toFile().list();
        for (String number : numbers == null ? new String[0] : numbers) {
            tasks.add(new Task(
                    Long.parseLong(number),
                    text(pid, "task/" + number + "/comm").trim()));
        }
        return tasks;
    }

    /** Where the process works, or null if it is gone */
    static Path directory(long pid) {
        try {
            return Files.readSymbolicLink(PROC.resolve(Long.toString(pid)).resolve("cwd"));
        } catch (IOException e) {
            return null;
        }
    }

    /** Another text after each exec: where the program's parts are is random. */
    static String image(long pid) {
        return text(pid, "auxv");
    }

    static String command(long pid) {
        return text(pid, "cmdline").replace('\0', ' ').trim();
    }

    /** All live processes whose initial environment holds that entry */
    static List<Long> withEnvironment(String entry) {
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[1-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                if (text(pid, "environ").contains(entry + "\0") && alive(pid)) {
                    found.add(pid);
                }
            }
        } catch (IOException e) {
            throw new AssertionError("cannot list /proc", e);
        }
        return found;
    }
}
