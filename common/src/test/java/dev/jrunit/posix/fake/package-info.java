/**
 * An operating system in memory, for tests: {@link dev.jrunit.posix.fake.FakePosix}. It is strict. What a careful
 * program never does (a descriptor used after its close, a blocking call on the loop, a call from a second thread)
 * throws {@link dev.jrunit.posix.fake.Misuse} instead of being forgiven, and so does whatever is not modelled.
 */
package dev.jrunit.posix.fake;
