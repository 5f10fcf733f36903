package dev.jrunit.posix.jnr;

import dev.jrunit.posix.ByteStrings;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The environment this program was called with, byte for byte.
 *
 * <p>A shell between the caller and this virtual machine drops variables whose names are no identifiers, and adds some;
 * therefore the launcher copies the original environment, in base64, to a descriptor that the property
 * {@code jrunit.environ.fd} names, or in pieces to the variables {@code JRUNIT_ENVIRON_1} and so on, as many as the
 * property {@code jrunit.environ.pieces} says. Without either the process's own environment is taken. Thread: one at a
 * time.
 */
final class InheritedEnvironment {
    private static final String DESCRIPTOR_PROPERTY = "jrunit.environ.fd";
    private static final String PIECES_PROPERTY = "jrunit.environ.pieces";
    private static final String HANDOVER = "JRUNIT_HANDOVER=";
    private static final String PIECE_VARIABLE = "JRUNIT_ENVIRON_";

    private final NativeCalls calls;
    private final List<String> handedOver;
    private long block;

    InheritedEnvironment(NativeCalls calls) {
        this.calls = calls;
        String descriptor = System.getProperty(DESCRIPTOR_PROPERTY);
        String pieces = System.getProperty(PIECES_PROPERTY);
        this.handedOver = descriptor != null ? read(descriptor) : pieces != null ? join(pieces) : null;
        if (handedOver != null) {
            handedOver.removeIf(entry -> entry.startsWith(HANDOVER)); // meant for this program alone
        }
        if (descriptor != null) {
            calls.call(calls.symbol("close"), Integer.parseInt(descriptor));
        }
    }

    /** Null if a piece is missing or is no base64. */
    private List<String> join(String pieces) {
        try {
            List<String> own = ownEntries();
            ByteArrayOutputStream entries = new ByteArrayOutputStream();
            for (int piece = 1; piece <= Integer.parseInt(pieces); piece++) {
                byte[] encoded = ByteStrings.bytes(value(own, PIECE_VARIABLE + piece + "="));
                byte[] decoded = Base64.getMimeDecoder().decode(encoded);
                entries.write(decoded, 0, decoded.length);
            }
            return LinuxProcesses.zeroTerminatedEntries(entries.toByteArray());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String value(List<String> entries, String prefix) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).startsWith(prefix)) {
                return entries.get(i).substring(prefix.length());
            }
        }
        throw new IllegalArgumentException(prefix);
    }

    private static List<String> read(String descriptor) {
        try (FileInputStream input = new FileInputStream("/proc/self/fd/" + descriptor)) {
            // Not readAllBytes(), which seeks on JDK 17 and fails on a pipe.
            ByteArrayOutputStream encoded = new ByteArrayOutputStream();
            byte[] block = new byte[4096];
            for (int count = input.read(block); count > 0; count = input.read(block)) {
                encoded.write(block, 0, count);
            }
            byte[] entries = Base64.getMimeDecoder().decode(encoded.toByteArray());
            return LinuxProcesses.zeroTerminatedEntries(entries);
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    List<String> entries() {
        return handedOver != null ? handedOver : ownEntries();
    }

    private List<String> ownEntries() {
        List<String> entries = new ArrayList<>();
        long slot = calls.getLong(calls.symbol("environ"));
        while (calls.getLong(slot) != 0) {
            long entry = calls.getLong(slot);
            byte[] bytes = new byte[calls.stringLength(entry)];
            calls.getBytes(entry, bytes, 0, bytes.length);
            entries.add(ByteStrings.of(bytes, 0, bytes.length));
            slot += 8;
        }
        return entries;
    }

    /** The address of a zero-terminated array of zero-terminated entries, which lives as long as the process. */
    long block() {
        if (block == 0) {
            block = handedOver == null ? calls.getLong(calls.symbol("environ")) : copy(handedOver);
        }
        return block;
    }

    private long copy(List<String> entries) {
        long array = calls.allocate(8 * (entries.size() + 1));
        long slot = array;
        for (String entry : entries) {
            long address = calls.allocate(entry.length() + 1);
            calls.putBytes(address, ByteStrings.bytes(entry), 0, entry.length());
            calls.putLong(slot, address);
            slot += 8;
        }
        return array;
    }
}
