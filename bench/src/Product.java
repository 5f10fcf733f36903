import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One of the two that are compared: where its programs are, and what it can do. */
record Product(String name, Path bin, int mostServices) {
    static Product jrunit(Path dist) {
        return new Product("jrunit", dist.resolve("bin"), 1000);
    }

    /** C runit; its runsvdir gives up at 1000 services. */
    static Product runit() {
        return new Product("runit", Path.of("/usr/bin"), 990);
    }

    boolean isInstalled() {
        return Files.isExecutable(bin.resolve("sv"));
    }

    private String program(String tool) {
        return bin.resolve(tool).toString();
    }

    List<String> sv(String command, Path service) {
        return List.of(program("sv"), command, service.toString());
    }

    List<String> chpst(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program("chpst")));
        command.addAll(List.of(arguments));
        return command;
    }

    Supervisor runsv(Path service) throws IOException {
        return new Supervisor(List.of(program("runsv"), service.toString()));
    }

    Supervisor runsvdir(Path services) throws IOException {
        return new Supervisor(List.of(program("runsvdir"), services.toString()));
    }
}
