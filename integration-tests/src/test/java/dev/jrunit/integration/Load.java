package dev.jrunit.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Services of mixed behaviour in a world's scan directory, under usual and unusual names. It belongs to the user that
 * the supervisor runs as.
 */
final class Load {

    /**
     * A copy of the service. The lock is the process's alone, not its children's, and is free the moment it has ended.
     */
    private static final String WRITER = """
            use Fcntl qw(F_GETLK F_SETLK F_WRLCK SEEK_SET O_RDWR O_CREAT);
            use Time::HiRes qw(time);
            my ($kind, $prints, $pause, $state) = @ARGV;
            open my $lock, '>>', "$state.lock" or exit 1;
            my $whole = pack 's s x4 q q l x4', F_WRLCK, SEEK_SET, 0, 0, 0;
            unless (fcntl $lock, F_SETLK, $whole) {
                fcntl $lock, F_GETLK, $whole;
                my $other = (unpack 's s x4 q q l x4', $whole)[4];
                open my $twice, '>>', "$state.twice";
                syswrite $twice, sprintf "%d beside %d at %.3f\\n", $$, $other, time;
                exit 1;
            }
            sysopen my $ledger, "$state.ledger", O_RDWR | O_CREAT or exit 1;
            my $start = int((-s $ledger) / 52);
            my ($n, $began) = (0, time);
            sub note {
                sysseek $ledger, $start * 52, SEEK_SET;
                my $record = sprintf "%010d %010d %014.3f %014.3f\\n", $n, $$, $began, time;
                exit 1 unless 52 == syswrite $ledger, $record;
            }
            note();
            my $end = $kind eq 'MORTAL' ? time + rand(2) ** 2 : 0;
            $SIG{TERM} = 'IGNORE' if $kind eq 'DEAF';
            while (1) {
                for (1 .. $kind eq 'BURSTY' ? 100 : 1) {
                    if ($prints) {
                        my $line = sprintf "I%05d N%08d %s.\\n", $start, $n, 'x' x (rand(10) < 1 ? rand 300 : rand 30);
                        exit 1 unless length $line == syswrite STDOUT, $line;
                    }
                    $n++;
                    note();
                }
                exit int rand 3 if $end && time > $end;
                leave(1) if $kind eq 'FORKING';
                if (open my $storm, '<', "$state.storm") {
                    unlink "$state.storm";
                    leave(<$storm>);
                }
                select undef, undef, undef, $kind eq 'BURSTY' ? 0.4 + 5 * $pause : $pause * (0.5 + rand);
            }
            # Children whose children stay behind.
            sub leave {
                my $count = shift;
                while ($count-- > 0) {
                    note() if $count % 50 == 0;
                    my $child = fork;
                    next unless defined $child;
                    if ($child) { waitpid $child, 0; next }
                    select undef, undef, undef, 2 if !fork;
                    exec '/bin/true' or exit 0;
                }
            }
            """;

    private static final List<String> UNUSUAL_NAMES = List.of(
            "with space", "line\nbreak", "-dash", "quote'\"$x`", "invalid\\xff\\xfe", "n" + "\\x6e".repeat(254));

    private final World world;
    private final Ground ground;
    private final Path states;
    private final double pauseSeconds;
    private final List<LoadedService> services = new ArrayList<>();
    private final List<LoadedService> retired = new ArrayList<>();
    private int made;

    /** Nothing yet; a service that writes steadily pauses so long after a line. */
    Load(World world, Ground ground, double pauseSeconds) {
        this.world = world;
        this.ground = ground;
        this.pauseSeconds = pauseSeconds;
        this.states = world.home().resolve("states");
        ServiceFolder.folder(states);
        ground.give(states);
        try {
            Files.writeString(writer(), WRITER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path writer() {
        return world.home().resolve("writer");
    }

    /** Where the services keep their notes. */
    Path states() {
        return states;
    }

    List<LoadedService> services() {
        return services;
    }

    /** Those that were taken out of the scan directory. */
    List<LoadedService> retired() {
        return retired;
    }

    /** Adds so many services: kinds and loggers in turn, the last ones with unusual names. */
    void add(int count) {
        LoadedService.Kind[] kinds = LoadedService.Kind.values();
        LoadedService.Logger[] loggers = LoadedService.Logger.values();
        for (int number = 0; number < count; number++) {
            LoadedService.Logger logger = loggers[(number + number / loggers.length) % loggers.length];
            // A Java process each: a few are enough.
            logger = logger == LoadedService.Logger.SVLOGD && number > 10 ? LoadedService.Logger.HOSTED : logger;
            services.add(make("s" + number, kinds[number % kinds.length], logger));
        }
        int unusual = Math.min(UNUSUAL_NAMES.size(), count / 3);
        for (int number = 0; number < unusual; number++) {
            rename(services.get(count - 1 - number), UNUSUAL_NAMES.get(number));
        }
    }

    /** Java may be unable to spell such a name: it knows the service by a link from elsewhere. */
    private void rename(LoadedService service, String name) {
        Path link = states.resolve(service.path().getFileName() + ".directory");
        Outcome outcome = world.run(
                world.home(),
                List.of(
                        "perl",
                        "-e",
                        "my ($from, $name, $link) = @ARGV; $name =~ s/\\\\x(..)/chr hex $1/ge;"
                                + " (my $to = $from) =~ s{[^/]+$}{$name};"
                                + " rename $from, $to and symlink $to, $link or die qq($to: $!)",
                        service.path().toString(),
                        name,
                        link.toString()));
        if (outcome.exit() != 0) {
            throw new AssertionError(outcome.err());
        }
        service.movedTo(link);
    }

    /** A service that is complete when it appears under that name. */
    private LoadedService make(String name, LoadedService.Kind kind, LoadedService.Logger logger) {
        Path draft = world.scan().resolve(".draft");
        Path state = states.resolve("t" + made++);
        boolean prints = logger != LoadedService.Logger.NONE;
        String run = "exec perl " + writer() + " " + kind + " " + (prints ? 1 : 0) + " " + pauseSeconds + " " + state;
        LoadedService service = LoadedService.make(kind, logger, draft, state, run);
        ground.give(draft);
        move(service, world.scan().resolve(name));
        return service;
    }

    /** Renames its directory. */
    void move(LoadedService service, Path to) {
        try {
            Files.move(service.path(), to);
            service.movedTo(to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Takes the service away, and its directory with it; under the same name there is another of its kind at once.
     *
     * @return that one
     */
    LoadedService replace(LoadedService service) {
        Path name = service.path();
        retire(service);
        return renew(service, name.getFileName().toString());
    }

    /** Takes the service out of the scan directory; its log is still to be complete. */
    void retire(LoadedService service) {
        move(service, world.scan().resolve(".retired" + made++));
        services.remove(service);
        retired.add(service);
    }

    /** The supervisor was killed before it had ended them, and the next one will not find them: an operator has to. */
    void abandonRetired() {
        for (LoadedService service : retired) {
            kill(service.isRunning() ? service.lastPid() : 0);
        }
        retired.clear();
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Another one of the same kind, in the place of one that has been retired. */
    LoadedService renew(LoadedService service, String name) {
        LoadedService made = make(name, service.kind(), service.logger());
        services.add(made);
        return made;
    }
}
