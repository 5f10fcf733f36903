package dev.jrunit.protocol;

/** The names below a service directory that runit's tools agree on. Source: runsv(8). */
public final class SuperviseFiles {
    public static final String SUPERVISE = "supervise";
    public static final String OK = "supervise/ok";
    public static final String CONTROL = "supervise/control";
    public static final String LOCK = "supervise/lock";
    public static final String STATUS = "supervise/status";
    public static final String STAT = "supervise/stat";
    public static final String PID = "supervise/pid";
    public static final String LOG = "log";
    public static final String DOWN = "down";

    /** Where services are if nothing else is said. */
    public static final String DEFAULT_SERVICE_DIRECTORY = "/etc/service";

    private SuperviseFiles() {}
}
