import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * How fast loggers take what comes through a pipe: whole processes, from their start until they have ended with
 * everything in its file. {@code cat} writes to the pipe, from a file that is in the page cache.
 */
final class LogThroughput {
    /** The shell's own clock: it knows what its children used, to a millisecond. */
    private static final String TIMED =
            "TIMEFORMAT='%3R %3U %3S'; file=$1; shift; cat \"$file\" | { time \"$@\" 2>&3; } 3>&2 2>&1";

    private final Lab lab;
    private final List<LogTool> tools = new ArrayList<>();
    private String lines = "";

    LogThroughput(Lab lab) {
        this.lab = lab;
        tools.add(LogTool.jrunit(lab.dist()));
        tools.addAll(LogTool.peers());
    }

    void measure() throws IOException, InterruptedException {
        int megabytes = lab.quick() ? 50 : 200;
        lines = megabytes + " MB, ";
        Path input = LogLines.write(lab.fresh(), megabytes);
        List<String> names = tools.stream().map(LogTool::name).toList();
        lab.report().heading(names);
        for (LogCase what : LogCase.ALL) {
            measure(what, input);
        }
        Files.delete(input);
    }

    private void measure(LogCase what, Path input) throws IOException, InterruptedException {
        List<Series> speeds = series();
        List<Series> processors = series();
        for (int round = lab.rounds(-1, 0); round < lab.rounds(5, 1); round++) {
            if (round == 0) {
                speeds.forEach(Series::clear);
                processors.forEach(Series::clear);
            }
            long written = 0;
            for (int i = 0; i < tools.size(); i++) {
                Path directory = lab.fresh();
                List<String> command = new ArrayList<>(List.of("/bin/bash", "-c", TIMED, "time", input.toString()));
                command.addAll(tools.get(i).command(what, directory));
                String[] seconds = Programs.result(command).get(0).split(" ");
                speeds.get(i).add(Files.size(input) / 1e6 / Double.parseDouble(seconds[0]));
                processors.get(i).add(Double.parseDouble(seconds[1]) + Double.parseDouble(seconds[2]));
                written = same(what, tools.get(i), written, bytesBelow(directory));
                delete(directory);
                Programs.run("sync");
            }
        }
        row(what, speeds, processors);
    }

    private List<Series> series() {
        return tools.stream().map(tool -> new Series()).toList();
    }

    /** Whoever writes less is no match. Stamps of s6-log are longer, and it keeps old files by its own count. */
    private static long same(LogCase what, LogTool tool, long before, long written) {
        if (written == 0 || !tool.isS6Log() && before != 0 && what.isKept() && before != written) {
            throw new IllegalStateException(tool.name() + " wrote " + written + " bytes for " + what.name());
        }
        return written;
    }

    private void row(LogCase what, List<Series> speeds, List<Series> processors) {
        String name = lines + what.name();
        if (tools.size() > 1 && !tools.get(1).isS6Log()) {
            double ratio = speeds.get(0).ratios(speeds.get(1)).median();
            String bar = "≥ " + Series.number(what.bar()) + " × C svlogd: " + Series.number(ratio);
            lab.report().row(Report.Better.MORE, name + ", MB/s", speeds, bar, ratio >= what.bar());
        } else {
            lab.report().row(Report.Better.MORE, name + ", MB/s", speeds);
        }
        lab.report().row(name + ", seconds of a processor", processors);
    }

    private static long bytesBelow(Path directory) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.getFileName().toString();
                bytes += name.equals("current") || name.startsWith("@") ? Files.size(file) : 0;
            }
        }
        return bytes;
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        }
    }
}
