/**
 * runsv(8): one service directory supervised on the event loop. {@link dev.jrunit.runsv.Supervision} joins the machine
 * to the files below {@code supervise/} and to processes; it runs alone under {@link dev.jrunit.runsv.Main} and in
 * numbers inside runsvdir.
 */
package dev.jrunit.runsv;
