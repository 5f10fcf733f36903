import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * One of those that are compared: how it is told to do what the others do. A command that is empty says that there is
 * no such thing; its figures stay empty. A service is a directory with a {@code run} below one directory of services.
 */
interface Product {
    /** How it is called in the tables. */
    String name();

    boolean isInstalled();

    /** How many services it takes at most. */
    int mostServices();

    /** Makes the directory of services ready for this product. */
    default void prepare(Path services, int count) throws IOException {
        // Most need no more than the directories.
    }

    /** Supervises all services of a directory. */
    Supervisor start(Path services) throws IOException;

    /** Whether services stop beside each other, so that a hundred of them take hardly longer than one. */
    default boolean stopsTogether() {
        return true;
    }

    /** The command that supervises one service without a supervisor above it. */
    List<String> startOne(Path service);

    /** Makes a service appear in a directory of services, and tells the supervisor where that is needed. */
    default void add(Path made, Path services) throws IOException, InterruptedException {
        Files.move(made, services.resolve(made.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }

    List<String> status(Path service);

    /** The status of the first {@code count} services, in one call if the client can do that. */
    List<String> statusOfAll(Path services, int count);

    /** Returns when the service runs again. */
    List<String> restart(Path service);

    /** Whether it takes the bytes of {@code supervise/control}. */
    boolean hasControl();

    boolean isDown(Path service) throws IOException, InterruptedException;

    /** {@code true} as another user, where {@code asNobody}, and with few descriptors. */
    List<String> chpst(boolean asNobody);
}
