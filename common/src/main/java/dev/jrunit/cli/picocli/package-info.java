/**
 * The only package that knows picocli: help and shell completion, built from the tools' option tables. Loaded only when
 * one of them is asked for, because picocli's classes cost more to load than a whole run of {@code sv}.
 */
package dev.jrunit.cli.picocli;
