package dev.jrunit.sv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Source: sv(8), COMMANDS: "sv actually looks only at the first character of these commands". */
class ActionTest {
    @Test
    void everyWordOfTheTableNamesAnActionOfItsOwn() {
        List<Action> named = new ArrayList<>();
        for (String word : Action.words()) {
            named.add(Action.named(word, false));
            assertSame(Action.named(word, false), Action.named(word, true));
        }
        assertEquals(List.of(Action.values()), named);
    }

    @ParameterizedTest
    @CsvSource({
        "u,UP", "upp,UP", "d,DOWN", "o,ONCE", "p,PAUSE", "c,CONT", "che,CONT", "checkx,CONT", "h,HUP", "a,ALARM",
        "i,INTERRUPT", "k,KILL", "q,QUIT", "12,USR1", "2x,USR2", "t,TERM", "try,TERM", "e,EXIT", "x,EXIT", "s,STATUS",
        "star,STATUS", "shutdow,STATUS", "X,FORCE_SHUTDOWN", "E,FORCE_SHUTDOWN", "Down,FORCE_STOP", "T,FORCE_RELOAD"
    })
    void onlyTheFirstLetterCounts(String word, Action action) {
        assertSame(action, Action.named(word, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "r",
                "restartx",
                "reloa",
                "f",
                "force-",
                "force-stopx",
                "S",
                "U",
                "O",
                "P",
                "C",
                "H",
                "A",
                "I",
                "K",
                "Q",
                "3",
                "-",
                "."
            })
    void anythingElseIsNoCommand(String word) {
        assertNull(Action.named(word, false));
    }

    @Test
    void statusIsSpeltOutForInitScripts() {
        assertNull(Action.named("s", true));
        assertNull(Action.named("star", true));
        assertSame(Action.STATUS, Action.named("status", true));
    }

    @Test
    void theTableHasEachWordOnce() {
        assertEquals(Action.words().size(), Action.words().stream().distinct().count());
        assertEquals(26, Action.words().size());
    }
}
