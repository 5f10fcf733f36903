package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * runit-init as process 1 of a machine, which here is a process namespace: where that is restarted its first process
 * ends by HUP, where it is switched off by INT. Source: runit(8), runit-init(8), reboot(2).
 */
final class InitMachineTest {
    private static final int SWITCHED_OFF = 128 + 2;
    private static final int RESTARTED = 128 + 1;
    private static final String STAGE_2 = "echo 2 >>$home/order; trap 'echo TERM >>$home/order; exit 0' TERM;"
            + " echo up >$home/ready; while :; do sleep 0.05; done";

    private static Box machine(String second) throws Exception {
        Box box = new Box();
        box.script("runit/1", "echo 1 >>$home/order")
                .script("runit/2", second)
                .script("runit/3", "echo 3 >>$home/order");
        // Where they are asked for by these names and not below /run, which is the machine's here.
        Files.createFile(box.etc().resolve("runit/stopit"));
        Files.createFile(box.etc().resolve("runit/reboot"));
        chmod(box.etc().resolve("runit/stopit"), "---------");
        chmod(box.etc().resolve("runit/reboot"), "---------");
        return box;
    }

    private static void chmod(Path file, String permissions) throws Exception {
        Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString(permissions));
    }

    @Test
    void theStagesFollowOneAnother() throws Exception {
        try (Box box = machine("echo 2 >>$home/order")) {
            assertEquals(SWITCHED_OFF, box.init().exit(), box.err());
            assertEquals("1\n2\n3\n", box.read("order"));
        }
    }

    @Test
    void aFirstStageThatExits100SkipsTheSecond() throws Exception {
        try (Box box = machine("echo 2 >>$home/order")) {
            box.script("runit/1", "echo 1 >>$home/order; exit 100");
            assertEquals(SWITCHED_OFF, box.init().exit(), box.err());
            assertEquals("1\n3\n", box.read("order"));
        }
    }

    @ParameterizedTest
    @CsvSource({"exit 111", "kill -KILL $$"})
    void aSecondStageThatCrashesIsRunAgain(String end) throws Exception {
        try (Box box = machine("echo 2 >>$home/order; [ -e $home/crashed ] && exit 0; : >$home/crashed; " + end)) {
            assertEquals(SWITCHED_OFF, box.init().exit(), box.err());
            assertEquals("1\n2\n2\n3\n", box.read("order"));
        }
    }

    /** init 0 and init 6, called in the container, as an administrator would. */
    @ParameterizedTest
    @CsvSource({"0, " + SWITCHED_OFF, "6, " + RESTARTED})
    void itIsEndedByInit(String what, int exit) throws Exception {
        try (Box box = machine(STAGE_2)) {
            box.script(
                    "runit/1",
                    "echo 1 >>$home/order; setsid sh -c '"
                            + "until [ -e \"$0/go\" ]; do sleep 0.05; done; runit-init --etc \"$0/etc\" " + what
                            + "' $home </dev/null >/dev/null 2>&1 &");
            box.init().await("ready");
            Files.createFile(box.home().resolve("go"));
            assertEquals(exit, box.exit(), box.err());
            assertEquals("1\n2\nTERM\n3\n", box.read("order"));
        }
    }

    /** "If runit receives a CONT signal and the file stopit exists and has the execute by owner permission set". */
    @Test
    void contStopsItOnlyIfItIsTold() throws Exception {
        try (Box box = machine(STAGE_2)) {
            box.init().await("ready").signal("CONT").signal("TERM").signal("HUP");
            Eventually.holds("runs", java.time.Duration.ofMillis(300), box::isRunning);
            chmod(box.etc().resolve("runit/stopit"), "--x------");
            assertEquals(SWITCHED_OFF, box.signal("CONT").exit(), box.err());
            assertEquals("1\n2\nTERM\n3\n", box.read("order"));
        }
    }

    @Test
    void pwrStopsIt() throws Exception {
        try (Box box = machine(STAGE_2)) {
            assertEquals(SWITCHED_OFF, box.init().await("ready").signal("PWR").exit(), box.err());
            assertEquals("1\n2\nTERM\n3\n", box.read("order"));
        }
    }

    /** INT is the keyboard's ctrl-alt-del: the script runs, and may have told it to stop. */
    @Test
    void ctrlAltDelRunsItsScript() throws Exception {
        try (Box box = machine(STAGE_2)) {
            box.script(
                    "runit/ctrlaltdel",
                    "echo keys >>$home/order; chmod 100 $home/etc/runit/stopit $home/etc/runit/reboot");
            assertEquals(RESTARTED, box.init().await("ready").signal("INT").exit(), box.err());
            assertEquals("1\n2\nkeys\nTERM\n3\n", box.read("order"));
        }
    }

    /** An image made for my_init may contain Debian's first stage; and a command is a container's. */
    @Test
    void aCommandMakesItAContainer() throws Exception {
        try (Box box = machine("echo 2 >>$home/order")) {
            assertEquals(3, box.init("--", "sh", "-c", "exit 3").exit(), box.err());
            assertTrue(box.read("order").isEmpty());
        }
    }
}
