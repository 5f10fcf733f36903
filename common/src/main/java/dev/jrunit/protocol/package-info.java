/**
 * The contract between the tools: the files below {@code supervise/} and the bytes written to its control FIFO, exactly
 * as runit has them. {@code sv} and {@code runsv} meet nowhere else. Pure values: no input or output.
 */
package dev.jrunit.protocol;
