package dev.jrunit.integration;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports for the services of the cases. */
final class Ports {
    private static final int LOWEST = 12_000;
    private static final int COUNT = 20_000;
    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 61 % COUNT));

    private Ports() {}

    /**
     * Below the ports that the kernel gives to who asks for any, so that no connection of another case takes it before the
     * service does, and not twice; from a place that another run on this machine hardly shares.
     */
    static int free() throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        for (int tries = 0; tries < 1000; tries++) {
            int port = LOWEST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            try (ServerSocket socket = new ServerSocket(port, 1, loopback)) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // Somebody's already: the next one.
            }
        }
        throw new AssertionError("no port is free");
    }
}
