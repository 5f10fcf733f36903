package dev.jrunit.sv;

import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.fake.FakePosix;
import dev.jrunit.protocol.ServiceStatus;
import dev.jrunit.protocol.State;
import dev.jrunit.protocol.SuperviseFiles;
import dev.jrunit.protocol.Tai64N;
import dev.jrunit.protocol.Want;
import java.nio.charset.StandardCharsets;

/** A service directory whose runsv is the test. */
final class FakeService {
    static final String DIRECTORY = "/service";
    static final int PID = 4711;

    private final FakePosix system;
    private final String name;
    private int ok = -1;
    private int control = -1;

    FakeService(FakePosix system, String name) {
        this.system = system;
        this.name = name;
        system.disk().fifo(path(SuperviseFiles.OK));
        system.disk().fifo(path(SuperviseFiles.CONTROL));
    }

    static ServiceStatus running(Tai64N since) {
        return new ServiceStatus(since, PID, false, Want.UP, false, State.RUN);
    }

    static ServiceStatus down(Tai64N since) {
        return new ServiceStatus(since, 0, false, Want.DOWN, false, State.DOWN);
    }

    String path(String file) {
        return DIRECTORY + "/" + name + "/" + file;
    }

    Service service() {
        return new Service(system.posix(), name, Service.pathOf(name, DIRECTORY));
    }

    /** Its runsv starts. */
    FakeService supervise(ServiceStatus status) throws PosixException {
        ok = open(SuperviseFiles.OK);
        control = open(SuperviseFiles.CONTROL);
        write(status);
        return this;
    }

    private int open(String file) throws PosixException {
        return system.posix().files().open(Files.HERE, path(file), Open.READ | Open.NON_BLOCKING, 0);
    }

    void write(ServiceStatus status) {
        system.disk().file(path(SuperviseFiles.STATUS), new String(status.encode(), StandardCharsets.ISO_8859_1));
    }

    /** Its runsv ends. */
    void abandon() {
        system.posix().descriptors().close(ok);
        system.posix().descriptors().close(control);
    }

    /** The control bytes since the last call. */
    String received() throws PosixException {
        byte[] bytes = new byte[100];
        int count = system.posix().descriptors().read(control, bytes, 0, bytes.length);
        return count <= 0 ? "" : new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
    }
}
