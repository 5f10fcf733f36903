import java.util.ArrayList;
import java.util.List;

/** The table: a row for each figure, ours, C runit's, the bar, and whether it is met. */
final class Report {
    private final List<String> lines = new ArrayList<>();
    private int missed;

    Report() {
        line("| what | jrunit | C runit | bar | met |");
        line("|---|---|---|---|---|");
    }

    /** A figure that has no bar of its own. */
    void row(String what, Series ours, Series theirs) {
        line("| " + what + " | " + ours.text() + " | " + theirs.text() + " | | |");
    }

    /** A figure with a bar, which {@code bar} says in words. */
    void row(String what, Series ours, Series theirs, String bar, boolean met) {
        if (!met) {
            missed++;
        }
        String verdict = met ? "yes" : "**no**";
        line("| " + what + " | " + ours.text() + " | " + theirs.text() + " | " + bar + " | " + verdict + " |");
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
