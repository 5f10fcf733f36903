package dev.jrunit.chpst;

import dev.jrunit.cli.CommandLine;
import dev.jrunit.cli.Option;
import dev.jrunit.cli.UsageException;
import dev.jrunit.posix.Resource;

/** Compiles the options of chpst to a {@link ProcessPlan}. Pure. Source: chpst(8), OPTIONS. */
final class ChpstCommand {
    private final PlanDraft draft = new PlanDraft();

    private ChpstCommand() {}

    static ProcessPlan compile(CommandLine line) throws UsageException {
        ChpstCommand command = new ChpstCommand();
        for (int i = 0; i < line.options().size(); i++) {
            command.take(line.options().get(i), line.values().get(i));
        }
        if (command.draft.environmentOfUser && command.draft.user == null) {
            throw new UsageException("--home: there is no -u");
        }
        return command.draft.plan(line.operands());
    }

    private void take(Option option, String value) throws UsageException {
        if (option.letters().isEmpty()) {
            takeLong(option, value);
        } else if (option.takesArgument()) {
            takeValued(option, value);
        } else {
            takeFlag(option);
        }
    }

    private void takeFlag(Option option) {
        switch (option.letters()) {
            case "v" -> draft.verbose = true;
            case "P" -> draft.newSession = true;
            case "0", "1", "2" -> draft.closes[option.letters().charAt(0) - '0'] = true;
            default -> throw new IllegalArgumentException(option.letters());
        }
    }

    private void takeValued(Option option, String value) throws UsageException {
        switch (option.letters()) {
            case "u" -> draft.user = UserName.ofUserAndGroups(value);
            case "U" -> draft.idsOf = UserName.ofUserAndGroups(value);
            case "b" -> draft.argument0 = value;
            case "e" -> draft.environmentDirectory = value;
            case "/" -> draft.root = value;
            case "C" -> draft.directory = value;
            case "n" -> draft.nice = known(Numerals.signed(value), "");
            case "l", "L" -> takeLock(value, option.equals(ChpstOptions.LOCK));
            default -> takeLimit(option, value);
        }
    }

    private void takeLock(String path, boolean waits) throws UsageException {
        if (draft.lock != null) {
            throw new UsageException("");
        }
        draft.lock = new ProcessPlan.Lock(path, waits, false);
    }

    private void takeLimit(Option option, String value) throws UsageException {
        long amount = known(Numerals.number(value), "");
        Resource[] resources = SoftlimitOptions.resources(option);
        for (int i = 0; i < resources.length; i++) {
            draft.limit(resources[i], amount);
        }
    }

    private void takeLong(Option option, String value) throws UsageException {
        switch (option.longName()) {
            case "env-file" -> draft.environmentFiles.add(value);
            case "home" -> draft.environmentOfUser = true;
            case "umask" -> draft.umask = known(Words.permissions(value), complaint(option, value));
            case "cpus" -> draft.processors = known(Words.processors(value), complaint(option, value));
            case "oom-score-adj" -> draft.outOfMemoryScore = known(Words.score(value), complaint(option, value));
            case "ionice" -> draft.ioPriority = known(Words.ioPriority(value), complaint(option, value));
            case "no-new-privs" -> draft.noNewPrivileges = true;
            case "cap-drop" -> Capabilities.addTo(draft.droppedCapabilities, value, complaint(option, value));
            case "pdeathsig" -> draft.parentsEndSignal = known(Words.signal(value), complaint(option, value));
            default -> throw new IllegalArgumentException(option.longName());
        }
    }

    private static String complaint(Option option, String value) {
        return "--" + option.longName() + ": not understood: " + value;
    }

    private static <T> T known(T value, String complaint) throws UsageException {
        if (value == null) {
            throw new UsageException(complaint);
        }
        return value;
    }
}
