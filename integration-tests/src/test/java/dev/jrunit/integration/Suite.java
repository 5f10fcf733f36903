package dev.jrunit.integration;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** An implementation of the programs. */
enum Suite {
    /** C runit as Debian ships it, found through PATH: it proves that a case is right. */
    C {
        @Override
        String program(String name) {
            for (String folder : (System.getenv("PATH") + ":/usr/sbin").split(File.pathSeparator, -1)) {
                Path candidate = Path.of(folder, name);
                if (Files.isExecutable(candidate) && !candidate.startsWith(binaries())) {
                    return candidate.toString();
                }
            }
            throw new AssertionError("C runit's " + name + " is not in PATH, so that no case is proven:"
                    + " run integration-tests/prepare, or install Debian's package runit");
        }
    },
    /** The executables of dist. */
    JRUNIT {
        @Override
        String program(String name) {
            Path candidate = binaries().resolve(name);
            if (!Files.isExecutable(candidate)) {
                throw new AssertionError(candidate + " is missing: build the module dist first, or say where the"
                        + " executables are with -Djrunit.bin=FOLDER");
            }
            return candidate.toString();
        }
    };

    /** The absolute path of a program such as runsv; a missing program fails the case and says what to do */
    abstract String program(String name);

    /** Whether this suite takes part in this run (system property {@code jrunit.suites}) */
    boolean chosen() {
        return Arrays.asList(System.getProperty("jrunit.suites", "c,jrunit").split(",", -1))
                .contains(name().toLowerCase(java.util.Locale.ROOT));
    }

    /** The distribution that the JDK of this build has linked; a missing one fails the case and says what to do. */
    static Path distributionOfTheBuildingJdk() {
        Path distribution = binaries().resolve("../../building-jdk/jrunit").normalize();
        if (!Files.isDirectory(distribution)) {
            throw new AssertionError(
                    distribution + " is missing: it is made with the module dist by mvn verify, not by mvn package");
        }
        return distribution;
    }

    static Path binaries() {
        return Path.of(System.getProperty("jrunit.bin", "../dist/target/jrunit/bin"))
                .toAbsolutePath()
                .normalize();
    }
}
