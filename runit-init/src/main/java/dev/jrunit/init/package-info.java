/**
 * runit-init: process 1. In a container it boots, hosts the services, runs the main command and ends with its exit code;
 * on a machine it goes through the three stages of runit(8).
 *
 * <p>{@link dev.jrunit.init.Lifecycle} and {@link dev.jrunit.init.Stages} decide what comes next and touch nothing.
 * {@link dev.jrunit.init.Container} and {@link dev.jrunit.init.Computer} do what they say.
 */
package dev.jrunit.init;
