package dev.jrunit.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A service directory with a log that does nothing, for the training runs. */
final class TrainingService {
    private TrainingService() {}

    /** Makes the directory {@code service} and returns it. */
    static Path create(Path service) throws IOException {
        script(service.resolve("run"), "exec sleep 600");
        script(service.resolve("finish"), "exit 0");
        script(service.resolve("log/run"), "exec cat");
        return service;
    }

    /** True once {@code service} and its log run. */
    static boolean isUp(Path service) {
        return Command.begins(service.resolve("supervise/stat"), "run")
                && Command.begins(service.resolve("log/supervise/stat"), "run");
    }

    private static void script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
