package dev.jrunit.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jrunit.cli.Operand;
import dev.jrunit.cli.Option;
import dev.jrunit.cli.OptionTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BashCompletionTest {
    private static final OptionTable TABLE = new OptionTable(
            "ctl",
            "[-v] [-w sec] command service ...",
            "Controls.",
            List.of(Option.flag("v", "", "Verbose."), Option.valued("w", "wait", "sec", "Wait.")),
            List.of(
                    Operand.word("command", List.of("status", "start", "up"), "What."),
                    Operand.of("service", Operand.Kind.SERVICE, Operand.Count.ANY, "Which.")),
            OptionTable.Leniency.STRICT,
            100,
            111);

    @TempDir
    Path services;

    @Test
    void completesOptions() throws Exception {
        assertEquals(List.of("-v", "-w", "--wait", "--help", "--version"), complete("-"));
        assertEquals(List.of("--wait"), complete("-v", "--w"));
    }

    @Test
    void offersNothingForAnOptionsArgument() throws Exception {
        assertEquals(List.of(), complete("-w", ""));
        assertEquals(List.of(), complete("-vw", ""));
        assertEquals(List.of("status", "start"), complete("-vw", "7", "st"));
        assertEquals(List.of("status", "start"), complete("-vw7", "st"));
    }

    @Test
    void completesCommands() throws Exception {
        assertEquals(List.of("status", "start"), complete("-w", "7", "-v", "st"));
    }

    @Test
    void completesServices() throws Exception {
        Files.createDirectories(services.resolve("web"));
        Files.createDirectories(services.resolve("w b"));
        Files.createDirectories(services.resolve("db"));
        Files.createFile(services.resolve("wrong"));
        assertEquals(List.of("w\\ b", "web"), complete("up", "w"));
        assertEquals(List.of("db"), complete("-v", "up", "web", "d"));
    }

    private List<String> complete(String... words) throws Exception {
        Path script = Files.writeString(services.resolve(".completion"), BashCompletion.script(TABLE));
        List<String> command = new ArrayList<>(List.of("bash", "-c", """
                compopt() { :; }
                . "$0"
                COMP_WORDS=(ctl "$@")
                COMP_CWORD=$#
                _jrunit_ctl
                [ ${#COMPREPLY[@]} = 0 ] || printf '%s\\n' "${COMPREPLY[@]}"
                """, script.toString()));
        Collections.addAll(command, words);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("SVDIR", services.toString());
        Process bash = builder.start();
        String printed = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, bash.waitFor());
        return printed.lines().toList();
    }
}
