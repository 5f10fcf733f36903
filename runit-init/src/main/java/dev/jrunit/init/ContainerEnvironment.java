package dev.jrunit.init;

import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.Contents;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The environment of everything in the container: this process's own, and the folder {@code container_environment}, a
 * file for each variable, through which startup scripts change it. Without the folder nothing is read or written.
 * Names, values and paths are byte strings. Thread: one. Source: my_init of baseimage-docker.
 */
final class ContainerEnvironment {
    private static final Set<String> PERSONAL = Set.of("HOME", "USER", "GROUP", "UID", "GID", "SHELL");
    private static final String FOLDER = "/container_environment";
    /** Secrets come in the environment, and services may be other users. A file that is there keeps its mode. */
    private static final int FILE_MODE = 0640;

    private static final String HEX = "0123456789abcdef";

    private final Posix posix;
    private final String folder;
    private final Consumer<String> warnings;
    private final Map<String, String> variables = new LinkedHashMap<>();
    private boolean warned;

    /** The environment that this process has, before anything is read. */
    ContainerEnvironment(Posix posix, String etc, Consumer<String> warnings) {
        this.posix = posix;
        this.folder = etc + FOLDER;
        this.warnings = warnings;
        posix.processes().environment().forEach(this::add);
    }

    /** Of two of the same name, the first counts for getenv(3). */
    private void add(String entry) {
        int equals = entry.indexOf('=');
        if (equals > 0) {
            variables.putIfAbsent(entry.substring(0, equals), entry.substring(equals + 1));
        }
    }

    /** Goes on with these. */
    void restore(List<String> entries) {
        variables.clear();
        entries.forEach(this::add);
    }

    /** Entries {@code NAME=value}. */
    List<String> entries() {
        List<String> entries = new ArrayList<>(variables.size());
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            entries.add(variable.getKey() + "=" + variable.getValue());
        }
        return entries;
    }

    /** Adds the variables of the folder that are not set yet, and writes them all down. */
    void begin() throws PosixException {
        Map<String, String> found = read();
        if (found == null) {
            return;
        }
        found.forEach(variables::putIfAbsent);
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            String name = variable.getKey();
            if (PERSONAL.contains(name)) {
                continue;
            }
            if (name.indexOf('/') >= 0 || name.equals(".") || name.equals("..")) {
                warnings.accept("variable " + name + " cannot be the name of a file in " + folder);
            } else if (!variable.getValue().equals(found.get(name))) {
                String value = variable.getValue();
                // One newline at the end is not the value's when it is read.
                write(folder + "/" + name, value.endsWith("\n") ? value + "\n" : value);
            }
        }
        writeDumps();
    }

    /** Makes the folder's variables the only ones, those about the user aside: a script may have changed them. */
    void readAgain() throws PosixException {
        Map<String, String> found = read();
        if (found == null) {
            return;
        }
        variables.keySet().removeIf(name -> !PERSONAL.contains(name) && !isNoFileName(name));
        variables.putAll(found);
        writeDumps();
    }

    private static boolean isNoFileName(String name) {
        return name.indexOf('/') >= 0 || name.equals(".") || name.equals("..");
    }

    /** The variables in the folder, by name; null if there is no folder. */
    private Map<String, String> read() throws PosixException {
        FileStat stat = posix.files().stat(Files.HERE, folder);
        if (stat == null) {
            return null;
        }
        List<String> names = new ArrayList<>(posix.files().list(Files.HERE, folder));
        Collections.sort(names);
        Map<String, String> found = new LinkedHashMap<>();
        for (String name : names) {
            String path = folder + "/" + name;
            FileStat file = posix.files().stat(Files.HERE, path);
            if (file == null || file.isDirectory() || name.indexOf('=') >= 0) {
                warnings.accept(path + " is ignored: not a variable");
                continue;
            }
            String value = Contents.read(posix, Files.HERE, path);
            if (value == null) {
                continue; // it has just gone
            }
            if (value.indexOf('\0') >= 0) {
                warnings.accept(path + " is cut at its first zero byte");
                value = value.substring(0, value.indexOf('\0'));
            }
            found.put(name, value.endsWith("\n") ? value.substring(0, value.length() - 1) : value);
        }
        return found;
    }

    private void writeDumps() {
        StringBuilder shell = new StringBuilder();
        StringBuilder json = new StringBuilder("{");
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            json.append(json.length() == 1 ? "" : ", ");
            quoteJson(variable.getKey(), json);
            json.append(": ");
            quoteJson(variable.getValue(), json);
            if (!PERSONAL.contains(variable.getKey())) {
                shell.append("export ").append(shellName(variable.getKey())).append('=');
                shell.append('\'')
                        .append(variable.getValue().replace("'", "'\\''"))
                        .append("'\n");
            }
        }
        write(folder + ".sh", shell.toString());
        write(folder + ".json", json.append('}').toString());
    }

    /** What a shell takes for a name: what is no letter, digit or underscore, or a digit in front, becomes one. */
    private static String shellName(String name) {
        StringBuilder safe = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean isWord =
                    c == '_' || (i > 0 && c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            safe.append(isWord ? c : '_');
        }
        return safe.toString();
    }

    private static void quoteJson(String bytes, StringBuilder json) {
        String text = ByteStrings.toText(bytes);
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            } else {
                quoted.append(c);
            }
        }
        json.append(ByteStrings.ofText(quoted.append('"').toString()));
    }

    /** Writes a file; where that is not possible, as on a read-only root, the container starts all the same. */
    private void write(String path, String content) {
        try {
            int file = posix.files().open(Files.HERE, path, Open.WRITE | Open.CREATE | Open.TRUNCATE, FILE_MODE);
            try {
                writeAll(file, ByteStrings.bytes(content));
            } finally {
                posix.descriptors().close(file);
            }
        } catch (PosixException e) {
            if (!warned) {
                warned = true;
                warnings.accept("unable to write " + path + ": " + e.errno().words());
            }
        }
    }

    private void writeAll(int file, byte[] bytes) throws PosixException {
        int start = 0;
        while (start < bytes.length) {
            int count = posix.descriptors().write(file, bytes, start, bytes.length - start);
            if (count <= 0) {
                throw new PosixException("write", "", Errno.EAGAIN);
            }
            start += count;
        }
    }
}
