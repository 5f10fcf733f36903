package dev.jrunit.dist;

import java.time.Instant;
import java.util.Collections;
import java.util.List;

/**
 * How a container of an image is started.
 *
 * @param user the user and group of its first process, by number
 * @param variables {@code NAME=value}
 * @param program the first process, a path
 * @param stopSignal what asks it to stop
 * @param version of what is in the image
 */
record ImageConfig(String user, List<String> variables, String program, String stopSignal, String version) {

    /** The configuration as an image has it. */
    String json(List<Layer> layers, Instant created) {
        return """
                {
                 "created": %s,
                 "architecture": %s,
                 "os": "linux",
                 "config": {
                  "User": %s,
                  "Env": %s,
                  "Entrypoint": [%s],
                  "WorkingDir": "/",
                  "Labels": {
                   "org.opencontainers.image.title": "jrunit",
                   "org.opencontainers.image.version": %s,
                   "org.opencontainers.image.licenses": "Apache-2.0"
                  },
                  "StopSignal": %s
                 },
                 "rootfs": {
                  "type": "layers",
                  "diff_ids": %s
                 },
                 "history": [
                  %s
                 ]
                }
                """.formatted(
                        Json.text(created.toString()),
                        Json.text(architecture()),
                        Json.text(user),
                        Json.texts(variables),
                        Json.text(program),
                        Json.text(version),
                        Json.text(stopSignal),
                        Json.texts(layers.stream().map(Layer::contentDigest).toList()),
                        history(layers.size(), created));
    }

    /** An entry a layer: buildah builds nothing upon an image without them. */
    private static String history(int layers, Instant created) {
        String entry = "{\"created\": " + Json.text(created.toString()) + ", \"created_by\": \"dist/image/build\"}";
        return String.join(",\n  ", Collections.nCopies(layers, entry));
    }

    /** The processor as the Go language names it. */
    static String architecture() {
        return switch (Platform.PROCESSOR) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> Platform.PROCESSOR;
        };
    }
}
