package dev.jrunit.dist;

import dev.jrunit.cli.Operand;
import dev.jrunit.cli.Option;
import dev.jrunit.cli.OptionTable;
import dev.jrunit.protocol.SuperviseFiles;
import java.util.ArrayList;
import java.util.List;

/** Writes a tool's completion for bash from its option table. Services are looked up in SVDIR when asked for. */
final class BashCompletion {
    private static final String SCRIPT = """
            # Completion of @NAME@ for bash, made from its table of options.
            _jrunit_@NAME@() {
              local word=${COMP_WORDS[COMP_CWORD]} operand=0 i service
              COMPREPLY=()
              for ((i = 1; i < COMP_CWORD; i++)); do
                case ${COMP_WORDS[i]} in
                @VALUED@) ((++i)) ;;
                -?*) ((operand > 0 && ++operand)) ;;
                *) ((++operand)) ;;
                esac
              done
              if ((i > COMP_CWORD)); then
                return # an argument of an option
              fi
              if [[ operand -eq 0 && $word == -* ]]; then
                mapfile -t COMPREPLY < <(compgen -W '@OPTIONS@' -- "$word")
                return
              fi
              case $operand in
            @OPERANDS@  esac
            }
            complete -F _jrunit_@NAME@ @NAME@
            """;

    private static final String SERVICES = """
                if [[ $word == */* || $word == .* ]]; then
                  compopt -o filenames
                  mapfile -t COMPREPLY < <(compgen -d -- "$word")
                  return
                fi
                for service in "${SVDIR:-@SERVICES@}"/*/; do
                  service=${service%/}
                  service=${service##*/}
                  if [[ $service == "$word"* && $service != '*' ]]; then
                    COMPREPLY+=("$(printf %q "$service")")
                  fi
                done
            """.replace("@SERVICES@", SuperviseFiles.DEFAULT_SERVICE_DIRECTORY);

    private BashCompletion() {}

    static String script(OptionTable table) {
        List<String> all = new ArrayList<>();
        List<String> valued = new ArrayList<>();
        for (Option option : table.options()) {
            List<String> names = names(option);
            all.addAll(names);
            if (option.takesArgument()) {
                valued.addAll(names);
                for (char letter : option.letters().toCharArray()) {
                    valued.add("-[!-]*" + letter); // the last of a cluster, as in -vw 5
                }
            }
        }
        all.addAll(names(Option.HELP));
        all.addAll(names(Option.VERSION));
        return SCRIPT.replace("@NAME@", table.name())
                .replace("@VALUED@", valued.isEmpty() ? "''" : String.join(" | ", valued))
                .replace("@OPTIONS@", String.join(" ", all))
                .replace("@OPERANDS@", operands(table));
    }

    private static String operands(OptionTable table) {
        StringBuilder text = new StringBuilder();
        int index = 0;
        for (Operand operand : table.operands()) {
            boolean many = operand.count().most() == Integer.MAX_VALUE;
            text.append("  ").append(many ? "*" : String.valueOf(index)).append(")\n");
            text.append(candidates(operand)).append("    ;;\n");
            index++;
        }
        return text.toString();
    }

    private static String candidates(Operand operand) {
        return switch (operand.kind()) {
            case WORD -> compgen("-W '" + String.join(" ", operand.words()) + "'");
            case SERVICE -> SERVICES;
            case DIRECTORY -> "    compopt -o filenames\n" + compgen("-d");
            case FILE -> "    compopt -o filenames\n" + compgen("-f");
            case PROGRAM -> compgen("-c");
            case TEXT -> "    :\n";
        };
    }

    private static String compgen(String what) {
        return "    mapfile -t COMPREPLY < <(compgen " + what + " -- \"$word\")\n";
    }

    private static List<String> names(Option option) {
        List<String> names = new ArrayList<>();
        for (char letter : option.letters().toCharArray()) {
            names.add("-" + letter);
        }
        if (!option.longName().isEmpty()) {
            names.add("--" + option.longName());
        }
        return names;
    }
}
