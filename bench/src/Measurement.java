import java.io.IOException;

/**
 * Some rows that are measured together.
 *
 * @param group the word that chooses it on the command line
 */
record Measurement(String group, Work work) {
    interface Work {
        void measure() throws IOException, InterruptedException;
    }

    /** What cannot be done, such as with a peer that does not stop, costs its own rows and no others. */
    void make(Report report) throws IOException, InterruptedException {
        try {
            work.measure();
        } catch (IOException | IllegalStateException e) {
            report.failed(group, e);
            Programs.killAll();
        }
    }
}
