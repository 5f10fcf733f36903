package dev.jrunit.svlogd;

/** What lines of a service without a logger look like on standard output and standard error. */
public enum LineStyle {
    /** As they are: the service writes them itself. */
    RAW(""),
    /** The service's name, a colon, a blank and the line. */
    TEXT("1"),
    /** A JSON object a line: time, service, message. */
    JSON("1\nj");

    /** The lines of a log's config that mean the same. */
    private final String config;

    LineStyle(String config) {
        this.config = config;
    }

    /** A formatter that sends lines to the standard output of {@code surroundings}, and what it logs nowhere. */
    LineFormatter formatter(Surroundings surroundings, String service) {
        LogConfig parsed = LogConfigParser.parse(config).config();
        return new LineFormatter(LineOptions.PLAIN, parsed, surroundings, service);
    }
}
