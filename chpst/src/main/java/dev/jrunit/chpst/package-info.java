/**
 * chpst(8): runs a program with a changed process state; and under their names the tools of daemontools that it stands
 * in for.
 *
 * <p>Each {@link dev.jrunit.chpst.Personality} compiles its command line to a {@link dev.jrunit.chpst.ProcessPlan},
 * which is pure. {@link dev.jrunit.chpst.ProcessChange} carries a plan out, in the one order there is.
 */
package dev.jrunit.chpst;
