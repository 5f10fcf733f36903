/**
 * How a supervisor becomes another version of itself: the same process, with its children and its descriptors, executes
 * its program anew and tells it in a file in memory what it supervises.
 */
package dev.jrunit.upgrade;
