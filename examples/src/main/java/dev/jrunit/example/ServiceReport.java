package dev.jrunit.example;

import dev.jrunit.protocol.ServiceStatus;
import dev.jrunit.protocol.State;
import dev.jrunit.protocol.SuperviseFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What one service of a directory does, as its {@code supervise/status} tells any program that asks.
 *
 * @param name the service directory's name
 * @param status null if the service was never supervised
 */
record ServiceReport(String name, ServiceStatus status) {
    /** The services of {@code directory} by name; names that begin with a dot are none. */
    static List<ServiceReport> readAll(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (!name.startsWith(".") && Files.isDirectory(entry)) {
                    names.add(name);
                }
            }
        }
        Collections.sort(names);
        List<ServiceReport> reports = new ArrayList<>();
        for (String name : names) {
            reports.add(new ServiceReport(name, readStatus(directory.resolve(name))));
        }
        return reports;
    }

    private static ServiceStatus readStatus(Path service) throws IOException {
        Path file = service.resolve(SuperviseFiles.STATUS);
        if (!Files.exists(file)) {
            return null;
        }
        byte[] bytes = Files.readAllBytes(file);
        return ServiceStatus.decode(bytes, bytes.length);
    }

    /** A line such as {@code run: web: (pid 71) 12s}. */
    String text(long nowUnixSeconds) {
        if (status == null) {
            return "unknown: " + name;
        }
        String pid = status.state() == State.DOWN ? "" : "(pid " + status.pid() + ") ";
        return status.state().word() + ": " + name + ": " + pid + seconds(nowUnixSeconds) + "s";
    }

    /** The same as a JSON object. */
    String json(long nowUnixSeconds) {
        String quoted = "{\"name\":\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        if (status == null) {
            return quoted + ",\"state\":\"unknown\"}";
        }
        return quoted + ",\"state\":\"" + status.state().word() + "\",\"pid\":" + status.pid() + ",\"seconds\":"
                + seconds(nowUnixSeconds) + "}";
    }

    private long seconds(long nowUnixSeconds) {
        return Math.max(0, nowUnixSeconds - status.since().unixSeconds());
    }
}
