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

    /** The same with a logger that needs no process. */
    static Path createWithHostedLogger(Path service) throws IOException {
        script(service.resolve("run"), "while sleep 0.02; do echo a line of some length; done");
        script(service.resolve("finish"), "exit 0");
        Files.createDirectories(service.resolve("log"));
        Files.writeString(service.resolve("log/config"), "s200\nn2\no-tt -l 50\n-*debug*\n");
        return service;
    }

    /** One that ends by itself after its first lines, and from then on has no {@code finish}. */
    static Path createOneThatEnds(Path service) throws IOException {
        createWithHostedLogger(service);
        script(
                service.resolve("run"),
                "if [ -e again ]; then rm -f finish; else >again; echo begin; exit; fi\n"
                        + "while sleep 0.02; do echo a line of some length; done");
        return service;
    }

    /** True once the hosted logger of {@code service} has written lines and rotated its file. */
    static boolean hasLogged(Path service) {
        String[] names = service.resolve("log").toFile().list((folder, name) -> name.startsWith("@"));
        return names != null && names.length > 0;
    }

    /** True once {@code service} and its log run. */
    static boolean isUp(Path service) {
        return Command.begins(service.resolve("supervise/stat"), "run")
                && Command.begins(service.resolve("log/supervise/stat"), "run");
    }

    static void script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
