package dev.jrunit.posix.fake;

import dev.jrunit.posix.Files;
import dev.jrunit.posix.InitProcess;
import dev.jrunit.posix.PosixException;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@link InitProcess} that notes what it is told in the journal. */
final class FakeInitProcess implements InitProcess {
    private final FakePosix fake;
    private long blocked = -1;
    private final Map<OpenFile.OfSignals, Long> queues = new LinkedHashMap<>();

    FakeInitProcess(FakePosix fake) {
        this.fake = fake;
    }

    void block(long signals) {
        blocked = signals;
    }

    long blocked() {
        return blocked;
    }

    void execute() {
        queues.clear();
    }

    /** This process gets a signal. */
    void raise(int number) {
        for (Map.Entry<OpenFile.OfSignals, Long> queue : queues.entrySet()) {
            if ((queue.getValue() >>> (number - 1) & 1) != 0) {
                queue.getKey().add(number);
                return;
            }
        }
        throw new Misuse("nobody listens to signal " + number);
    }

    @Override
    public long blockedSignals() throws PosixException {
        fake.call("pthread_sigmask", Files.HERE, "");
        return blocked;
    }

    @Override
    public void setBlockedSignals(long signals) throws PosixException {
        fake.call("pthread_sigmask", Files.HERE, "");
        blocked = signals;
    }

    @Override
    public int signalQueue(long signals) throws PosixException {
        fake.call("signalfd", Files.HERE, "");
        fake.table.checkRoom("signalfd", "");
        OpenFile.OfSignals queue = new OpenFile.OfSignals();
        queues.put(queue, signals & blocked);
        return fake.table.add(queue);
    }

    @Override
    public int nextSignal(int signalQueue) throws PosixException {
        if (!(fake.table.get(signalQueue) instanceof OpenFile.OfSignals signals)) {
            throw new Misuse("descriptor " + signalQueue + " is no queue of signals");
        }
        fake.call("read", Files.HERE, "signals");
        return signals.take();
    }

    @Override
    public void adoptOrphans() throws PosixException {
        note("adopt orphans");
    }

    @Override
    public boolean signal(int pid, int number) throws PosixException {
        note("signal " + pid + " " + number);
        return true;
    }

    @Override
    public void signalAll(int number) throws PosixException {
        note("signal all " + number);
    }

    @Override
    public void sync() {
        fake.checkThread();
        fake.note("sync all");
    }

    @Override
    public void reboot(boolean restart) throws PosixException {
        note(restart ? "restart" : "power off");
    }

    @Override
    public void takeKeyboardRequests() throws PosixException {
        note("take keyboard requests");
    }

    private void note(String entry) throws PosixException {
        fake.call("init", Files.HERE, entry);
        fake.note(entry);
    }
}
