package dev.jrunit.dist;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A layer of an image: a compressed tar archive in a file.
 *
 * @param file the archive
 * @param digest of the archive as it is
 * @param contentDigest of the archive before it was compressed
 */
record Layer(Path file, String digest, String contentDigest) {
    /** What puts the files into a layer. */
    interface Content {
        void writeTo(TarArchive tar) throws IOException;
    }

    static Layer write(Path file, long epochSeconds, Content content) throws IOException {
        MessageDigest packed = Digests.sha256();
        MessageDigest plain = Digests.sha256();
        OutputStream out = new DigestOutputStream(Files.newOutputStream(file), packed);
        OutputStream gzip = new DigestOutputStream(new Smallest(out), plain);
        try (TarArchive tar = new TarArchive(gzip, epochSeconds)) {
            content.writeTo(tar);
        }
        return new Layer(file, Digests.text(packed), Digests.text(plain));
    }

    private static final class Smallest extends GZIPOutputStream {
        Smallest(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
