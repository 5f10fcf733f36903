package dev.jrunit.chpst;

import java.util.ArrayList;
import java.util.List;

/**
 * The environment of the program in the making: entries {@code NAME=value}, byte strings, in an order that scripts may
 * come to rely on and that is runit's: what is set goes to the end, and where an entry is taken out the last one takes
 * its place. Of several entries of one name the first is the variable. Thread: one.
 */
final class Variables {
    private final List<String> entries;

    Variables(List<String> entries) {
        this.entries = new ArrayList<>(entries);
    }

    /** The value of the variable; null if it is not set. */
    String get(String name) {
        int index = indexOf(name);
        return index < 0 ? null : entries.get(index).substring(name.length() + 1);
    }

    void set(String name, String value) {
        unset(name);
        entries.add(name + "=" + value);
    }

    void unset(String name) {
        int index = indexOf(name);
        if (index >= 0) {
            String last = entries.remove(entries.size() - 1);
            if (index < entries.size()) {
                entries.set(index, last);
            }
        }
    }

    private int indexOf(String name) {
        for (int i = 0; i < entries.size(); i++) {
            String entry = entries.get(i);
            if (entry.length() > name.length() && entry.charAt(name.length()) == '=' && entry.startsWith(name)) {
                return i;
            }
        }
        return -1;
    }

    List<String> entries() {
        return entries;
    }
}
