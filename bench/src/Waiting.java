import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Waiting for what nobody tells of. */
final class Waiting {
    private static final int LIMIT_SECONDS = 180;

    private Waiting() {}

    interface Condition {
        boolean holds() throws IOException;
    }

    /** Looks twice in a millisecond until it holds; {@code complaint} is for when it does not within three minutes. */
    static void until(String complaint, Condition condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!holds(condition)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(complaint + " within " + LIMIT_SECONDS + " s");
            }
            TimeUnit.MICROSECONDS.sleep(500);
        }
    }

    private static boolean holds(Condition condition) {
        try {
            return condition.holds();
        } catch (IOException e) {
            return false; // such as a file that is just being replaced
        }
    }
}
