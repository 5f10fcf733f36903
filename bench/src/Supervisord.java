import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** supervisor: one process in Python for all services, and a configuration file instead of directories. */
record Supervisord(Path bin) implements Product {
    private static final String CONFIGURATION = "supervisord.conf";

    @Override
    public String name() {
        return "supervisor";
    }

    @Override
    public boolean isInstalled() {
        return Files.isExecutable(bin.resolve("supervisord"));
    }

    /** It would take more, in minutes: a hundred take it a multiple of the others' time. */
    @Override
    public int mostServices() {
        return 200;
    }

    /** As it is installed, but for the limits that a thousand services and a storm would come to. */
    @Override
    public void prepare(Path services, int count) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("[supervisord]\nlogfile=").append(services).append("/supervisord.log\n");
        text.append("pidfile=").append(services).append("/supervisord.pid\n");
        // Each process that it starts tries to close as many descriptors.
        text.append("minfds=").append(Math.max(1024, 4 * count)).append('\n');
        text.append("[unix_http_server]\nfile=").append(services).append("/socket\n");
        text.append("[supervisorctl]\nserverurl=unix://").append(services).append("/socket\n");
        text.append("[rpcinterface:supervisor]\n")
                .append("supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n");
        text.append("[include]\nfiles=").append(services).append("/*.added\n");
        for (int i = 0; i < count; i++) {
            text.append(program(services.resolve("s" + i)));
        }
        Files.writeString(services.resolve(CONFIGURATION), text);
    }

    private static String program(Path service) {
        return "[program:" + service.getFileName() + "]\ncommand=" + service + "/run\nautorestart=true\n"
                + "startretries=1000000\nredirect_stderr=true\nstdout_logfile=NONE\n";
    }

    @Override
    public Supervisor start(Path services) throws IOException {
        String configuration = services.resolve(CONFIGURATION).toString();
        List<String> command = List.of(bin.resolve("supervisord").toString(), "-n", "-s", "-c", configuration);
        return new Supervisor(command, "", "TERM");
    }

    /** A program after the other, more than half a second each. */
    @Override
    public boolean stopsTogether() {
        return false;
    }

    @Override
    public List<String> startOne(Path service) {
        return List.of();
    }

    @Override
    public void add(Path made, Path services) throws IOException, InterruptedException {
        Product.super.add(made, services);
        String name = made.getFileName().toString();
        Files.writeString(services.resolve(name + ".added"), program(services.resolve(name)));
        Programs.run(client(services, "update").toArray(new String[0]));
    }

    @Override
    public List<String> status(Path service) {
        return client(service.getParent(), "status", service.getFileName().toString());
    }

    @Override
    public List<String> statusOfAll(Path services, int count) {
        return client(services, "status");
    }

    @Override
    public List<String> restart(Path service) {
        return client(service.getParent(), "restart", service.getFileName().toString());
    }

    private List<String> client(Path services, String... words) {
        List<String> command = new ArrayList<>();
        command.add(bin.resolve("supervisorctl").toString());
        command.addAll(List.of("-c", services.resolve(CONFIGURATION).toString()));
        command.addAll(List.of(words));
        return command;
    }

    @Override
    public boolean hasControl() {
        return false;
    }

    @Override
    public boolean isDown(Path service) {
        throw new UnsupportedOperationException("nothing takes its services down");
    }

    @Override
    public List<String> chpst(boolean asNobody) {
        return List.of();
    }
}
