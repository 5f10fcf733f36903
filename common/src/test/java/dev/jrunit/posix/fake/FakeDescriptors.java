package dev.jrunit.posix.fake;

import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Pipe;
import dev.jrunit.posix.PosixException;

/** {@link Descriptors} on what the table holds. */
final class FakeDescriptors implements Descriptors {
    private final FakePosix fake;
    private final DescriptorTable table;

    FakeDescriptors(FakePosix fake) {
        this.fake = fake;
        this.table = fake.table;
    }

    @Override
    public int read(int descriptor, byte[] buffer, int offset, int length) throws PosixException {
        OpenFile file = table.get(descriptor);
        fake.call("read", Files.HERE, file.what);
        if (length <= 0) {
            throw new Misuse("a read of " + length + " bytes looks like the end of " + file.what);
        }
        if (file instanceof OpenFile.OfNode open && open.node instanceof Node.Directory) {
            throw new PosixException("read", "", Errno.EISDIR);
        }
        return file.read(buffer, offset, length);
    }

    @Override
    public int peek(int pipe, byte[] buffer, int offset, int length) throws PosixException {
        fake.call("tee", Files.HERE, table.get(pipe).what);
        return ofPipe(pipe).peek(buffer, offset, length);
    }

    @Override
    public void skip(int pipe, int length) throws PosixException {
        fake.call("read", Files.HERE, table.get(pipe).what);
        if (ofPipe(pipe).read(new byte[length], 0, length) != length) {
            throw new Misuse("skips what is not there");
        }
    }

    private OpenFile.OfPipe ofPipe(int descriptor) {
        if (table.get(descriptor) instanceof OpenFile.OfPipe pipe) {
            return pipe;
        }
        throw new Misuse("descriptor " + descriptor + " is no pipe");
    }

    @Override
    public int write(int descriptor, byte[] buffer, int offset, int length) throws PosixException {
        OpenFile file = table.get(descriptor);
        fake.call("write", Files.HERE, file.what);
        if (length <= 0) {
            throw new Misuse("a write of " + length + " bytes to " + file.what + " does nothing");
        }
        int most = fake.faults().mostWritten(length);
        if (file instanceof OpenFile.OfNode open) {
            most = fake.disk().room(open, most);
        }
        int count = file.write(buffer, offset, most);
        if (count == OpenFile.BROKEN) {
            throw new PosixException("write", "", Errno.EPIPE);
        }
        return count;
    }

    @Override
    public void close(int descriptor) {
        fake.checkThread();
        if (fake.polling.isPolled(descriptor)) {
            throw new Misuse("descriptor " + descriptor + " is closed while it is watched");
        }
        table.close(descriptor);
    }

    @Override
    public void sync(int descriptor) throws PosixException {
        if (!(table.get(descriptor) instanceof OpenFile.OfNode file)) {
            throw new Misuse("only files are forced to disk");
        }
        fake.call("fsync", Files.HERE, file.what);
        fake.note("sync " + file.node.path());
    }

    @Override
    public int datagramSocket() throws PosixException {
        fake.call("socket", Files.HERE, "");
        table.checkRoom("socket", "");
        return table.add(new OpenFile.OfSocket());
    }

    @Override
    public void sendDatagram(int socket, int address, int port, byte[] buffer, int offset, int length)
            throws PosixException {
        if (!(table.get(socket) instanceof OpenFile.OfSocket)) {
            throw new Misuse("descriptor " + socket + " is no socket");
        }
        fake.call("sendto", Files.HERE, "");
        fake.datagrams().add(Integer.toHexString(address) + ":" + port + " " + ByteStrings.of(buffer, offset, length));
    }

    @Override
    public void seek(int descriptor, long position) throws PosixException {
        OpenFile.OfNode file = regular(descriptor);
        fake.call("lseek", Files.HERE, file.what);
        file.seek(position);
    }

    @Override
    public void truncate(int descriptor, long length) throws PosixException {
        OpenFile.OfNode file = regular(descriptor);
        fake.call("ftruncate", Files.HERE, file.what);
        file.truncate(length);
    }

    private OpenFile.OfNode regular(int descriptor) {
        if (table.get(descriptor) instanceof OpenFile.OfNode file && file.node instanceof Node.Regular) {
            return file;
        }
        throw new Misuse("descriptor " + descriptor + " has no positions");
    }

    @Override
    public Pipe pipe() throws PosixException {
        fake.call("pipe", Files.HERE, "");
        table.checkRoom("pipe", "");
        PipeBuffer buffer = new PipeBuffer();
        int reader = table.add(new OpenFile.OfPipe("pipe's reader", null, buffer, true, false, false));
        try {
            table.checkRoom("pipe", "");
        } catch (PosixException e) {
            table.close(reader);
            throw e;
        }
        return new Pipe(reader, table.add(new OpenFile.OfPipe("pipe's writer", null, buffer, false, true, false)));
    }

    @Override
    public int copy(int descriptor, int least) throws PosixException {
        fake.call("fcntl", Files.HERE, table.get(descriptor).what);
        return table.copy(descriptor, least);
    }

    @Override
    public int memoryFile() throws PosixException {
        fake.call("memfd_create", Files.HERE, "");
        table.checkRoom("memfd_create", "");
        return table.add(new OpenFile.OfNode(new Node.Regular(0600), true, true, false, fake.tree));
    }

    @Override
    public int eventCounter() throws PosixException {
        fake.call("eventfd", Files.HERE, "");
        table.checkRoom("eventfd", "");
        return table.add(new OpenFile.OfCounter());
    }

    @Override
    public void wake(int eventCounter) {
        if (!(table.get(eventCounter) instanceof OpenFile.OfCounter counter)) {
            throw new Misuse("descriptor " + eventCounter + " is no event counter");
        }
        counter.add();
    }
}
