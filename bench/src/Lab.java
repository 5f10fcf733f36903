import java.nio.file.Path;
import java.util.List;

/**
 * What all measurements share.
 *
 * @param dist the distribution of ours
 * @param work the folder for everything that is made
 * @param empty the command of the empty Java main
 * @param products ours, and C runit where it is installed
 */
record Lab(
        Path dist,
        Path work,
        List<String> empty,
        List<Product> products,
        Starts starts,
        Report report,
        boolean quick) {
    /** A name in the work folder that nothing has yet. */
    Path fresh() {
        return work.resolve("d" + System.nanoTime());
    }

    int rounds(int full, int whenQuick) {
        return quick ? whenQuick : full;
    }

    /** A series for each of the two products. */
    static List<Series> pair() {
        return List.of(new Series(), new Series());
    }
}
