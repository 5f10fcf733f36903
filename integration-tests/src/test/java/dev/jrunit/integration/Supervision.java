package dev.jrunit.integration;

/** A way in which a service directory is supervised; every conformance case says on which of them it runs. */
enum Supervision {
    /** C runit, {@code runsv DIR}. */
    C_RUNSV(Suite.C, false),
    /** C runit, {@code runsvdir DIR} with a runsv a service. */
    C_RUNSVDIR(Suite.C, true),
    /** Ours, {@code runsv DIR}. */
    RUNSV(Suite.JRUNIT, false),
    /** Ours, {@code runsvdir DIR} that hosts all services. */
    HOSTED(Suite.JRUNIT, true),
    /** Ours, {@code runsvdir --isolate DIR} with a runsv a service. */
    ISOLATED(Suite.JRUNIT, true);

    final Suite suite;
    /** Whether one process watches a scan directory, so that a runsv that exits is started again. */
    final boolean scans;

    Supervision(Suite suite, boolean scans) {
        this.suite = suite;
        this.scans = scans;
    }
}
