package dev.jrunit.upgrade;

import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.fake.FakePosix;

/** Has a process execute itself anew. */
public final class HandedOver {
    /** What leaves something to the next program. */
    public interface Leaving {
        void handOver(HandoverWriter to) throws PosixException;
    }

    private HandedOver() {}

    /** What the next program gets to read. */
    public static HandoverReader of(FakePosix fake, Leaving leaving) throws PosixException {
        HandoverWriter writer = new HandoverWriter(fake.posix());
        leaving.handOver(writer);
        int file = writer.write();
        fake.execute();
        return HandoverReader.read(fake.posix(), file);
    }
}
