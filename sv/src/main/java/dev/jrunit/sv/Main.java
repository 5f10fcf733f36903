package dev.jrunit.sv;

import dev.jrunit.cli.CommandLine;
import dev.jrunit.cli.Invocation;
import dev.jrunit.cli.Launcher;
import dev.jrunit.cli.OptionTable;
import dev.jrunit.cli.Tool;
import dev.jrunit.cli.UsageException;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.jnr.LinuxPosix;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** sv(8), or the init script of a service if it is called by another name. */
public final class Main implements Tool {
    private static final int MOST_FAILURES = 99;

    private final boolean isInitScript;

    Main(boolean isInitScript) {
        this.isInitScript = isInitScript;
    }

    public static void main(String[] arguments) {
        Invocation invocation = Invocation.ofProcess("sv", arguments);
        boolean isInitScript = !invocation.name().equals("sv");
        OptionTable options = isInitScript ? SvOptions.initScript() : SvOptions.SV;
        Launcher.launch(options, new Main(isInitScript), invocation);
    }

    @Override
    public int run(CommandLine line, Invocation invocation) throws UsageException {
        Action action = Action.named(line.operands().get(0), isInitScript);
        if (action == null) {
            throw new UsageException("");
        }
        Posix posix = LinuxPosix.open();
        String waitOption = line.value(SvOptions.WAIT);
        Settings settings = Settings.of(posix.processes().environment(), waitOption);
        boolean waits = action.alwaysWaits() || waitOption != null || line.has(SvOptions.VERBOSE);
        Reports reports = new Reports(invocation.stdout(), invocation.stderr(), Time.SYSTEM, new IntPredicate() {
            @Override
            public boolean test(int descriptor) {
                return isTerminal(posix, descriptor);
            }
        });
        if (isInitScript) {
            return runAsInitScript(
                    action, waits, settings, service(invocation.name(), settings, posix), posix, reports);
        }
        List<Service> services = new ArrayList<>();
        for (int i = 1; i < line.operands().size(); i++) {
            services.add(service(line.operands().get(i), settings, posix));
        }
        return Math.min(MOST_FAILURES, failures(action, waits, settings, services, posix, reports));
    }

    private static boolean isTerminal(Posix posix, int descriptor) {
        try {
            return posix.files().stat(descriptor).kind() == FileStat.Kind.DEVICE;
        } catch (PosixException e) {
            return true; // closed
        }
    }

    private static Service service(String name, Settings settings, Posix posix) {
        return new Service(posix, name, Service.pathOf(name, settings.servicesDirectory()));
    }

    private static int runAsInitScript(
            Action action, boolean waits, Settings settings, Service service, Posix posix, Reports reports) {
        return action == Action.STATUS
                ? new StatusCommand(reports).runAsInitScript(service)
                : failures(action, waits, settings, List.of(service), posix, reports);
    }

    private static int failures(
            Action action, boolean waits, Settings settings, List<Service> services, Posix posix, Reports reports) {
        StatusCommand status = new StatusCommand(reports);
        if (action == Action.STATUS) {
            return status.run(services);
        }
        SendCommand command = new SendCommand(action, reports, Time.SYSTEM);
        return waits ? command.runAndWait(services, posix, settings.waitSeconds()) : command.run(services);
    }
}
