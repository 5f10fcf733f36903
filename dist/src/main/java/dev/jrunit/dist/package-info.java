/**
 * Builds the distribution: links a Java runtime that contains jrunit as one module, writes the launchers, and
 * trains one start-up cache a tool. Run by the build, with the JDK that links; never shipped.
 */
package dev.jrunit.dist;
