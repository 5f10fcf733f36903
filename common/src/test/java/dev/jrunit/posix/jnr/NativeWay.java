package dev.jrunit.posix.jnr;

import com.kenai.jffi.DirectCalls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The two ways to call C functions; the binding is tested with each. */
enum NativeWay {
    DIRECT {
        @Override
        NativeCalls calls() {
            NativeCalls calls = DirectCalls.open(FOLDER.resolve(LIBRARY).toString());
            if (calls == null) {
                throw new AssertionError("this jffi cannot be called directly");
            }
            return calls;
        }
    },
    INVOKER {
        @Override
        NativeCalls calls() {
            return new InvokerCalls();
        }
    };

    static final String PROPERTY = "jffi.boot.library.path";
    static final String LIBRARY = "libjffi-1.2.so";
    static final Path FOLDER = unpack();

    abstract NativeCalls calls();

    /** jffi's library in a folder of its own, where jffi itself takes it from too. */
    private static Path unpack() {
        String folder = Architecture.isArm64() ? "aarch64-Linux" : "x86_64-Linux";
        try (InputStream library = NativeWay.class.getResourceAsStream("/jni/" + folder + "/" + LIBRARY)) {
            Path unpacked = Files.createTempDirectory("jffi");
            Files.copy(library, unpacked.resolve(LIBRARY));
            unpacked.toFile().deleteOnExit(); // the last to be named is the first to go
            unpacked.resolve(LIBRARY).toFile().deleteOnExit();
            System.setProperty(PROPERTY, unpacked.toString());
            return unpacked;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
