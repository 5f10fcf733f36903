package dev.jrunit.runsv.machine;

/**
 * A service and its logger.
 *
 * @param service the service
 * @param logger its log service; null if it has none
 * @param exited whether supervision is over
 */
public record PairState(ServiceState service, ServiceState logger, boolean exited) {
    public ServiceState of(Role role) {
        return role == Role.SERVICE ? service : logger;
    }

    PairState with(Role role, ServiceState next) {
        return role == Role.SERVICE ? new PairState(next, logger, exited) : new PairState(service, next, exited);
    }

    /** When the earlier of the two wants {@link Event.Tick}; {@link ServiceState#NEVER} if neither does. */
    public long wakeNanos() {
        return logger == null ? service.wakeNanos() : Math.min(service.wakeNanos(), logger.wakeNanos());
    }
}
