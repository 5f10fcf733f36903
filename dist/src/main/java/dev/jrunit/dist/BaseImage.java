package dev.jrunit.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The last steps of {@code dist/image/build}: makes the start-up cache of the suite in a root folder, and writes that
 * folder as an image for root and one for a user without privileges. Runs on the runtime that is in the image.
 */
public final class BaseImage {
    /** The user of the second image, and the group that platforms give to users that they make up. */
    private static final TarArchive.Owner SERVICE_USER = new TarArchive.Owner(10001, 0);

    /** What that user and that group may write: the folders of services, state and logs. */
    private static final List<String> WRITABLE = List.of("etc/service", "home/app", "run", "var/log");

    private static final int GROUP_MAY_WRITE = 0775;

    private static final List<String> VARIABLES =
            List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8");

    private final Path root;
    private final Path work;
    private final Layout layout;
    private final Instant time;

    private BaseImage(Path root, Path work) throws IOException {
        this.root = root;
        this.work = work;
        this.layout = new Layout(root.resolve("opt/jrunit"));
        this.time =
                Files.getLastModifiedTime(layout.runtime().resolve("release")).toInstant();
    }

    /**
     * Arguments: the root folder, with the suite in {@code opt/jrunit}; an empty folder to work in; the file that keeps the
     * classes that this suite uses; the beginning of the archives' paths; the image's name without its tag; its version.
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        BaseImage image = new BaseImage(Path.of(args[0]), Path.of(args[1]));
        image.makeCache(Path.of(args[2]));
        image.write(args[3], args[4], args[5]);
    }

    /** Records once for a suite: another run may meet a rare branch, and use a class more. */
    private void makeCache(Path classes) throws IOException, InterruptedException {
        RuntimeFlags flags = new RuntimeFlags(Runtime.version().feature());
        SharedCache cache = new SharedCache(layout, flags, work);
        if (!Files.exists(classes)) {
            new StartCache(layout, flags, work, cache).make();
            cache.save(classes);
        }
        cache.make(classes);
    }

    private void write(String path, String name, String version) throws IOException {
        long seconds = time.getEpochSecond();
        Layer files =
                Layer.write(work.resolve("files.tar.gz"), seconds, tar -> tar.tree(root, "", TarArchive.Modes.OWN));
        Layer permissions = Layer.write(work.resolve("permissions.tar.gz"), seconds, tar -> {
            for (String folder : WRITABLE) {
                tar.folder(folder, GROUP_MAY_WRITE, SERVICE_USER);
            }
        });
        String end = version + "-" + Platform.NAME + ".tar";
        write(path + "-" + end, name + ":" + version, "0:0", version, List.of(files));
        String user = SERVICE_USER.user() + ":" + SERVICE_USER.group();
        write(path + "-nonroot-" + end, name + ":" + version + "-nonroot", user, version, List.of(files, permissions));
    }

    private void write(String archive, String name, String user, String version, List<Layer> layers)
            throws IOException {
        ImageConfig config = new ImageConfig(user, VARIABLES, "/sbin/runit-init", "SIGTERM", version);
        String digest = new ImageArchive(name, config, layers, time).write(Path.of(archive));
        System.out.println(digest + " " + Files.size(Path.of(archive)) + " " + unpackedSize() + " " + archive);
    }

    private long unpackedSize() throws IOException {
        long size = 0;
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files.filter(BaseImage::isPlain)::iterator) {
                size += Files.size(file);
            }
        }
        return size;
    }

    private static boolean isPlain(Path file) {
        return Files.isRegularFile(file) && !Files.isSymbolicLink(file);
    }
}
