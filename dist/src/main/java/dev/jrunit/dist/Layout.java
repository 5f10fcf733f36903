package dev.jrunit.dist;

import java.nio.file.Path;

/** The folders and files of an unpacked distribution whose top folder is {@code home}. */
record Layout(Path home) {
    Path bin() {
        return home.resolve("bin");
    }

    Path lib() {
        return home.resolve("lib");
    }

    Path runtime() {
        return home.resolve("runtime");
    }

    Path java() {
        return runtime().resolve("bin/java");
    }

    Path share() {
        return home.resolve("share");
    }

    Path nativeLibraries() {
        return lib().resolve(Platform.NAME);
    }

    Path cache(Tool tool, RuntimeFlags flags) {
        return lib().resolve(flags.cacheFile(tool));
    }
}
