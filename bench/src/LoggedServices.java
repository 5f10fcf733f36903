import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Services with loggers under one runsvdir. The services sleep; what they would print is written from here, into the
 * pipes that are their standard output, so that a thousand services that print cost no thousand processes that wake up.
 */
final class LoggedServices {
    /** Who logs. */
    enum Logger {
        NONE(null),
        /** No process: {@code log/config}. */
        HOSTED("log"),
        SVLOGD("log/main"),
        S6_LOG("log/main");

        /** Where below the service its log is. */
        final String directory;

        Logger(String directory) {
            this.directory = directory;
        }
    }

    /** A size that no file comes to but in a flood. */
    static final String LARGE_FILES = "s64000000\n";

    final Supervisor supervisor;
    private final Path scan;
    private final Logger logger;
    private final int count;
    private final List<FileOutputStream> outputs = new ArrayList<>();

    private LoggedServices(Supervisor supervisor, Path scan, Logger logger, int count) {
        this.supervisor = supervisor;
        this.scan = scan;
        this.logger = logger;
        this.count = count;
    }

    /** Starts {@code count} services; they and their loggers are up when this returns. */
    static LoggedServices start(Lab lab, Product product, Logger logger, int count)
            throws IOException, InterruptedException {
        Path scan = lab.starts().services(lab.fresh(), count);
        for (int i = 0; i < count; i++) {
            addLogger(logger, scan.resolve("s" + i));
        }
        Programs.run("sync");
        long before = lab.starts().count();
        Supervisor supervisor = product.start(scan);
        lab.starts().await(before + count);
        LoggedServices services = new LoggedServices(supervisor, scan, logger, count);
        if (logger != Logger.NONE) {
            services.awaitLoggers();
            services.openOutputs();
        }
        return services;
    }

    static void addLogger(Logger logger, Path service) throws IOException {
        switch (logger) {
            case NONE -> {
                // Nothing to add.
            }
            case HOSTED -> {
                Files.createDirectory(service.resolve("log"));
                Files.writeString(service.resolve("log/config"), "o-tt\n" + LARGE_FILES);
            }
            case SVLOGD -> addProgram(service, LogTool.SVLOGD_C + " -tt ./main");
            case S6_LOG -> addProgram(service, LogTool.S6_LOG + " n10 s1000000 T ./main");
        }
    }

    private static void addProgram(Path service, String command) throws IOException {
        Files.createDirectories(service.resolve("log/main"));
        Path run = service.resolve("log/run");
        Files.writeString(run, "#!/bin/sh\nexec " + command + "\n");
        run.toFile().setExecutable(true);
    }

    private void awaitLoggers() throws InterruptedException {
        for (int i = 0; i < count; i++) {
            Path current = current(i);
            Waiting.until("no logger of " + i, () -> Files.exists(current));
        }
    }

    private void openOutputs() throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            Path file = scan.resolve("s" + i + "/supervise/pid");
            Waiting.until("no pid of " + i, () -> Files.exists(file) && Files.size(file) > 0);
            String pid = Files.readString(file).strip();
            outputs.add(new FileOutputStream("/proc/" + pid + "/fd/1"));
        }
    }

    int count() {
        return count;
    }

    /** What a line of service {@code i} is to be written to. */
    FileOutputStream output(int i) {
        return outputs.get(i);
    }

    /** The file that the lines of service {@code i} come to. */
    Path current(int i) {
        return scan.resolve("s" + i).resolve(logger.directory).resolve("current");
    }

    void end() throws IOException, InterruptedException {
        for (FileOutputStream output : outputs) {
            output.close();
        }
        supervisor.end();
    }
}
