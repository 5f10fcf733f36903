package dev.jrunit.dist;

import dev.jrunit.cli.OptionTable;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/** Builds the distribution with the JDK it runs on. */
public final class Packaging {
    private static final List<OptionTable> COMMAND_LINES = List.of(
            dev.jrunit.sv.SvOptions.SV,
            dev.jrunit.runsv.Main.OPTIONS,
            dev.jrunit.runsvdir.Main.OPTIONS,
            dev.jrunit.svlogd.SvlogdOptions.SVLOGD,
            dev.jrunit.chpst.ChpstOptions.CHPST,
            dev.jrunit.runsvchdir.Main.OPTIONS,
            dev.jrunit.utmpset.Main.OPTIONS,
            dev.jrunit.init.InitOptions.RUNIT_INIT);

    private final Path root;
    private final Path target;
    private final String version;
    private final Instant time;
    private final Path bom;
    private final Layout layout;
    private final RuntimeFlags flags = new RuntimeFlags(Runtime.version().feature());

    private Packaging(Path root, Path target, String version, Instant time, Path bom) {
        this.root = root;
        this.target = target;
        this.version = version;
        this.time = time;
        this.bom = bom;
        this.layout = new Layout(target.resolve("jrunit"));
    }

    /**
     * Arguments: the project's folder; the folder to build in; the version; the time of all files, ISO 8601; the list of
     * components.
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        new Packaging(Path.of(args[0]).normalize(), Path.of(args[1]), args[2], Instant.parse(args[3]), Path.of(args[4]))
                .build();
    }

    private void build() throws IOException, InterruptedException {
        Path work = target.resolve("work");
        delete(layout.home());
        delete(work);
        Files.createDirectories(layout.home());
        Files.createDirectories(work);

        RuntimeImage image = new RuntimeImage(work);
        List<Path> jars = jars();
        for (Path jar : jars) {
            if (jar.toString().endsWith("-native.jar")) {
                RuntimeImage.unpackNativeLibrary(jar, layout.nativeLibraries());
            } else {
                image.add(jar);
                copyLicenses(jar);
            }
        }
        image.link(layout.runtime());
        writeLaunchers();
        copyShare();
        BillOfMaterials.copy(bom, layout.share().resolve("bom.json"), jars, "jrunit-dist-" + version);
        new StartCache(layout, flags, work, new CachePerTool(layout, flags, work)).make();
        setTimes();
        Path archive = target.resolve("jrunit-" + version + "-" + Platform.NAME + ".tar.gz");
        TarArchive.write(layout.home(), "jrunit-" + version, archive, time.getEpochSecond());
        delete(work);
    }

    /** Deletes {@code folder}, if it exists. commons-io would open the FIFOs that training leaves, and wait for ever. */
    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    /**
     * What the runtime is made of: the jars on this program's class path, which has its own classes in a folder; without
     * the one that only this program uses.
     */
    private static List<Path> jars() {
        List<Path> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path jar = Path.of(entry);
            if (entry.endsWith(".jar") && !jar.getFileName().toString().startsWith("commons-io-")) {
                jars.add(jar);
            }
        }
        return jars;
    }

    private void writeLaunchers() throws IOException {
        Files.createDirectories(layout.bin());
        for (Tool tool : Tool.values()) {
            Path launcher = layout.bin().resolve(tool.command);
            Files.writeString(launcher, Launcher.text(tool, flags));
            Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** Copies what the distribution brings besides programs. */
    private void copyShare() throws IOException {
        for (String file : List.of("LICENSE", "README.md")) {
            FileUtils.copyFileToDirectory(
                    root.resolve(file).toFile(), layout.share().toFile());
        }
        FileUtils.copyDirectory(
                root.resolve("etc-service-example").toFile(),
                layout.share().resolve("etc-service-example").toFile(),
                file -> !isMadeByRunning(file.getName()));
        FileUtils.copyDirectory(
                root.resolve("dist/src/main/share").toFile(), layout.share().toFile());
        Path completions = layout.share().resolve("bash-completion/completions");
        Files.createDirectories(completions);
        for (OptionTable table : COMMAND_LINES) {
            Files.writeString(completions.resolve(table.name()), BashCompletion.script(table));
        }
    }

    /** Whether a file of a service directory comes from its supervision or its logger. */
    private static boolean isMadeByRunning(String name) {
        return name.startsWith("@") || List.of("supervise", "current", "lock").contains(name);
    }

    /** Keeps the licenses and notices of the third party's {@code jar}. */
    private void copyLicenses(Path jar) throws IOException {
        String name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
        if (name.startsWith("jrunit-")) {
            return;
        }
        Path folder = layout.share().resolve("licenses").resolve(name);
        try (FileSystem contents = FileSystems.newFileSystem(jar);
                Stream<Path> files = Files.walk(contents.getPath("/META-INF"), 1)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                String text = file.getFileName().toString();
                if (text.startsWith("LICENSE") || text.startsWith("NOTICE")) {
                    Files.createDirectories(folder);
                    Files.copy(file, folder.resolve(text));
                }
            }
        }
    }

    /** Gives every file the one time, so that equal inputs make equal archives. */
    private void setTimes() throws IOException {
        FileTime fileTime = FileTime.from(time);
        try (Stream<Path> files = Files.walk(layout.home())) {
            files.forEach(file -> {
                try {
                    Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                            .setTimes(fileTime, null, null);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
