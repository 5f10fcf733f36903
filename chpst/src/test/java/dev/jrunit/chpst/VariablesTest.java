package dev.jrunit.chpst;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The environment, and the order that C chpst was seen to leave it in. */
class VariablesTest {
    private final Variables variables =
            new Variables(List.of("A=1", "B=2", "A=3", "D=4", "NOEQ", "A=5", "A", "E=6", "PATH=/bin"));

    @Test
    void whatIsSetGoesToTheEndAndTheLastFillsTheGap() {
        variables.set("A", "new");
        assertEquals(
                List.of("PATH=/bin", "B=2", "A=3", "D=4", "NOEQ", "A=5", "A", "E=6", "A=new"), variables.entries());
    }

    @Test
    void unsetTakesTheFirstOnly() {
        variables.unset("A");
        assertEquals(List.of("PATH=/bin", "B=2", "A=3", "D=4", "NOEQ", "A=5", "A", "E=6"), variables.entries());
    }

    @Test
    void theLastOneCanBeUnset() {
        variables.unset("PATH");
        assertEquals(List.of("A=1", "B=2", "A=3", "D=4", "NOEQ", "A=5", "A", "E=6"), variables.entries());
        variables.unset("PATH");
        assertEquals(8, variables.entries().size());
    }

    @Test
    void namesAreWhole() {
        assertEquals("1", variables.get("A"));
        assertEquals("/bin", variables.get("PATH"));
        assertNull(variables.get("PAT"));
        assertNull(variables.get("NOEQ"));
        assertNull(variables.get("F"));
    }
}
