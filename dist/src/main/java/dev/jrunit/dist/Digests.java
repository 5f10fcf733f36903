package dev.jrunit.dist;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 as image formats write it: {@code sha256:} and 64 hexadecimal digits. */
final class Digests {
    private static final String NAME = "sha256:";

    private Digests() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Of what {@code digest} was given; resets it. */
    static String text(MessageDigest digest) {
        return NAME + HexFormat.of().formatHex(digest.digest());
    }

    static String of(byte[] content) {
        MessageDigest digest = sha256();
        digest.update(content);
        return text(digest);
    }

    /** The 64 digits of a digest. */
    static String digits(String digest) {
        return digest.substring(NAME.length());
    }
}
