/**
 * The conformance cases: what runsv(8), runsvdir(8) and sv(8) promise, shown on C runit and on the executables that
 * dist built.
 */
package dev.jrunit.integration;
