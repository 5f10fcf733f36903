package dev.jrunit.dist;

import java.io.IOException;
import java.util.List;

/** How what a training run used is kept, and becomes a start-up cache. */
interface Recording {
    /** Before the first run. */
    void prepare() throws IOException, InterruptedException;

    /** The machine's flags of a run of {@code tool} that is to be recorded. */
    List<String> flags(Tool tool);

    /** After that run. */
    void finish(Tool tool) throws IOException, InterruptedException;
}
