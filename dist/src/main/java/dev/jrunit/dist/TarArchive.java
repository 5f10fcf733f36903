package dev.jrunit.dist;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a folder as a {@code .tar.gz} whose bytes follow from the files alone: sorted names, one time for all
 * entries, owner root, and modes 755 or 644. The format is ustar.
 */
final class TarArchive {
    private static final int BLOCK = 512;

    private final OutputStream out;
    private final long epochSeconds;

    private TarArchive(OutputStream out, long epochSeconds) {
        this.out = out;
        this.epochSeconds = epochSeconds;
    }

    /** Writes {@code folder} to {@code archive}; every name in it begins with {@code top}. */
    static void write(Path folder, String top, Path archive, long epochSeconds) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.sorted().toList();
        }
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(archive), 1 << 16)) {
            TarArchive tar = new TarArchive(gzip, epochSeconds);
            for (Path file : files) {
                String below = folder.relativize(file).toString();
                tar.entry(file, below.isEmpty() ? top : top + "/" + below);
            }
            gzip.write(new byte[2 * BLOCK]);
        }
    }

    private void entry(Path file, String name) throws IOException {
        if (Files.isSymbolicLink(file)) {
            header(name, '2', 0777, 0, Files.readSymbolicLink(file).toString());
        } else if (Files.isDirectory(file)) {
            header(name + "/", '5', 0755, 0, "");
        } else {
            long size = Files.size(file);
            header(name, '0', Files.isExecutable(file) ? 0755 : 0644, size, "");
            Files.copy(file, out);
            out.write(new byte[(int) (-size & (BLOCK - 1))]);
        }
    }

    private void header(String name, char type, int mode, long size, String link) throws IOException {
        byte[] block = new byte[BLOCK];
        int split = name.length() <= 100 ? -1 : name.indexOf('/', name.length() - 101);
        text(block, 0, 100, name.substring(split + 1));
        octal(block, 100, 8, mode);
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        octal(block, 124, 12, size);
        octal(block, 136, 12, epochSeconds);
        text(block, 148, 8, "        ");
        block[156] = (byte) type;
        text(block, 157, 100, link);
        text(block, 257, 8, "ustar\00000");
        text(block, 265, 32, "root");
        text(block, 297, 32, "root");
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
}
