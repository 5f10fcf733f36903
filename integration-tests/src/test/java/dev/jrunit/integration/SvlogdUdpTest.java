package dev.jrunit.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines sent through UDP on loopback. Source: svlogd(8), CONFIG u and U. */
final class SvlogdUdpTest {

    private static final String STAMP = "@" + "T".repeat(24) + " ";
    private static final String LINES = "a\n\nb\n0123456789\n0123456789abc\n";

    /** The datagrams of a run that has ended: on loopback they are there when sendto(2) returns. */
    private static List<String> received(String[] options, String config, String input, Logging log)
            throws IOException {
        List<String> datagrams = new ArrayList<>();
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            socket.setReceiveBufferSize(1 << 20);
            // Same for both suites: the port is no part of what is compared.
            log.options(options).config(config.replace("PORT", "" + socket.getLocalPort()));
            log.feed(input);
            log.config("");
            DatagramPacket packet = new DatagramPacket(new byte[70_000], 70_000);
            socket.setSoTimeout(200);
            try {
                while (true) {
                    socket.receive(packet);
                    datagrams.add(
                            Picture.withoutTimes(new String(packet.getData(), 0, packet.getLength(), ISO_8859_1)));
                }
            } catch (SocketTimeoutException e) {
                // That was the last.
            }
        }
        return datagrams;
    }

    private static Picture sent(String options, String config, List<String> expected) {
        return Compared.of(log -> assertEquals(
                expected,
                received(options.split(" "), config, LINES, log),
                log.suite().toString()));
    }

    @Test
    void aLineADatagram() {
        List<String> expected = List.of("a\n", "\n", "b\n", "0123456789...\n", "0123456789...\n");
        assertEquals(LINES, sent("-l 10", "u127.0.0.1:PORT", expected).content("current"));
        assertEquals("", sent("-l 10", "U127.0.0.1:PORT", expected).content("current"));
    }

    @Test
    void withTimestampAndPrefix() {
        List<String> expected = List.of(
                STAMP + "<p> a\n",
                STAMP + "<p> \n",
                STAMP + "<p> b\n",
                STAMP + "<p> 0123456789\n",
                STAMP + "<p> 0123456789abc\n");
        Picture seen = sent("-t", "u127.0.0.1:PORT\np<p> \n", expected);
        assertEquals(String.join("", expected), seen.content("current"));
    }

    /** What is deselected is not sent; standard error is another matter. */
    @Test
    void selection() {
        List<String> expected = List.of("a\n", "\n", "b\n");
        Picture seen = sent("-r _", "-0*\nU127.0.0.1:PORT\ne0*", expected);
        assertEquals("0123456789\n0123456789abc\n", seen.err());
        assertEquals("", seen.content("current"));
    }

    /** The last of several lines says where to; a U among them keeps current empty. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"u127.0.0.1:9|U127.0.0.1:PORT", "U127.0.0.1:9|u127.0.0.1:PORT"})
    void severalAddresses(String config) {
        List<String> expected = List.of("a\n", "\n", "b\n", "0123456789\n", "0123456789abc\n");
        assertEquals("", sent("-r _", config.replace('|', '\n'), expected).content("current"));
    }

    /** Numbers are read as far as there are digits. */
    @ParameterizedTest(name = "u{0}")
    @CsvSource({"127.0.0.1:PORTx", "127.0.0.1:0PORT", "127.0.0.1:PORT:1", "127.0.0.1:PORT # comment", "127.0.0.01:PORT"
    })
    void oddAddressesThatWork(String address) {
        sent("-r _", "u" + address + "\n", List.of("a\n", "\n", "b\n", "0123456789\n", "0123456789abc\n"));
    }

    /** A wrong address is warned about, and the rest of the config holds; U keeps current empty all the same. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "ux, 'ip address: x'",
        "Ux, 'ip address: x'",
        "u127.1:1, 'ip address: 127.1:1'",
        "u1.2.3, 'ip address: 1.2.3'",
        "ulocalhost, 'ip address: localhost'",
        "'u 127.0.0.1', 'ip address:  127.0.0.1'",
        "u0x7f.0.0.1:1, 'ip address: 0x7f.0.0.1:1'",
        "u127.0.0.1:, 'port number: '",
        "u127.0.0.1:x, 'port number: x'",
        "u127.0.0.1:0, 'port number: 0'",
        "'U127.0.0.1: 9', 'port number:  9'"
    })
    void wrongAddresses(String line, String complaint) {
        Compared.each(log -> {
            log.config(line + "\npPRE \n").feed("a\n");
            // Ours names the file and the line, and a wrong line costs no lines of the log.
            String where = log.ours() ? "d/config: line 1: " : "";
            assertEquals("svlogd: warning: " + where + "unable to scan " + complaint + "\n", log.errors());
            String logged = line.startsWith("U") && !log.ours() ? "" : "PRE a\n";
            assertEquals(logged, log.directory("d").content("current"));
        });
    }

    /** Failures of sending go to current, also with U. The broadcast address is refused without SO_BROADCAST. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"u", "U"})
    void failuresAreLogged(String letter) {
        Picture seen = Compared.of(log -> log.options("-t", "-l", "10")
                .config(letter + "255.255.255.255:9\npP ")
                .feed("a\n0123456789abc\n"));
        String warning = "warning: failure sending through udp: " + STAMP;
        String expected = letter.equals("U")
                ? warning + "P a\n" + warning + "P 0123456789...\n"
                : warning + "P a\n" + STAMP + "P a\n" + warning + "P 0123456789...\n" + STAMP + "P 0123456789abc\n";
        assertEquals(expected, seen.content("current"));
    }

    @Test
    void aDatagramThatIsTooLarge() {
        String line = "x".repeat(69_000);
        Picture seen = Compared.of(log ->
                log.options("-l", "70000", "-b", "80000").config("u127.0.0.1:9").feed(line + "\n"));
        assertEquals("warning: failure sending through udp: " + line + "\n" + line + "\n", seen.content("current"));
    }
}
