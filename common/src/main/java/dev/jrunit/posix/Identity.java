package dev.jrunit.posix;

/**
 * Who a process is. Numbers are 32 bits without a sign.
 *
 * @param realUid the real user
 * @param effectiveUid the one that counts
 * @param savedUid the one that can be returned to
 * @param realGid the same of groups
 * @param effectiveGid the same of groups
 * @param savedGid the same of groups
 * @param groups the supplementary groups
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Identity(
        int realUid, int effectiveUid, int savedUid, int realGid, int effectiveGid, int savedGid, int[] groups) {

    /** Whether all three users are {@code uid}. */
    public boolean isUser(int uid) {
        return realUid == uid && effectiveUid == uid && savedUid == uid;
    }

    /** Whether all three groups are {@code gid}. */
    public boolean isGroup(int gid) {
        return realGid == gid && effectiveGid == gid && savedGid == gid;
    }
}
