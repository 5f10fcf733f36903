/**
 * The only package that knows picocli: help, built from the tools' option tables. Loaded only when it is asked for, because picocli's classes cost more to load than a whole run of {@code sv}.
 */
package dev.jrunit.cli.picocli;
