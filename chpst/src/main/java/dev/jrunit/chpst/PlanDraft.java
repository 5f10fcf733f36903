package dev.jrunit.chpst;

import dev.jrunit.posix.Resource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A {@link ProcessPlan} in the making: every field is what the last word on it said. Thread: one. */
final class PlanDraft {
    boolean newSession;
    String environmentDirectory;
    boolean subdirectoriesAreTrouble;
    final List<String> environmentFiles = new ArrayList<>();
    UserName idsOf;
    boolean environmentOfUser;
    String root;
    String directory;
    Integer nice;
    ProcessPlan.IoPriority ioPriority;
    long[] processors;
    Integer outOfMemoryScore;
    UserName user;
    final List<Integer> droppedCapabilities = new ArrayList<>();
    boolean noNewPrivileges;
    ProcessPlan.Lock lock;
    final boolean[] closes = new boolean[3];
    Integer umask;
    Integer parentsEndSignal;
    String argument0;
    boolean verbose;

    private final Map<Resource, ProcessPlan.Limit> limits = new EnumMap<>(Resource.class);

    void limit(Resource resource, long amount) {
        limits.put(resource, new ProcessPlan.Limit(resource, amount, false));
    }

    void limitAsHard(Resource resource) {
        limits.put(resource, new ProcessPlan.Limit(resource, 0, true));
    }

    private List<Integer> closed() {
        List<Integer> closed = new ArrayList<>();
        for (int descriptor = 0; descriptor < closes.length; descriptor++) {
            if (closes[descriptor]) {
                closed.add(descriptor);
            }
        }
        return closed;
    }

    /** The plan that runs {@code words}. */
    ProcessPlan plan(List<String> words) {
        return new ProcessPlan(
                newSession,
                new ProcessPlan.Environment(
                        environmentDirectory, subdirectoriesAreTrouble, environmentFiles, idsOf, environmentOfUser),
                new ProcessPlan.Place(root, directory),
                new ProcessPlan.Priority(nice, ioPriority, processors, outOfMemoryScore),
                new ProcessPlan.Rights(user, droppedCapabilities, noNewPrivileges),
                lock,
                closed(),
                umask,
                parentsEndSignal,
                new ArrayList<>(limits.values()),
                new ProcessPlan.Program(argument0, words),
                verbose);
    }
}
