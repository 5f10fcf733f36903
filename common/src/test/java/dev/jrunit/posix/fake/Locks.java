package dev.jrunit.posix.fake;

import java.util.HashMap;
import java.util.Map;

/** Who holds the exclusive lock of which file. */
final class Locks {
    private static final Object ANOTHER_PROCESS = new Object();

    private final Map<Node, Object> holders = new HashMap<>();

    boolean take(OpenFile.OfNode file) {
        Object holder = holders.get(file.node);
        if (holder != null && holder != file && !(holder instanceof OpenFile held && held.isReleased())) {
            return false;
        }
        holders.put(file.node, file);
        return true;
    }

    boolean isHeld(Node node) {
        Object holder = holders.get(node);
        return holder != null && !(holder instanceof OpenFile held && held.isReleased());
    }

    void takeElsewhere(Node node) {
        if (isHeld(node)) {
            throw new Misuse(node.path() + " is locked already");
        }
        holders.put(node, ANOTHER_PROCESS);
    }

    void releaseElsewhere(Node node) {
        holders.remove(node, ANOTHER_PROCESS);
    }
}
