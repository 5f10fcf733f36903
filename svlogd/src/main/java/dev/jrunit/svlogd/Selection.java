package dev.jrunit.svlogd;

import java.util.ArrayList;
import java.util.List;

/**
 * Which lines are logged, and which go to standard error too: the patterns of a config file in their order, of which
 * the last that matches a line decides. Immutable; any thread. Source: svlogd(8), CONFIG.
 */
final class Selection {
    /** Logs every line and tells of none. */
    static final Selection ALL = new Selection(List.of(), List.of());

    private record Rule(boolean selects, Pattern pattern) {}

    private final Rule[] logRules;
    private final Rule[] alertRules;

    private Selection(List<Rule> logRules, List<Rule> alertRules) {
        this.logRules = logRules.toArray(new Rule[0]);
        this.alertRules = alertRules.toArray(new Rule[0]);
    }

    /** Gathers the rules of a config file. */
    static final class Builder {
        private final List<Rule> logRules = new ArrayList<>();
        private final List<Rule> alertRules = new ArrayList<>();

        /** Adds a line of the config: {@code kind} is one of {@code + - e E}. */
        void add(char kind, byte[] pattern) {
            List<Rule> rules = kind == '+' || kind == '-' ? logRules : alertRules;
            rules.add(new Rule(kind == '+' || kind == 'e', new Pattern(pattern)));
        }

        Selection build() {
            return logRules.isEmpty() && alertRules.isEmpty() ? ALL : new Selection(logRules, alertRules);
        }
    }

    /** Whether there is nothing to decide: each line is logged, none is told of. */
    boolean isAll() {
        return logRules.length == 0 && alertRules.length == 0;
    }

    /** Whether a line with these first bytes is logged. */
    boolean logs(byte[] line, int from, int to) {
        return decide(logRules, true, line, from, to);
    }

    /** Whether a line with these first bytes goes to standard error. */
    boolean alerts(byte[] line, int from, int to) {
        return decide(alertRules, false, line, from, to);
    }

    private static boolean decide(Rule[] rules, boolean initially, byte[] line, int from, int to) {
        for (int i = rules.length - 1; i >= 0; i--) {
            if (rules[i].pattern.matches(line, from, to)) {
                return rules[i].selects;
            }
        }
        return initially;
    }
}
