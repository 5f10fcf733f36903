package dev.jrunit.dist;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The text of a launcher: a script for any POSIX shell that replaces itself by the tool and, on the usual way,
 * starts no other process.
 */
final class Launcher {
    private static final String HEAD = """
            #!/bin/sh
            # %s of jrunit: finds the distribution it belongs to and becomes its Java program.

            jrunit_self=$0
            case $jrunit_self in
            */*) ;;
            *) if [ -f "$jrunit_self" ]; then jrunit_self=./$jrunit_self; else jrunit_self=$(command -v -- "$0"); fi ;;
            esac
            if [ -h "$jrunit_self" ]; then
              jrunit_self=${JRUNIT_HANDOVER_LAUNCHER:-$(readlink -f -- "$jrunit_self")}
            fi
            jrunit_bin=${jrunit_self%%/*}
            case $jrunit_bin in
            */bin) jrunit_home=${jrunit_bin%%/bin} ;;
            *) jrunit_home=$jrunit_bin/.. ;;
            esac
            case $jrunit_bin in
            /*) ;;
            *) jrunit_home=$PWD/$jrunit_home ;;
            esac
            # Java finds its own files below a name that is not ASCII only in a locale that can spell it.
            case $jrunit_home in
            *[![:print:]]*) export LC_ALL=C.UTF-8 ;;
            esac

            set -- \\
            %s  "$@"

            """;

    /**
     * Of a standard descriptor that is closed Java would make its own files: svlogd would log the runtime, and services
     * could read it.
     */
    private static final String STANDARD = """
            { true 9<&0; } 2>/dev/null || exec </dev/null
            { true 9>&1; } 2>/dev/null || exec >/dev/null
            { true 9>&2; } || exec 2>/dev/null
            """;

    /**
     * Services must get the environment that the tool got, byte for byte. A shell spoils it: it drops variables
     * whose names are no identifiers and adds its own. So the original goes over on descriptor 9: not as an
     * argument, which every user could read. The variables that would act on this Java machine are meant for the
     * services'.
     */
    private static final String SUPERVISOR = """
            unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
            if [ "${JRUNIT_HANDOVER-}" ]; then
              # A supervisor executes itself anew: signals wait until it listens.
              set -- -Xrs -XX:+DisableAttachMechanism "-Djrunit.handover=$JRUNIT_HANDOVER" "$@"
              unset JRUNIT_HANDOVER
              if [ "${JRUNIT_HANDOVER_ENVIRON-}" ]; then
                # Its children may end now: a shell that waits for one of its own would take their ends away.
                set -- "-Djrunit.environ.fd=$JRUNIT_HANDOVER_ENVIRON" "$@"
                unset JRUNIT_HANDOVER_ENVIRON JRUNIT_HANDOVER_LAUNCHER
                exec %1$s"$jrunit_home/runtime/bin/java" "$@"
              fi
            fi
            # The environment as it came in, which a shell cannot pass on exactly: read on descriptor 9.
            if jrunit_environ=$(base64 "/proc/$$/environ" 2>/dev/null); then
              exec %1$s"$jrunit_home/runtime/bin/java" -Djrunit.environ.fd=9 "$@" 9<<END
            $jrunit_environ
            END
            fi
            exec %1$s"$jrunit_home/runtime/bin/java" "$@"
            """;

    private static final String RARELY = """
            unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
            exec "$jrunit_home/runtime/bin/java" "$@"
            """;

    /**
     * The program that the tool becomes must get the caller's environment, descriptors and signals. So the environment
     * goes over in variables, for which descriptor may be the caller's nobody knows; a variable holds 128 KB at the
     * most. And so do the signals that are ignored and blocked, because the Java machine changes them.
     */
    private static final String ITSELF = """
            unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
            # The environment and the signals as they came in, which a shell and Java cannot pass on exactly.
            read -r jrunit_stat 2>/dev/null <"/proc/$$/stat"
            IFS='
            '
            jrunit_pieces=0
            for jrunit_piece in $(LC_ALL=C base64 -w 120000 "/proc/$$/environ" 2>/dev/null); do
              jrunit_pieces=$((jrunit_pieces + 1))
              export "JRUNIT_ENVIRON_$jrunit_pieces=$jrunit_piece"
            done
            if [ $jrunit_pieces = 0 ]; then
              exec "$jrunit_home/runtime/bin/java" "-Djrunit.stat=$jrunit_stat" "$@"
            fi
            # Less of the address space, which may be limited. The program gets the environment from above.
            export MALLOC_ARENA_MAX=1
            exec "$jrunit_home/runtime/bin/java" -Djrunit.environ.pieces=$jrunit_pieces "-Djrunit.stat=$jrunit_stat" "$@"
            """;

    /**
     * Signals wait, blocked, from the first moment on until the tool reads them. The Java machine keeps one for itself,
     * which is moved out of the way of {@code USR2}.
     */
    private static final String WITH_SIGNALS_BLOCKED = "env --block-signal _JAVA_SR_SIGNUM=64 ";

    private Launcher() {}

    static String text(Tool tool, RuntimeFlags flags) {
        String body = switch (tool.children) {
            case ALWAYS -> STANDARD + SUPERVISOR.formatted("");
            case RARELY -> STANDARD + RARELY;
            case ITSELF -> ITSELF;
            case ALL_OF_A_CONTAINER -> STANDARD + SUPERVISOR.formatted(WITH_SIGNALS_BLOCKED);
        };
        return HEAD.formatted(tool.command, arguments(tool, flags)) + body;
    }

    private static String arguments(Tool tool, RuntimeFlags flags) {
        List<String> words = flags.of(tool);
        words.add("\"" + flags.useCache("$jrunit_home/lib/" + flags.cacheFile(tool)) + "\"");
        words.add("\"-Djrunit.argv0=$0\"");
        words.add("\"-Djrunit.home=$jrunit_home\"");
        words.add("\"-Djffi.boot.library.path=$jrunit_home/lib/" + Platform.NAME + "\"");
        words.add("-m " + RuntimeImage.MODULE + "/" + tool.mainClass);
        return words.stream().map(word -> "  " + word + " \\\n").collect(Collectors.joining());
    }
}
