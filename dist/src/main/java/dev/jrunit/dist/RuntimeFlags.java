package dev.jrunit.dist;

import java.util.ArrayList;
import java.util.List;

/**
 * The virtual machine's flags for one feature release, {@code feature}, 17 or newer: each is accepted by that
 * release.
 */
record RuntimeFlags(int feature) {
    /** From this release on a cache is made and used by the flags {@code -XX:AOT…}; before, by AppCDS. */
    private static final int AHEAD_OF_TIME_CACHE = 24;

    boolean hasAheadOfTimeCache() {
        return feature >= AHEAD_OF_TIME_CACHE;
    }

    /** The name of the cache file of {@code tool}. */
    String cacheFile(Tool tool) {
        return tool.cacheOwner().command + (hasAheadOfTimeCache() ? ".aot" : ".jsa");
    }

    /** The flag that makes the machine use the cache {@code file}. */
    String useCache(String file) {
        return (hasAheadOfTimeCache() ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + file;
    }

    /** All flags of {@code tool} but that of the cache. */
    List<String> of(Tool tool) {
        List<String> flags = new ArrayList<>();
        // The quickest collector to start, and the smallest.
        flags.add("-XX:+UseSerialGC");
        flags.add("-XX:TieredStopAtLevel=1");
        flags.add("-XX:ReservedCodeCacheSize=16m");
        flags.add("-Xss512k");
        flags.addAll(List.of(tool.machineFlags.split(" ", -1)));
        flags.add("-XX:+UnlockDiagnosticVMOptions");
        // The kernel's coredump_filter as it was: services inherit it.
        flags.add("-XX:-DumpPrivateMappingsInCore");
        flags.add("-XX:-DumpSharedMappingsInCore");
        // What an idle tool has not, the machine looks for every ten seconds, and not one to four times a second.
        flags.add("-XX:AsyncDeflationInterval=10000");
        if (feature < 23) {
            flags.add("-XX:GuaranteedSafepointInterval=10000");
        }
        if (feature >= 25) {
            // An unknown flag would stop the start: 22 has not got it, 25 has.
            flags.add("-XX:ServiceThreadCleanupInterval=10000");
        }
        // No file under /tmp, and the limit of descriptors as it was: services inherit it.
        flags.add("-XX:-UsePerfData");
        flags.add("-XX:-MaxFDLimit");
        // Nothing of the machine's own on stdout or stderr, such as a warning about a cache that does not fit:
        // other programs parse what the tools print. A crash is told on stderr, not in a file.
        flags.add("-Xlog:disable");
        flags.add("-XX:-PrintWarnings");
        flags.add("-XX:+ErrorFileToStderr");
        if (feature >= 18) {
            // Else the first reflective call spins method handles, 6 to 12 ms.
            flags.add("-Djdk.reflect.useNativeAccessorOnly=true");
        }
        if (feature >= 22) {
            flags.add("--enable-native-access=" + RuntimeImage.MODULE);
        }
        if (feature >= 24) {
            flags.add("--sun-misc-unsafe-memory-access=allow");
        }
        return flags;
    }
}
