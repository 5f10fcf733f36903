package dev.jrunit.posix.jnr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.Pipe;
import dev.jrunit.posix.PosixException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Reading, writing, pipes and event counters on the real kernel. */
@ParameterizedClass
@EnumSource
class LinuxDescriptorsTest {
    private final Files files;
    private final Descriptors descriptors;

    LinuxDescriptorsTest(NativeWay way) {
        NativeCalls calls = way.calls();
        this.files = new LinuxFiles(calls);
        this.descriptors = new LinuxDescriptors(calls);
    }

    private static boolean isCloseOnExec(int descriptor) throws Exception {
        return java.nio.file.Files.readString(Path.of("/proc/self/fdinfo/" + descriptor))
                .lines()
                .filter(line -> line.startsWith("flags:"))
                .anyMatch(line -> (Integer.parseInt(line.substring(6).strip(), 8) & 02000000) != 0);
    }

    @Test
    void aPeekLeavesEverythingInThePipe() throws Exception {
        Pipe pipe = descriptors.pipe();
        byte[] block = new byte[32 * 1024];
        int reader = files.open(Files.HERE, "/proc/self/fd/" + pipe.reader(), Open.READ | Open.NON_BLOCKING, 0);
        assertEquals(Descriptors.WOULD_BLOCK, descriptors.peek(reader, block, 0, block.length));
        assertEquals(5, descriptors.write(pipe.writer(), new byte[] {1, 2, 3, 4, 5}, 0, 5));
        assertEquals(2, descriptors.peek(reader, block, 0, 2));
        assertEquals(5, descriptors.peek(reader, block, 10, block.length - 10));
        assertEquals(5, block[14]);
        descriptors.skip(reader, 3);
        assertEquals(2, descriptors.peek(reader, block, 0, block.length));
        assertEquals(4, block[0]);
        descriptors.skip(reader, 2);
        assertEquals(Descriptors.WOULD_BLOCK, descriptors.peek(reader, block, 0, block.length));
        byte[] much = new byte[60_000];
        much[59_999] = 7;
        assertEquals(much.length, descriptors.write(pipe.writer(), much, 0, much.length));
        descriptors.close(pipe.writer());
        int total = 0;
        int last = 0;
        for (int count = 1; count > 0; ) {
            count = descriptors.peek(reader, block, 0, block.length);
            if (count > 0) {
                descriptors.skip(reader, count);
                last = block[count - 1];
                total += count;
            }
        }
        assertEquals(60_000, total);
        assertEquals(7, last);
        descriptors.close(reader);
        descriptors.close(pipe.reader());
    }

    @Test
    void movesBlocksOfAnySize(@TempDir Path folder) throws Exception {
        String path = ByteStrings.ofText(folder.resolve("f").toString());
        byte[] content = new byte[300_000];
        new Random(1).nextBytes(content);
        int writing = files.open(Files.HERE, path, Open.WRITE | Open.CREATE, 0600);
        assertEquals(299_990, descriptors.write(writing, content, 5, 299_990));
        descriptors.close(writing);
        byte[] found = new byte[300_000];
        int reading = files.open(Files.HERE, path, Open.READ, 0);
        assertEquals(299_990, descriptors.read(reading, found, 5, 299_995));
        assertEquals(0, descriptors.read(reading, new byte[10], 0, 10));
        descriptors.close(reading);
        content[0] = content[1] = content[2] = content[3] = content[4] = 0;
        for (int i = 299_995; i < 300_000; i++) {
            content[i] = 0;
        }
        assertArrayEquals(content, found);
    }

    @Test
    void forcesAFileToDisk(@TempDir Path folder) throws Exception {
        String path = ByteStrings.ofText(folder.resolve("f").toString());
        int file = files.open(Files.HERE, path, Open.WRITE | Open.CREATE, 0600);
        descriptors.sync(file);
        descriptors.close(file);
        Pipe pipe = descriptors.pipe();
        PosixException failure = assertThrows(PosixException.class, () -> descriptors.sync(pipe.reader()));
        assertEquals("fsync", failure.operation());
        assertEquals(Errno.EINVAL, failure.errno());
        descriptors.close(pipe.reader());
        descriptors.close(pipe.writer());
    }

    @Test
    void sendsDatagrams() throws Exception {
        try (DatagramSocket receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            receiver.setSoTimeout(20_000);
            int socket = descriptors.datagramSocket();
            assertTrue(isCloseOnExec(socket));
            byte[] message = {0, 'h', 'i', (byte) 0xff, 0};
            descriptors.sendDatagram(socket, 0x7f000001, receiver.getLocalPort(), message, 1, 3);
            DatagramPacket packet = new DatagramPacket(new byte[10], 10);
            receiver.receive(packet);
            assertArrayEquals(new byte[] {'h', 'i', (byte) 0xff}, Arrays.copyOf(packet.getData(), packet.getLength()));
            PosixException tooLong = assertThrows(
                    PosixException.class,
                    () -> descriptors.sendDatagram(socket, 0x7f000001, 9, new byte[70_000], 0, 70_000));
            assertEquals("sendto", tooLong.operation());
            descriptors.close(socket);
        }
    }

    @Test
    void pipesCarryBytesAndEnd() throws Exception {
        Pipe pipe = descriptors.pipe();
        assertTrue(isCloseOnExec(pipe.reader()) && isCloseOnExec(pipe.writer()));
        assertEquals(3, descriptors.write(pipe.writer(), new byte[] {1, 2, 3}, 0, 3));
        byte[] buffer = new byte[4];
        assertEquals(3, descriptors.read(pipe.reader(), buffer, 1, 3));
        assertArrayEquals(new byte[] {0, 1, 2, 3}, buffer);
        descriptors.close(pipe.writer());
        assertEquals(0, descriptors.read(pipe.reader(), buffer, 0, 4));
        descriptors.close(pipe.reader());
    }

    @Test
    void aPipeWithoutReaderIsBroken() throws Exception {
        Pipe pipe = descriptors.pipe();
        descriptors.close(pipe.reader());
        PosixException broken =
                assertThrows(PosixException.class, () -> descriptors.write(pipe.writer(), new byte[1], 0, 1));
        assertEquals(Errno.EPIPE, broken.errno());
        assertEquals("write", broken.operation());
        descriptors.close(pipe.writer());
    }

    @Test
    void saysWhenACallWouldBlock(@TempDir Path folder) throws Exception {
        String path = ByteStrings.ofText(folder.resolve("p").toString());
        files.mkfifo(Files.HERE, path, 0600);
        int fifo = files.open(Files.HERE, path, Open.READ_WRITE | Open.NON_BLOCKING, 0);
        assertEquals(Descriptors.WOULD_BLOCK, descriptors.read(fifo, new byte[1], 0, 1));
        // A pipe's room depends on the size of a page and on how many pipes its owner has.
        byte[] block = new byte[4096];
        int blocks = 0;
        while (descriptors.write(fifo, block, 0, block.length) != Descriptors.WOULD_BLOCK) {
            blocks++;
        }
        assertTrue(blocks > 0);
        assertEquals(Descriptors.WOULD_BLOCK, descriptors.write(fifo, block, 0, 1));
        descriptors.close(fifo);
    }

    @Test
    void failsOnClosedDescriptors() throws Exception {
        Pipe pipe = descriptors.pipe();
        descriptors.close(pipe.reader());
        descriptors.close(pipe.writer());
        PosixException closed =
                assertThrows(PosixException.class, () -> descriptors.read(pipe.reader(), new byte[1], 0, 1));
        assertEquals(Errno.EBADF, closed.errno());
        assertEquals("read", closed.operation());
    }

    @Test
    void eventCountersCountWakesOfAnyThread() throws Exception {
        int counter = descriptors.eventCounter();
        assertTrue(isCloseOnExec(counter));
        byte[] value = new byte[8];
        assertEquals(Descriptors.WOULD_BLOCK, descriptors.read(counter, value, 0, 8));
        Thread other = new Thread(() -> descriptors.wake(counter));
        other.start();
        other.join();
        descriptors.wake(counter);
        assertEquals(8, descriptors.read(counter, value, 0, 8));
        assertArrayEquals(new byte[] {2, 0, 0, 0, 0, 0, 0, 0}, value);
        descriptors.close(counter);
    }
}
