package dev.jrunit.cli.picocli;

import dev.jrunit.cli.Operand;
import dev.jrunit.cli.Option;
import dev.jrunit.cli.OptionTable;
import java.io.File;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Turns an option table into picocli's model of a command. */
final class PicocliModel {
    private PicocliModel() {}

    static CommandSpec of(OptionTable table, String calledAs) {
        CommandSpec spec = CommandSpec.create().name(calledAs);
        spec.parser().separator(" ");
        spec.usageMessage()
                .description(escaped(table.summary()))
                .customSynopsis(escaped(calledAs + " " + table.synopsis()))
                .sortOptions(false);
        for (Option option : table.options()) {
            spec.addOption(optionSpec(option));
        }
        spec.addOption(optionSpec(Option.HELP));
        spec.addOption(optionSpec(Option.VERSION));
        int index = 0;
        for (Operand operand : table.operands()) {
            spec.addPositional(positionalSpec(operand, index));
            index++;
        }
        return spec;
    }

    private static OptionSpec optionSpec(Option option) {
        OptionSpec.Builder builder = OptionSpec.builder(names(option)).description(escaped(option.help()));
        if (option.takesArgument()) {
            builder.arity("1").paramLabel(option.argument()).type(option.repeatable() ? String[].class : String.class);
        } else {
            builder.arity("0").type(option.repeatable() ? boolean[].class : boolean.class);
        }
        return builder.build();
    }

    private static String[] names(Option option) {
        int letters = option.letters().length();
        String[] names = new String[letters + (option.longName().isEmpty() ? 0 : 1)];
        for (int i = 0; i < letters; i++) {
            names[i] = "-" + option.letters().charAt(i);
        }
        if (names.length > letters) {
            names[letters] = "--" + option.longName();
        }
        return names;
    }

    private static PositionalParamSpec positionalSpec(Operand operand, int index) {
        boolean many = operand.count().most() == Integer.MAX_VALUE;
        PositionalParamSpec.Builder builder = PositionalParamSpec.builder()
                .index(many ? index + "..*" : String.valueOf(index))
                .arity(operand.count().least()
                        + (many ? "..*" : ".." + operand.count().most()))
                .paramLabel(operand.name())
                .description(escaped(description(operand)));
        switch (operand.kind()) {
            case WORD -> builder.completionCandidates(operand.words()).type(String.class);
            case SERVICE, TEXT, PROGRAM -> builder.type(many ? String[].class : String.class);
            case DIRECTORY, FILE -> builder.type(many ? File[].class : File.class);
        }
        return builder.build();
    }

    private static String description(Operand operand) {
        return operand.words().isEmpty()
                ? operand.help()
                : operand.help() + " One of: " + String.join(", ", operand.words()) + ".";
    }

    /** picocli formats descriptions, where a per cent sign means something. */
    private static String escaped(String text) {
        return text.replace("%", "%%");
    }
}
