package dev.jrunit.chpst;

import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.Contents;
import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import java.util.List;

/** Reads variables from files: a directory with one in each, or a file with one in each line. Source: chpst(8), -e. */
final class EnvironmentFiles {
    /** Hears of what is passed over. */
    interface Warnings {
        void warn(String message);
    }

    private final Posix posix;
    private final Files files;
    private final Descriptors descriptors;

    EnvironmentFiles(Posix posix) {
        this.posix = posix;
        this.files = posix.files();
        this.descriptors = posix.descriptors();
    }

    /**
     * Sets and unsets what the files of a directory say.
     *
     * @param warnings hears of subdirectories; null if these are trouble
     */
    void readDirectory(String path, Variables variables, Warnings warnings) throws Trouble {
        int directory = openDirectory(path);
        List<String> names;
        try {
            names = files.list(directory, ".");
        } catch (PosixException e) {
            throw Trouble.unable("open directory", path, e);
        }
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (!name.startsWith(".")) {
                readVariable(directory, path, name, variables, warnings);
            }
        }
        descriptors.close(directory);
    }

    private int openDirectory(String path) throws Trouble {
        try {
            int directory = files.open(Files.HERE, path, Open.HANDLE | Open.DIRECTORY, 0);
            if (files.stat(directory, ".") == null) {
                throw new PosixException("open", path, Errno.ENOENT);
            }
            return directory;
        } catch (PosixException e) {
            throw Trouble.unable("switch to directory", path, e);
        }
    }

    private void readVariable(int directory, String path, String name, Variables variables, Warnings warnings)
            throws Trouble {
        // A name with an equals sign sets the variable of its first part, as in C.
        int equals = name.indexOf('=');
        String variable = equals < 0 ? name : name.substring(0, equals);
        try {
            String content = content(directory, name);
            if (content.isEmpty()) {
                variables.unset(variable);
            } else {
                variables.set(variable, (equals < 0 ? "" : name.substring(equals + 1) + "=") + firstLine(content));
            }
        } catch (PosixException e) {
            String file = path + "/" + ByteStrings.printable(name);
            if (e.is(Errno.ENOENT)) {
                variables.unset(variable);
            } else if (e.is(Errno.EISDIR) && warnings != null) {
                warnings.warn("unable to read " + file + ": " + e.errno().words());
            } else {
                throw Trouble.unable("read " + file, e);
            }
        }
    }

    /** The first line without the blanks at its end; a zero stands for a newline. */
    static String firstLine(String content) {
        int newline = content.indexOf('\n');
        int end = newline < 0 ? content.length() : newline;
        while (end > 0 && (content.charAt(end - 1) == ' ' || content.charAt(end - 1) == '\t')) {
            end--;
        }
        return content.substring(0, end).replace('\0', '\n');
    }

    /**
     * Sets what the lines {@code NAME=value} of a file say. Blanks before the name do not count, nor do lines that are
     * empty or begin with a number sign.
     */
    void readFile(String path, Variables variables) throws Trouble {
        String content;
        try {
            content = content(Files.HERE, path);
        } catch (PosixException e) {
            throw Trouble.unable("read " + path, e);
        }
        int number = 1;
        for (int start = 0; start < content.length(); number++) {
            int newline = content.indexOf('\n', start);
            int end = newline < 0 ? content.length() : newline;
            readLine(content.substring(start, end), path, number, variables);
            start = end + 1;
        }
    }

    private static void readLine(String line, String path, int number, Variables variables) throws Trouble {
        int start = 0;
        while (start < line.length() && (line.charAt(start) == ' ' || line.charAt(start) == '\t')) {
            start++;
        }
        if (start == line.length() || line.charAt(start) == '#') {
            return;
        }
        int equals = line.indexOf('=', start);
        if (equals <= start || line.indexOf('\0') >= 0) {
            throw new Trouble("unable to use " + path + ": line " + number + " is not NAME=value");
        }
        variables.set(line.substring(start, equals), line.substring(equals + 1));
    }

    private String content(int directory, String path) throws PosixException {
        String content = Contents.read(posix, directory, path);
        if (content == null) {
            throw new PosixException("open", path, Errno.ENOENT);
        }
        return content;
    }
}
