package dev.jrunit.dist;

/** The kind of machine that the distribution is built on and for. */
final class Platform {
    /** The processor as Linux names it. */
    static final String PROCESSOR = processor(System.getProperty("os.arch"));

    /** The name in the archive's file name and of the folder of native libraries. */
    static final String NAME = "linux-" + PROCESSOR;

    /** The folder of this platform inside jffi's jar of native libraries. */
    static final String JFFI_FOLDER = "jni/" + PROCESSOR + "-Linux/";

    private Platform() {}

    private static String processor(String javaName) {
        return javaName.equals("amd64") ? "x86_64" : javaName;
    }
}
