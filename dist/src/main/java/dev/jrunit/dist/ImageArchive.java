package dev.jrunit.dist;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes an image as one file that podman, skopeo and Docker load: a tar archive in the OCI image layout, with the
 * {@code manifest.json} that older Dockers look for.
 */
final class ImageArchive {
    private static final String BLOBS = "blobs/sha256";
    private static final String TYPE = "application/vnd.oci.image.";
    private static final int FOLDER_MODE = 0755;

    private final String name;
    private final ImageConfig config;
    private final List<Layer> layers;
    private final Instant time;

    /** The image {@code name}, such as {@code localhost/jrunit:1.0}; {@code layers} from the lowest up. */
    ImageArchive(String name, ImageConfig config, List<Layer> layers, Instant time) {
        this.name = name;
        this.config = config;
        this.layers = layers;
        this.time = time;
    }

    /** Returns the digest of the image's manifest, which stands for all of it. */
    String write(Path archive) throws IOException {
        byte[] configuration = config.json(layers, time).getBytes(UTF_8);
        byte[] manifest = manifest(configuration).getBytes(UTF_8);
        try (TarArchive tar = new TarArchive(Files.newOutputStream(archive), time.getEpochSecond())) {
            tar.folder("blobs", FOLDER_MODE, TarArchive.Owner.ROOT);
            tar.folder(BLOBS, FOLDER_MODE, TarArchive.Owner.ROOT);
            tar.file(blob(Digests.of(configuration)), configuration);
            for (Layer layer : layers) {
                try (InputStream content = Files.newInputStream(layer.file())) {
                    tar.file(blob(layer.digest()), Files.size(layer.file()), content);
                }
            }
            tar.file(blob(Digests.of(manifest)), manifest);
            tar.file("index.json", index(manifest).getBytes(UTF_8));
            tar.file("manifest.json", forDocker(configuration).getBytes(UTF_8));
            tar.file("oci-layout", "{\"imageLayoutVersion\": \"1.0.0\"}\n".getBytes(UTF_8));
        }
        return Digests.of(manifest);
    }

    private String manifest(byte[] configuration) throws IOException {
        List<String> descriptors = new ArrayList<>();
        for (Layer layer : layers) {
            descriptors.add(descriptor("layer.v1.tar+gzip", layer.digest(), Files.size(layer.file())));
        }
        return """
                {
                 "schemaVersion": 2,
                 "mediaType": "%smanifest.v1+json",
                 "config": {%s},
                 "layers": [
                  {%s}
                 ]
                }
                """.formatted(
                        TYPE,
                        descriptor("config.v1+json", Digests.of(configuration), configuration.length),
                        String.join("},\n  {", descriptors));
    }

    private String index(byte[] manifest) {
        return """
                {
                 "schemaVersion": 2,
                 "mediaType": "%sindex.v1+json",
                 "manifests": [
                  {%s,
                   "annotations": {"org.opencontainers.image.ref.name": %s}}
                 ]
                }
                """.formatted(
                        TYPE, descriptor("manifest.v1+json", Digests.of(manifest), manifest.length), Json.text(name));
    }

    private String forDocker(byte[] configuration) {
        return """
                [{
                 "Config": %s,
                 "RepoTags": [%s],
                 "Layers": %s
                }]
                """.formatted(
                Json.text(blob(Digests.of(configuration))),
                Json.text(name),
                Json.texts(layers.stream().map(layer -> blob(layer.digest())).collect(Collectors.toList())));
    }

    private static String descriptor(String type, String digest, long size) {
        return "\"mediaType\": \"" + TYPE + type + "\", \"digest\": \"" + digest + "\", \"size\": " + size;
    }

    private static String blob(String digest) {
        return BLOBS + "/" + Digests.digits(digest);
    }
}
