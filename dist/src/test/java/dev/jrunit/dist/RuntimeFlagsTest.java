package dev.jrunit.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RuntimeFlagsTest {
    private static final String UNLOCK = "-XX:+UnlockDiagnosticVMOptions";
    private static final String DEFLATION = "-XX:AsyncDeflationInterval=10000";
    private static final String SAFEPOINT = "-XX:GuaranteedSafepointInterval=10000";
    private static final String CLEANUP = "-XX:ServiceThreadCleanupInterval=10000";

    /** The interval of safepoints is zero by itself on later releases, and a value would begin them. */
    @ParameterizedTest
    @EnumSource
    void eachReleaseGetsItsIntervals(Tool tool) {
        for (int feature : new int[] {17, 21, 22}) {
            assertEquals(List.of(DEFLATION, SAFEPOINT), intervals(feature, tool), "" + feature);
        }
        for (int feature : new int[] {23, 24}) {
            assertEquals(List.of(DEFLATION), intervals(feature, tool), "" + feature);
        }
        for (int feature : new int[] {25, 26}) {
            assertEquals(List.of(DEFLATION, CLEANUP), intervals(feature, tool), "" + feature);
        }
    }

    private static List<String> intervals(int feature, Tool tool) {
        return new RuntimeFlags(feature)
                .of(tool).stream().filter(flag -> flag.contains("Interval")).toList();
    }

    /** The machine refuses a diagnostic flag that comes before it is unlocked. */
    @ParameterizedTest
    @EnumSource
    void diagnosticFlagsAreUnlockedFirst(Tool tool) {
        List<String> flags = new RuntimeFlags(25).of(tool);
        for (String diagnostic :
                List.of("-XX:-DumpPrivateMappingsInCore", "-XX:-DumpSharedMappingsInCore", DEFLATION, CLEANUP)) {
            assertTrue(flags.indexOf(UNLOCK) < flags.indexOf(diagnostic), flags::toString);
        }
    }

    /** Those of the release that runs the tests; the distributions show it of theirs. */
    @Test
    void theRunningReleaseTakesThem() throws Exception {
        for (Tool tool : Tool.values()) {
            assertEquals("", complaint(new RuntimeFlags(Runtime.version().feature()).of(tool)), tool.command);
        }
    }

    private static String complaint(List<String> flags) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        words.addAll(flags);
        words.add("--version");
        Process java = new ProcessBuilder(words).redirectErrorStream(true).start();
        String printed = new String(java.getInputStream().readAllBytes(), UTF_8);
        boolean isVersion = java.waitFor() == 0 && printed.startsWith("openjdk");
        return isVersion ? "" : printed;
    }
}
