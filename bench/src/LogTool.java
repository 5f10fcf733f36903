import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that logs its standard input: ours, and those that it is compared with.
 *
 * @param name how it is called in the tables
 * @param words how it is started, up to its options
 */
record LogTool(String name, List<String> words) {
    static final String SVLOGD_C = "/usr/bin/svlogd";
    static final String S6_LOG = "/usr/bin/s6-log";

    static LogTool jrunit(Path dist) {
        return new LogTool("jrunit", List.of(dist.resolve("bin/svlogd").toString()));
    }

    /** The peers that are installed; C svlogd also with the buffer that its man page suggests for much data. */
    static List<LogTool> peers() {
        List<LogTool> peers = new ArrayList<>();
        if (Files.isExecutable(Path.of(SVLOGD_C))) {
            peers.add(new LogTool("C svlogd", List.of(SVLOGD_C)));
            peers.add(new LogTool("C svlogd -b 65536", List.of(SVLOGD_C, "-b", "65536")));
        }
        if (Files.isExecutable(Path.of(S6_LOG))) {
            peers.add(new LogTool("s6-log", List.of(S6_LOG)));
        }
        return peers;
    }

    boolean isS6Log() {
        return words.get(0).equals(S6_LOG);
    }

    /** The command that logs to {@code directory}, which is made ready for it. */
    List<String> command(LogCase what, Path directory) throws IOException {
        List<String> command = new ArrayList<>(words);
        if (isS6Log()) {
            command.add("--");
            command.addAll(what.s6Script());
            command.add(directory.toString());
            return command;
        }
        Files.createDirectory(directory);
        Files.writeString(directory.resolve("config"), what.config());
        command.addAll(what.options());
        command.add(directory.toString());
        return command;
    }
}
