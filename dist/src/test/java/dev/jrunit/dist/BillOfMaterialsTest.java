package dev.jrunit.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of what is shipped. */
class BillOfMaterialsTest {
    private static final String BOM = """
            { "metadata" : { "component" : { "bom-ref" : "pkg:maven/dev.jrunit/jrunit-dist@1?type=jar" } },
            "components" : [
            { "bom-ref" : "pkg:maven/com.github.jnr/jffi@1.4.3?type=jar", "purl" : "pkg:maven/x/y@1?type=jar" },
            { "bom-ref" : "pkg:maven/com.github.jnr/jffi@1.4.3?classifier=native&type=jar" } ] }
            """;

    @TempDir
    Path folder;

    private void copy(String... jars) throws IOException {
        Path bom = Files.writeString(folder.resolve("bom"), BOM);
        BillOfMaterials.copy(
                bom,
                folder.resolve("share/bom.json"),
                List.of(jars).stream().map(Path::of).toList(),
                "jrunit-dist-1");
    }

    @Test
    void isThereIfItListsWhatIsShipped() throws Exception {
        copy("/m2/jffi-1.4.3.jar", "/m2/jffi-1.4.3-native.jar");
        assertEquals(BOM, Files.readString(folder.resolve("share/bom.json")));
    }

    @Test
    void ofAnotherVersionItIsRefused() {
        assertThrows(IOException.class, () -> copy("/m2/jffi-1.4.2.jar", "/m2/jffi-1.4.3-native.jar"));
        assertThrows(IOException.class, () -> copy("/m2/jffi-1.4.3.jar"));
        assertThrows(IOException.class, () -> copy("/m2/jffi-1.4.3.jar", "/m2/jffi-1.4.3-native.jar", "/m2/asm-9.jar"));
        assertFalse(Files.exists(folder.resolve("share/bom.json")));
    }
}
