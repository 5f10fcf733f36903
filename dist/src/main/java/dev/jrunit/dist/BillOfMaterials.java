package dev.jrunit.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The list of components that the CycloneDX plugin made of the project, held against what is shipped. */
final class BillOfMaterials {
    /** A component is named by its {@code bom-ref} once; what depends on what repeats it under other keys. */
    private static final Pattern COMPONENT = Pattern.compile(
            "\"bom-ref\" : \"pkg:maven/[^/\"]+/([^@\"]+)@([^?\"]+)\\?(?:classifier=([^&\"]+)&)?type=jar\"");

    private BillOfMaterials() {}

    /**
     * Copies the list into the distribution; where Maven is offline there is none, and that is said.
     *
     * @param jars what the distribution is made of
     * @param described the name and version of what the list is about, which is no component
     * @throws IOException also if the list has other components than these jars
     */
    static void copy(Path bom, Path target, Collection<Path> jars, String described) throws IOException {
        if (!Files.exists(bom)) {
            System.err.println("The distribution has no bom.json: Maven makes that list online only.");
            return;
        }
        String text = Files.readString(bom);
        Set<String> listed = jarNames(text);
        listed.remove(described + ".jar");
        Set<String> shipped = new TreeSet<>();
        for (Path jar : jars) {
            shipped.add(jar.getFileName().toString());
        }
        if (!listed.equals(shipped)) {
            throw new IOException(bom + " lists " + listed + ", but shipped are " + shipped);
        }
        Files.createDirectories(target.getParent());
        Files.writeString(target, text);
    }

    static Set<String> jarNames(String bom) {
        Set<String> names = new TreeSet<>();
        Matcher component = COMPONENT.matcher(bom);
        while (component.find()) {
            String classifier = component.group(3) == null ? "" : "-" + component.group(3);
            names.add(component.group(1) + "-" + component.group(2) + classifier + ".jar");
        }
        return names;
    }
}
