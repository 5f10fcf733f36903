import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What was measured in the rounds of one row by one program, in the row's unit. */
final class Series {
    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    /** Forgets what the warm-up measured. */
    void clear() {
        values.clear();
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    double median() {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int size = sorted.size();
        return (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    }

    double most() {
        return Collections.max(values);
    }

    /** Each value by that of the same round in {@code other}. */
    Series ratios(Series other) {
        Series ratios = new Series();
        for (int i = 0; i < values.size(); i++) {
            ratios.add(values.get(i) / other.values.get(i));
        }
        return ratios;
    }

    /** The median, and in brackets the least and the most. */
    String text() {
        if (isEmpty()) {
            return "–";
        }
        return number(median()) + " (" + number(Collections.min(values)) + " to " + number(Collections.max(values))
                + ")";
    }

    /** Three digits that count. */
    static String number(double value) {
        if (Double.isInfinite(value)) {
            return "∞";
        }
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
