package dev.jrunit.posix;

/**
 * What the kernel tells of a process. Together with the boot and the process namespace, pid and start are its identity:
 * a pid is used again, but not within the same hundredth of a second.
 *
 * @param pid its number
 * @param parent the pid of its parent, now; 0 if that is outside of this process namespace
 * @param session the pid of the leader of its session
 * @param start when it was started, in hundredths of a second since the boot
 * @param ended whether it has ended, and only waits for its parent to hear of it
 */
public record ProcessStat(int pid, int parent, int session, long start, boolean ended) {}
