package dev.jrunit.dist;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a tar archive whose bytes follow from what is put into it alone: one time for all entries. The format is
 * ustar.
 */
final class TarArchive implements Closeable {
    private static final int BLOCK = 512;
    private static final int PLAIN_FOLDER = 0755;
    private static final int PLAIN_FILE = 0644;
    private static final int PROGRAM = 0755;

    /** A user and a group by number; root has names too, as tar(1) writes them. */
    record Owner(int user, int group) {
        static final Owner ROOT = new Owner(0, 0);
    }

    /** Says which permissions an entry gets: those of the files that it is made from, or plainer ones. */
    interface Modes {
        /** 755 for folders and programs, 644 for other files, whatever the umask of who made them. */
        Modes PLAIN = file -> Files.isDirectory(file) ? PLAIN_FOLDER : Files.isExecutable(file) ? PROGRAM : PLAIN_FILE;

        /** Those of the file, sticky and set-user-ID bits too. A set-group-ID bit was meant for a group, not for root's. */
        Modes OWN = file -> (int) Files.getAttribute(file, "unix:mode") & 05777;

        int of(Path file) throws IOException;
    }

    private final OutputStream out;
    private final long epochSeconds;

    TarArchive(OutputStream out, long epochSeconds) {
        this.out = out;
        this.epochSeconds = epochSeconds;
    }

    /** Writes {@code folder} as a {@code .tar.gz} with plain modes; every name in it begins with {@code top}. */
    static void write(Path folder, String top, Path archive, long epochSeconds) throws IOException {
        OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(archive), 1 << 16);
        try (TarArchive tar = new TarArchive(gzip, epochSeconds)) {
            tar.tree(folder, top, Modes.PLAIN);
        }
    }

    /**
     * Adds {@code folder} and all below it, sorted by name and owned by root. Every name begins with {@code top}; if that
     * is empty, the folder itself is left out.
     */
    void tree(Path folder, String top, Modes modes) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.sorted().toList();
        }
        for (Path file : files) {
            String below = folder.relativize(file).toString();
            String name = top.isEmpty() || below.isEmpty() ? top + below : top + "/" + below;
            if (!name.isEmpty()) {
                entry(file, name, modes);
            }
        }
    }

    private void entry(Path file, String name, Modes modes) throws IOException {
        if (Files.isSymbolicLink(file)) {
            header(name, '2', 0777, Owner.ROOT, 0, Files.readSymbolicLink(file).toString());
        } else if (Files.isDirectory(file)) {
            folder(name, modes.of(file), Owner.ROOT);
        } else {
            try (InputStream content = Files.newInputStream(file)) {
                file(name, modes.of(file), Files.size(file), content);
            }
        }
    }

    void folder(String name, int mode, Owner owner) throws IOException {
        header(name + "/", '5', mode, owner, 0, "");
    }

    /** Adds a file of root's that anybody may read. */
    void file(String name, byte[] content) throws IOException {
        file(name, PLAIN_FILE, content.length, new ByteArrayInputStream(content));
    }

    /** Adds a file of root's that anybody may read. */
    void file(String name, long size, InputStream content) throws IOException {
        file(name, PLAIN_FILE, size, content);
    }

    private void file(String name, int mode, long size, InputStream content) throws IOException {
        header(name, '0', mode, Owner.ROOT, size, "");
        if (content.transferTo(out) != size) {
            throw new IOException("changed while it was archived: " + name);
        }
        out.write(new byte[(int) (-size & (BLOCK - 1))]);
    }

    private void header(String name, char type, int mode, Owner owner, long size, String link) throws IOException {
        byte[] block = new byte[BLOCK];
        int split = name.length() <= 100 ? -1 : name.indexOf('/', name.length() - 101);
        text(block, 0, 100, name.substring(split + 1));
        octal(block, 100, 8, mode);
        octal(block, 108, 8, owner.user());
        octal(block, 116, 8, owner.group());
        octal(block, 124, 12, size);
        octal(block, 136, 12, epochSeconds);
        text(block, 148, 8, "        ");
        block[156] = (byte) type;
        text(block, 157, 100, link);
        text(block, 257, 8, "ustar\00000");
        text(block, 265, 32, owner.user() == 0 ? "root" : "");
        text(block, 297, 32, owner.group() == 0 ? "root" : "");
        if (split > 0) {
            text(block, 345, 155, name.substring(0, split));
        }
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(block, 148, 7, sum);
        out.write(block);
    }

    private static void text(byte[] block, int offset, int length, String value) throws IOException {
        byte[] bytes = value.getBytes(UTF_8);
        if (bytes.length > length) {
            throw new IOException("too long for a tar header: " + value);
        }
        System.arraycopy(bytes, 0, block, offset, bytes.length);
    }

    private static void octal(byte[] block, int offset, int length, long value) throws IOException {
        String digits = Long.toOctalString(value);
        text(block, offset, length - 1, "0".repeat(length - 1 - digits.length()) + digits);
    }

    /** Ends the archive and closes what it is written to. */
    @Override
    public void close() throws IOException {
        try (out) {
            out.write(new byte[2 * BLOCK]);
        }
    }
}
