/**
 * One thread, one loop: descriptors, timers, child exits and signals all end up as calls on the loop's thread. Nothing
 * that is called from it may block.
 */
package dev.jrunit.loop;
