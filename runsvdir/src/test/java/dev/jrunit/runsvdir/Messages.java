package dev.jrunit.runsvdir;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;

/** Standard error of a runsvdir under test. */
final class Messages {
    private final List<String> lines = new ArrayList<>();
    final Reports reports;

    Messages(String scanPath) {
        this.reports = new Reports(line -> lines.add(line.stripTrailing()), scanPath);
    }

    /** Fails if they were not these, each a line without its newline. */
    void assertAre(String... expected) {
        assertEquals(List.of(expected), lines);
    }
}
