/**
 * The command line of the tools: one immutable {@link dev.jrunit.cli.OptionTable} a tool, read by a small getopt on
 * every start and by {@code dev.jrunit.cli.picocli} for help and completion, which is loaded for those only; and the
 * frame round each tool's main: arguments as byte strings, output in whole messages, one place where errors end.
 */
package dev.jrunit.cli;
