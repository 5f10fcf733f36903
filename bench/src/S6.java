import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** s6: a process a service, as C runit; its s6-svscan looks for new services when it is told to. */
record S6(Path bin) implements Product {
    /** More than the services and loggers of any row: a process is the unit that s6-svscan counts. */
    private static final String MOST_PROCESSES = "4000";

    @Override
    public String name() {
        return "s6";
    }

    @Override
    public boolean isInstalled() {
        return Files.isExecutable(bin.resolve("s6-svscan"));
    }

    @Override
    public int mostServices() {
        return 1000;
    }

    private String program(String tool) {
        return bin.resolve(tool).toString();
    }

    @Override
    public Supervisor start(Path services) throws IOException {
        List<String> command = List.of(program("s6-svscan"), "-c", MOST_PROCESSES, services.toString());
        return new Supervisor(command, "s6-supervise", "TERM");
    }

    @Override
    public List<String> startOne(Path service) {
        return List.of(program("s6-supervise"), service.toString());
    }

    @Override
    public void add(Path made, Path services) throws IOException, InterruptedException {
        Product.super.add(made, services);
        Programs.run(program("s6-svscanctl"), "-a", services.toString());
    }

    @Override
    public List<String> status(Path service) {
        return List.of(program("s6-svstat"), service.toString());
    }

    /** Its client knows one service at a time. */
    @Override
    public List<String> statusOfAll(Path services, int count) {
        String loop = "for service in \"$1\"/*; do " + program("s6-svstat") + " \"$service\" || exit; done";
        return List.of("/bin/sh", "-c", loop, "status", services.toString());
    }

    @Override
    public List<String> restart(Path service) {
        return List.of(program("s6-svc"), "-wr", "-r", service.toString());
    }

    @Override
    public boolean hasControl() {
        return true;
    }

    @Override
    public boolean isDown(Path service) throws IOException, InterruptedException {
        return Programs.result(List.of(program("s6-svstat"), "-o", "up", service.toString()))
                .equals(List.of("false"));
    }

    @Override
    public List<String> chpst(boolean asNobody) {
        List<String> command = new ArrayList<>(List.of(program("s6-softlimit"), "-o", "512"));
        if (asNobody) {
            command.addAll(List.of(program("s6-setuidgid"), "nobody"));
        }
        command.add("true");
        return command;
    }
}
