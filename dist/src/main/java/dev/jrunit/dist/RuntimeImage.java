package dev.jrunit.dist;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Links the Java runtime. All jars become one module inside the image, so that a start opens no jar and the
 * start-up caches stay valid wherever the distribution is moved or copied, on every release from 17 on (before 19
 * a cache holds for one absolute class path only).
 */
final class RuntimeImage {
    /** The one module. */
    static final String MODULE = "dev.jrunit";

    /** Below it jnr-constants has a folder for each system: {@code fake} stands in for what a system lacks. */
    private static final String CONSTANTS = "jnr/constants/platform/";

    private final Path classes;

    /** Prepares in the empty folder {@code work}. */
    RuntimeImage(Path work) {
        this.classes = work.resolve("module");
    }

    /** Adds the classes of {@code jar}; a class that is there already is an error. */
    void add(Path jar) throws IOException {
        try (FileSystem contents = FileSystems.newFileSystem(jar);
                Stream<Path> files = Files.walk(contents.getPath("/"))) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                String name = file.toString().substring(1);
                boolean isOurs = !name.startsWith("META-INF/") && !name.endsWith("module-info.class");
                if (isOurs && !isOfAnotherPlatform(name)) {
                    Path target = classes.resolve(name);
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
            }
        }
    }

    /** Whether a file has the numbers of another system or processor: a megabyte that nothing looks at here. */
    static boolean isOfAnotherPlatform(String name) {
        if (!name.startsWith(CONSTANTS)) {
            return false;
        }
        String[] words = name.substring(CONSTANTS.length()).split("/", -1);
        return switch (words[0]) {
            case "linux" -> words.length > 2 && !words[1].equals(Platform.PROCESSOR);
            case "fake" -> false;
            default -> words.length > 1;
        };
    }

    /** Links the image into the folder {@code output}, which must not exist. */
    void link(Path output) throws IOException {
        Path declaration =
                Files.createDirectories(classes.resolveSibling("declaration")).resolve("module-info.java");
        Files.writeString(declaration, declaration());
        tool("javac", List.of("--patch-module", MODULE + "=" + classes, "-d", classes.toString(), "" + declaration));

        List<String> link = new ArrayList<>(List.of("--module-path", classes.toString(), "--add-modules", MODULE));
        link.addAll(List.of("--output", output.toString(), "--no-header-files", "--no-man-pages"));
        link.add("--strip-java-debug-attributes");
        link.addAll(List.of("--compress", Runtime.version().feature() >= 21 ? "zip-6" : "2"));
        tool("jlink", link);
        Files.delete(output.resolve("bin/keytool"));
    }

    /**
     * The module's declaration. Everything is exported, for the classes that jnr makes at run time; jnr-posix is
     * what needs the two modules besides jdk.unsupported.
     */
    private String declaration() throws IOException {
        Set<String> packages = new TreeSet<>();
        try (Stream<Path> files = Files.walk(classes)) {
            files.filter(file -> file.toString().endsWith(".class"))
                    .forEach(file -> packages.add(
                            classes.relativize(file.getParent()).toString().replace('/', '.')));
        }
        StringBuilder text = new StringBuilder("module " + MODULE + " {\n");
        for (String required : List.of("java.logging", "java.management", "jdk.unsupported")) {
            text.append("    requires ").append(required).append(";\n");
        }
        for (String exported : packages) {
            text.append("    exports ").append(exported).append(";\n");
        }
        return text.append("}\n").toString();
    }

    /** Copies the native library of jffi for this machine out of {@code jar} into {@code folder}. */
    static void unpackNativeLibrary(Path jar, Path folder) throws IOException {
        Files.createDirectories(folder);
        try (FileSystem contents = FileSystems.newFileSystem(jar);
                Stream<Path> files = Files.list(contents.getPath(Platform.JFFI_FOLDER))) {
            files.forEach(file -> {
                try {
                    Path target = folder.resolve(file.getFileName().toString());
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static void tool(String name, List<String> arguments) throws IOException {
        ToolProvider tool = ToolProvider.findFirst(name)
                .orElseThrow(() -> new IOException(System.getProperty("java.home") + " has no " + name
                        + ": name a whole JDK with -Djrunit.jdk=DIR"));
        StringWriter printed = new StringWriter();
        PrintWriter writer = new PrintWriter(printed);
        if (tool.run(writer, writer, arguments.toArray(String[]::new)) != 0) {
            throw new IOException(name + " " + String.join(" ", arguments) + "\nfailed: " + printed);
        }
    }
}
