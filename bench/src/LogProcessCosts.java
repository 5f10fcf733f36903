import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a logger costs as a process: its start, and its memory. */
final class LogProcessCosts {
    private static final LogCase STAMPED =
            new LogCase("", List.of("-tt"), "s1000000\nn10\n-*DEBUG*\n", List.of("-DEBUG", "n10", "s1000000", "T"), 1);

    private final Lab lab;
    private final List<LogTool> tools = new ArrayList<>();

    LogProcessCosts(Lab lab) {
        this.lab = lab;
        tools.add(LogTool.jrunit(lab.dist()));
        tools.addAll(LogTool.peers());
    }

    void measure() throws IOException, InterruptedException {
        lab.report().heading(tools.stream().map(LogTool::name).toList());
        start();
        memory();
    }

    private List<Series> series() {
        return tools.stream().map(tool -> new Series()).toList();
    }

    private void start() throws IOException, InterruptedException {
        Series floor = new Series();
        List<Series> times = series();
        for (int round = -3; round < lab.rounds(41, 15); round++) {
            if (round == 0) {
                floor.clear();
                times.forEach(Series::clear);
            }
            floor.add(Programs.millis(lab.empty()));
            for (int i = 0; i < tools.size(); i++) {
                times.get(i).add(firstLine(tools.get(i)));
            }
        }
        double ratio = times.get(0).ratios(floor).median();
        String bar = "≤ 1.5 × empty main (" + Series.number(floor.median()) + "): " + Series.number(ratio);
        lab.report().row("started → its first line is in `current`, ms", times, bar, ratio <= 1.5);
    }

    /** From before the start until the line is in its file: the end of the process waits for the disk. */
    private double firstLine(LogTool tool) throws IOException, InterruptedException {
        Path directory = lab.fresh();
        List<String> command = tool.command(STAMPED, directory);
        Path current = directory.resolve("current");
        long begin = System.nanoTime();
        Process process = Programs.start(Programs.prepare(command));
        try (OutputStream input = process.getOutputStream()) {
            input.write("a line\n".getBytes(StandardCharsets.US_ASCII));
            input.flush();
            Waiting.until("no line in " + current, () -> Files.exists(current) && Files.size(current) > 0);
            return (System.nanoTime() - begin) / 1e6;
        } finally {
            process.waitFor();
            LogThroughput.delete(directory);
        }
    }

    private void memory() throws IOException, InterruptedException {
        List<Series> idle = series();
        List<Series> most = series();
        Path lines = LogLines.write(lab.fresh(), lab.quick() ? 50 : 200);
        for (int round = 0; round < lab.rounds(3, 1); round++) {
            for (int i = 0; i < tools.size(); i++) {
                Path directory = lab.fresh();
                Process process =
                        Programs.start(Programs.prepare(tools.get(i).command(STAMPED, directory)));
                try (OutputStream input = process.getOutputStream()) {
                    Waiting.until("no logger", () -> Files.exists(directory.resolve("current")));
                    idle.get(i).add(Kernel.status(process.pid(), "VmRSS:"));
                    Files.copy(lines, input);
                    most.get(i).add(Kernel.status(process.pid(), "VmHWM:"));
                }
                process.waitFor();
                LogThroughput.delete(directory);
            }
        }
        lab.report().row("resident memory, no line yet, MB", idle, "≤ 45", idle.get(0).median() <= 45);
        String what = "the most resident memory, `-tt`, a filter, rotation, MB";
        lab.report().row(what, most, "≤ 45", most.get(0).median() <= 45);
    }
}
