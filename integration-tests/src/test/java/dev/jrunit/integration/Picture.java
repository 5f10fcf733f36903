package dev.jrunit.integration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What svlogd left, made comparable: times become letters, a character each, so that every byte keeps its place; old
 * files are numbered in the order of their names.
 */
final class Picture {

    private static final Pattern TIMES =
            Pattern.compile("@[0-9a-f]{24}|\\d{4}-\\d\\d-\\d\\d[_T]\\d\\d:\\d\\d:\\d\\d\\.\\d{5}");
    private static final Pattern OLD = Pattern.compile("@([0-9a-f]{24})(\\..)");
    /** Whether it is said depends on what svlogd does at that instant. */
    private static final Pattern CHILD = Pattern.compile("svlogd: info: sigchild received\\.\n");

    /** C's usage has its name as it was called: a difference that is documented. */
    /** What ours says of a config's line that C passes over in silence: docs/differences.md. */
    private static final Pattern COMPLAINT = Pattern.compile("(?m)^svlogd: warning: [^ :\n]+/config: [^\n]*\n");

    private static final Pattern CALLED = Pattern.compile("usage: \\S*/svlogd ");

    private final String exit;
    private final String out;
    private final String err;
    private final Map<String, Map<String, Entry>> directories = new LinkedHashMap<>();

    private record Entry(String mode, String content) {}

    private Picture(String exit, String out, String err) {
        this.exit = exit;
        this.out = out;
        this.err = err;
    }

    /** The exit code of the svlogd started last, its output, and all directories. */
    static Picture of(Logging logging) {
        Process process = logging.process();
        String exit = process == null ? "not started" : process.isAlive() ? "alive" : "exit " + process.exitValue();
        String home = logging.home().toString();
        String errors = CHILD.matcher(logging.errors()).replaceAll("").replace(home, "HOME");
        if (logging.ours()) {
            errors = COMPLAINT.matcher(errors).replaceAll("");
        }
        errors = CALLED.matcher(errors).replaceAll("usage: svlogd ");
        Picture picture = new Picture(
                exit, withoutTimes(logging.output()), withoutTimes(errors).replaceAll("@T{24}", "@"));
        for (LogDirectory directory : logging.directories()) {
            picture.directories.put(directory.name(), entries(directory));
        }
        return picture;
    }

    private static Map<String, Entry> entries(LogDirectory directory) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        if (!java.nio.file.Files.isDirectory(directory.path())) {
            return entries;
        }
        List<String> names = directory.names();
        List<String> logs = names.stream()
                .filter(name -> OLD.matcher(name).matches() || name.equals("current"))
                .collect(Collectors.toList());
        // A stamp may be split across files: together they are as they were written.
        StringBuilder all = new StringBuilder();
        Map<String, String> contents = new LinkedHashMap<>();
        for (String name : names) {
            contents.put(name, contentOf(directory, name));
        }
        logs.forEach(name -> all.append(contents.get(name)));
        String clean = withoutTimes(all.toString());
        int start = 0;
        for (String name : logs) {
            int end = start + contents.get(name).length();
            contents.put(name, clean.substring(start, end));
            start = end;
        }
        String last = "";
        int number = -1;
        for (String name : names) {
            Matcher old = OLD.matcher(name);
            String shown = name;
            if (old.matches()) {
                number += old.group(1).equals(last) ? 0 : 1;
                last = old.group(1);
                shown = "@" + number + old.group(2);
            }
            entries.put(shown, new Entry(directory.mode(name), contents.get(name)));
        }
        return entries;
    }

    private static String contentOf(LogDirectory directory, String name) {
        return java.nio.file.Files.isRegularFile(directory.path().resolve(name)) ? directory.content(name) : "-";
    }

    static String withoutTimes(String text) {
        Matcher matcher = TIMES.matcher(text);
        StringBuilder clean = new StringBuilder();
        while (matcher.find()) {
            String time = matcher.group();
            matcher.appendReplacement(clean, time.startsWith("@") ? "@" + "T".repeat(24) : time.replaceAll("\\d", "D"));
        }
        return matcher.appendTail(clean).toString();
    }

    String exit() {
        return exit;
    }

    String err() {
        return err;
    }

    String out() {
        return out;
    }

    /** Names and sizes of the old files and current of {@code d}, such as {@code @0.s 30, current 20}. */
    String sizes() {
        List<String> sizes = new ArrayList<>();
        directory("d").forEach((name, entry) -> {
            if (name.startsWith("@") || name.equals("current")) {
                sizes.add(name + " " + entry.content.length());
            }
        });
        return String.join(", ", sizes);
    }

    /** The sizes alone. */
    List<Integer> lengths() {
        List<Integer> lengths = new ArrayList<>();
        directory("d").forEach((name, entry) -> {
            if (name.startsWith("@") || name.equals("current")) {
                lengths.add(entry.content.length());
            }
        });
        return lengths;
    }

    /** Names and modes of all of {@code d}, such as {@code current 744, lock 600}. */
    String modes() {
        return directory("d").entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue().mode)
                .collect(Collectors.joining(", "));
    }

    /** The content of a file of {@code d}, old files being called {@code @0.s}; null if it is not there. */
    String content(String name) {
        return content("d", name);
    }

    String content(String directory, String name) {
        Entry entry = directory(directory).get(name);
        return entry == null ? null : entry.content;
    }

    private Map<String, Entry> directory(String name) {
        return Objects.requireNonNull(directories.get(name), name);
    }

    /** All of it, a line a file, bytes that cannot be shown as {@code \xNN}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(exit).append('\n');
        text.append("out: ").append(shown(out)).append("\nerr: ").append(shown(err));
        directories.forEach((directory, entries) -> entries.forEach((name, entry) -> text.append('\n')
                .append(directory)
                .append('/')
                .append(name)
                .append(' ')
                .append(entry.mode)
                .append(' ')
                .append(shown(entry.content))));
        return text.toString();
    }

    private static String shown(String bytes) {
        StringBuilder text = new StringBuilder();
        for (int index = 0; index < bytes.length() && text.length() < 20_000; index++) {
            char one = bytes.charAt(index);
            if (one == '\n') {
                text.append("\\n");
            } else if (one < ' ' || one > '~') {
                text.append(String.format("\\x%02x", (int) one));
            } else {
                text.append(one);
            }
        }
        return text.append(text.length() < 20_000 ? "" : "… " + bytes.length() + " " + bytes.hashCode())
                .toString();
    }
}
