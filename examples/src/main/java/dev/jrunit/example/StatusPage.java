package dev.jrunit.example;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;

/**
 * A web server of one page for one reader at a time, on 127.0.0.1 only: what each service of a service directory
 * does, as text at {@code /} and as JSON at {@code /status.json}. Prints one line a request.
 */
public final class StatusPage {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int READ_LIMIT_MILLIS = 2000;

    private final Path services;

    StatusPage(Path services) {
        this.services = services;
    }

    /** Arguments: the port, 0 for any; the service directory. Never returns. */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: StatusPage PORT SERVICE-DIRECTORY");
            System.exit(100);
        }
        int port = Integer.parseInt(args[0]);
        try (ServerSocket server = new ServerSocket(port, 16, InetAddress.getByAddress(LOOPBACK))) {
            System.out.println("serving http://127.0.0.1:" + server.getLocalPort() + "/");
            StatusPage page = new StatusPage(Path.of(args[1]));
            while (true) {
                page.answerNext(server);
            }
        }
    }

    /** Accepts and answers one request; a reader's trouble is told and forgotten. */
    void answerNext(ServerSocket server) throws IOException {
        try (Socket reader = server.accept()) {
            reader.setSoTimeout(READ_LIMIT_MILLIS);
            BufferedReader lines = new BufferedReader(new InputStreamReader(reader.getInputStream(), US_ASCII));
            String request = lines.readLine();
            for (String header = request; header != null && !header.isEmpty(); ) {
                header = lines.readLine();
            }
            if (request != null) {
                System.out.println(request);
                OutputStream out = reader.getOutputStream();
                out.write(answer(request));
                out.flush();
            }
        } catch (IOException e) {
            System.out.println("a request failed: " + e.getMessage());
        }
    }

    private byte[] answer(String request) throws IOException {
        String[] words = request.split(" ", -1);
        if (words.length != 3 || !words[0].equals("GET")) {
            return response("405 Method Not Allowed", "text/plain; charset=utf-8", "only GET\n");
        }
        List<ServiceReport> reports = ServiceReport.readAll(services);
        long now = System.currentTimeMillis() / 1000;
        StringBuilder body = new StringBuilder();
        switch (words[1]) {
            case "/" -> {
                for (ServiceReport report : reports) {
                    body.append(report.text(now)).append('\n');
                }
                return response("200 OK", "text/plain; charset=utf-8", body.toString());
            }
            case "/status.json" -> {
                for (ServiceReport report : reports) {
                    body.append(body.isEmpty() ? "[" : ",\n ").append(report.json(now));
                }
                String array = body.isEmpty() ? "[]\n" : body.append("]\n").toString();
                return response("200 OK", "application/json", array);
            }
            default -> {
                return response("404 Not Found", "text/plain; charset=utf-8", "try / or /status.json\n");
            }
        }
    }

    private static byte[] response(String status, String type, String body) {
        byte[] content = body.getBytes(UTF_8);
        String head = "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + content.length
                + "\r\nConnection: close\r\n\r\n";
        byte[] headBytes = head.getBytes(US_ASCII);
        byte[] all = new byte[headBytes.length + content.length];
        System.arraycopy(headBytes, 0, all, 0, headBytes.length);
        System.arraycopy(content, 0, all, headBytes.length, content.length);
        return all;
    }
}
