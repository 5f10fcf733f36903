import java.util.ArrayList;
import java.util.List;

/** Tables: a row for each figure, ours, that of each peer, the bar, and whether it is met. */
final class Report {
    private final List<String> lines = new ArrayList<>();
    private int missed;

    Report() {
        heading(List.of("jrunit", "C runit"));
    }

    /** Begins a table of what these programs cost. */
    void heading(List<String> programs) {
        line((lines.isEmpty() ? "" : "\n") + "| what | " + String.join(" | ", programs) + " | bar | met |");
        line("|---" + "|---".repeat(programs.size()) + "|---|---|");
    }

    /** A figure that has no bar of its own. */
    void row(String what, Series ours, Series theirs) {
        row(what, List.of(ours, theirs));
    }

    /** A figure of each program of the heading, without a bar. */
    void row(String what, List<Series> figures) {
        line("| " + what + " | " + texts(figures) + " | | |");
    }

    /** A figure with a bar, which {@code bar} says in words. */
    void row(String what, Series ours, Series theirs, String bar, boolean met) {
        row(what, List.of(ours, theirs), bar, met);
    }

    /** A figure of each program of the heading, and a bar for the first. */
    void row(String what, List<Series> figures, String bar, boolean met) {
        if (!met) {
            missed++;
        }
        String verdict = met ? "yes" : "**no**";
        line("| " + what + " | " + texts(figures) + " | " + bar + " | " + verdict + " |");
    }

    private static String texts(List<Series> figures) {
        return String.join(" | ", figures.stream().map(Series::text).toList());
    }

    /** Rows are printed as they are known: a run takes minutes. */
    private void line(String line) {
        lines.add(line);
        System.out.println(line);
    }

    int missed() {
        return missed;
    }

    String text() {
        return String.join("\n", lines) + "\n";
    }
}
