package dev.jrunit.chpst;

import dev.jrunit.cli.CommandLine;
import dev.jrunit.cli.Operand;
import dev.jrunit.cli.Option;
import dev.jrunit.cli.OptionTable;
import dev.jrunit.cli.UsageException;
import dev.jrunit.posix.Resource;
import java.util.List;

/**
 * What chpst is by the name it is called by: itself, or a tool of daemontools. Each compiles its command line to a
 * {@link ProcessPlan}; pure. Source: chpst(8), EMULATION.
 */
enum Personality {
    CHPST(ChpstOptions.CHPST) {
        @Override
        ProcessPlan compile(CommandLine line) throws UsageException {
            return ChpstCommand.compile(line);
        }
    },
    SETUIDGID(words("setuidgid", "account child", "Runs a program as an account.", account())) {
        @Override
        ProcessPlan compile(CommandLine line) {
            PlanDraft draft = new PlanDraft();
            draft.user = UserName.ofAccount(line.operands().get(0));
            return draft.plan(afterFirst(line.operands()));
        }
    },
    ENVUIDGID(words(
            "envuidgid", "account child", "Runs a program with the numbers of an account in UID and GID.", account())) {
        @Override
        ProcessPlan compile(CommandLine line) {
            PlanDraft draft = new PlanDraft();
            draft.idsOf = UserName.ofAccount(line.operands().get(0));
            return draft.plan(afterFirst(line.operands()));
        }
    },
    ENVDIR(words(
            "envdir",
            "dir child",
            "Runs a program with the variables that have a file in a directory.",
            Operand.of("dir", Operand.Kind.DIRECTORY, Operand.Count.ONE, "The directory."))) {
        @Override
        ProcessPlan compile(CommandLine line) {
            PlanDraft draft = new PlanDraft();
            draft.environmentDirectory = line.operands().get(0);
            draft.subdirectoriesAreTrouble = true;
            return draft.plan(afterFirst(line.operands()));
        }
    },
    PGRPHACK(words("pgrphack", "child", "Runs a program in a new process group.", null)) {
        @Override
        ProcessPlan compile(CommandLine line) {
            PlanDraft draft = new PlanDraft();
            draft.newSession = true;
            return draft.plan(line.operands());
        }
    },
    SETLOCK(SetlockOptions.TABLE) {
        @Override
        ProcessPlan compile(CommandLine line) {
            boolean waits = false;
            boolean failsSilently = false;
            for (int i = 0; i < line.options().size(); i++) {
                Option option = line.options().get(i);
                boolean isAboutWaiting = option.equals(SetlockOptions.WAIT) || option.equals(SetlockOptions.AT_ONCE);
                waits = isAboutWaiting ? option.equals(SetlockOptions.WAIT) : waits;
                failsSilently = isAboutWaiting ? failsSilently : option.equals(SetlockOptions.SILENT);
            }
            PlanDraft draft = new PlanDraft();
            draft.lock = new ProcessPlan.Lock(line.operands().get(0), waits, failsSilently);
            return draft.plan(afterFirst(line.operands()));
        }
    },
    SOFTLIMIT(SoftlimitOptions.TABLE) {
        @Override
        ProcessPlan compile(CommandLine line) throws UsageException {
            PlanDraft draft = new PlanDraft();
            for (int i = 0; i < line.options().size(); i++) {
                limit(draft, line.options().get(i), line.values().get(i));
            }
            return draft.plan(line.operands());
        }

        private void limit(PlanDraft draft, Option option, String value) throws UsageException {
            boolean asHard = value.equals("=");
            Long amount = asHard ? (Long) 0L : Numerals.number(value);
            if (amount == null) {
                throw new UsageException("");
            }
            Resource[] resources = SoftlimitOptions.resources(option);
            for (int i = 0; i < resources.length; i++) {
                if (asHard) {
                    draft.limitAsHard(resources[i]);
                } else {
                    draft.limit(resources[i], amount);
                }
            }
        }
    };

    @SuppressWarnings("Immutable") // it is: a record of lists that cannot be changed
    private final OptionTable table;

    Personality(OptionTable table) {
        this.table = table;
    }

    OptionTable table() {
        return table;
    }

    abstract ProcessPlan compile(CommandLine line) throws UsageException;

    /** The one that a program of that name is; a {@code d} in front makes no difference. Any other name is chpst. */
    static Personality named(String name) {
        Personality[] all = values();
        for (int i = 0; i < all.length; i++) {
            if (all[i].table.name().equals(name)) {
                return all[i];
            }
        }
        return CHPST;
    }

    /** The name in the usage message of a program that was called as {@code name}. */
    static String nameFor(String name) {
        return name.startsWith("d") ? name.substring(1) : name;
    }

    /** A command line that knows no options. */
    private static OptionTable words(String name, String synopsis, String summary, Operand first) {
        return new OptionTable(
                name,
                synopsis,
                summary,
                List.of(),
                first == null
                        ? List.of(ChpstOptions.PROGRAM, ChpstOptions.ARGUMENTS)
                        : List.of(first, ChpstOptions.PROGRAM, ChpstOptions.ARGUMENTS),
                OptionTable.Leniency.OPERANDS_ONLY,
                100,
                111);
    }

    private static Operand account() {
        return Operand.of("account", Operand.Kind.TEXT, Operand.Count.ONE, "The name of the account.");
    }

    private static List<String> afterFirst(List<String> words) {
        return words.subList(1, words.size());
    }
}
