import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Ours, and the one that it is compatible with: the programs have the same names. */
record Runit(String name, Path bin, int mostServices) implements Product {
    static Product jrunit(Path dist) {
        return new Runit("jrunit", dist.resolve("bin"), 1000);
    }

    /** C runit; its runsvdir gives up at 1000 services. */
    static Product inC() {
        return new Runit("C runit", Path.of("/usr/bin"), 990);
    }

    @Override
    public boolean isInstalled() {
        return Files.isExecutable(bin.resolve("sv"));
    }

    private String program(String tool) {
        return bin.resolve(tool).toString();
    }

    @Override
    public Supervisor start(Path services) throws IOException {
        return new Supervisor(List.of(program("runsvdir"), services.toString()), "runsv", "HUP");
    }

    @Override
    public List<String> startOne(Path service) {
        return List.of(program("runsv"), service.toString());
    }

    @Override
    public List<String> status(Path service) {
        return List.of(program("sv"), "status", service.toString());
    }

    @Override
    public List<String> statusOfAll(Path services, int count) {
        List<String> command = new ArrayList<>(List.of(program("sv"), "status"));
        for (int i = 0; i < count; i++) {
            command.add(services.resolve("s" + i).toString());
        }
        return command;
    }

    @Override
    public List<String> restart(Path service) {
        return List.of(program("sv"), "restart", service.toString());
    }

    @Override
    public boolean hasControl() {
        return true;
    }

    @Override
    public boolean isDown(Path service) throws IOException {
        return Files.readString(service.resolve("supervise/stat")).equals("down\n");
    }

    @Override
    public List<String> chpst(boolean asNobody) {
        List<String> command = new ArrayList<>(List.of(program("chpst")));
        if (asNobody) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.addAll(List.of("-o", "512", "true"));
        return command;
    }
}
