package dev.jrunit.runsvdir;

import org.junit.jupiter.api.Test;

/** What runsvdir says of directories that may have any name. */
class ReportsTest {
    @Test
    void aNameMakesNoOtherLineAndNoEscape() {
        Messages messages = new Messages("/etc/service");
        messages.reports.ofService("web\nrunsv sshd\u001b[1A", "fatal: unable to start ./run: access denied");
        messages.reports.warn("unable to stat \u001b[2J");
        messages.assertAre(
                "runsv web?runsv sshd?[1A: fatal: unable to start ./run: access denied",
                "runsvdir /etc/service: warning: unable to stat ?[2J");
    }
}
