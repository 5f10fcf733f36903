import java.util.ArrayList;
import java.util.List;

/** Tables: a row for each figure, ours, that of each peer, ours by the best peer's, the bar, and whether it is met. */
final class Report {
    /** How often our figure is that of the best peer; more than 1 is worse. */
    record Ratio(String what, double value) {}

    /** Which of two figures is the better one. */
    enum Better {
        LESS,
        MORE,
        NEITHER
    }

    private final List<String> lines = new ArrayList<>();
    private final List<Ratio> ratios = new ArrayList<>();
    private List<String> programs = List.of();
    private int missed;

    Report(List<String> programs) {
        heading(programs);
    }

    /** Begins a table of what these programs cost. Names of ours begin with the product's. */
    void heading(List<String> names) {
        programs = names;
        line((lines.isEmpty() ? "" : "\n") + "| what | " + String.join(" | ", names) + " | ÷ best peer | bar | met |");
        line("|---" + "|---".repeat(names.size()) + "|---|---|---|");
    }

    /** A figure of each program of the heading, of which less is better, without a bar. */
    void row(String what, List<Series> figures) {
        row(Better.LESS, what, figures);
    }

    void row(Better better, String what, List<Series> figures) {
        line(begin(better, what, figures) + " | | |");
    }

    /** A figure of each program of the heading, of which less is better, and a bar for the first. */
    void row(String what, List<Series> figures, String bar, boolean met) {
        row(Better.LESS, what, figures, bar, met);
    }

    void row(Better better, String what, List<Series> figures, String bar, boolean met) {
        if (!met) {
            missed++;
        }
        line(begin(better, what, figures) + " | " + bar + " | " + (met ? "yes" : "**no**") + " |");
    }

    /** Measurements that could not be made count as a bar that is missed. */
    void failed(String group, Exception cause) {
        missed++;
        line("| " + group + ": failed: " + cause.getMessage() + " |" + " |".repeat(programs.size() + 3));
    }

    private String begin(Better better, String what, List<Series> figures) {
        StringBuilder line = new StringBuilder("| ").append(what);
        for (int i = 0; i < programs.size(); i++) {
            line.append(" | ").append(i < figures.size() ? figures.get(i).text() : "–");
        }
        double ratio = ratio(better, figures);
        if (Double.isNaN(ratio)) {
            return line.append(" | –").toString();
        }
        ratios.add(new Ratio(what, ratio));
        return line.append(" | ").append(Series.number(ratio)).toString();
    }

    /** Not a number where there is nothing to compare. */
    private double ratio(Better better, List<Series> figures) {
        double best = Double.NaN;
        for (int i = 1; i < figures.size(); i++) {
            if (!programs.get(i).startsWith("jrunit") && !figures.get(i).isEmpty()) {
                double median = figures.get(i).median();
                boolean first = Double.isNaN(best);
                best = first ? median : better == Better.MORE ? Math.max(best, median) : Math.min(best, median);
            }
        }
        if (figures.get(0).isEmpty() || better == Better.NEITHER) {
            return Double.NaN;
        }
        double ours = figures.get(0).median();
        return better == Better.MORE ? best / ours : ours / best;
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

    /** Those of all rows that have one, in their order. */
    List<Ratio> ratios() {
        return ratios;
    }
}
