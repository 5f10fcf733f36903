import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What one, ten, a hundred and a thousand services cost: their boot and stop, memory, an idle processor. */
final class FleetCosts {
    private static final int MOST = 1000;

    private final Lab lab;

    FleetCosts(Lab lab) {
        this.lab = lab;
    }

    /** The bar on megabytes of memory is that of a machine in Java, which the first service pays for. */
    void measure(int services, int memoryBar) throws IOException, InterruptedException {
        new Fleet(services, memoryBar).measure();
    }

    private final class Fleet {
        private final int services;
        private final int memoryBar;
        private final List<Series> boot = lab.series();
        private final List<Series> stop = lab.series();
        private final List<Series> memory = lab.series();
        private final List<Series> idle = lab.series();
        private final List<Series> status = lab.series();

        Fleet(int services, int memoryBar) {
            this.services = services;
            this.memoryBar = memoryBar;
        }

        void measure() throws IOException, InterruptedException {
            for (int round = lab.rounds(-1, 0); round < rounds(); round++) {
                if (round == 0) {
                    List.of(boot, stop, memory, idle, status).forEach(row -> row.forEach(Series::clear));
                }
                for (int i = 0; i < lab.products().size(); i++) {
                    if (lab.products().get(i).mostServices() * 10 >= services * 9) {
                        round(i, round == 0);
                    }
                }
            }
            rows();
        }

        private int rounds() {
            return services == MOST ? lab.rounds(5, 1) : lab.rounds(7, 1);
        }

        /** Looking at an idle processor takes longest, and is done once. */
        private void round(int i, boolean withIdle) throws IOException, InterruptedException {
            Product product = lab.products().get(i);
            int count = Math.min(services, product.mostServices());
            Path scan = lab.services(product, count);
            Programs.run("sync"); // what was written for this round is not to slow it
            long before = lab.starts().count();
            Supervisor supervisor = product.start(scan);
            boot.get(i).add((lab.starts().await(before + count) - supervisor.beginNanos) / 1e6);
            TimeUnit.SECONDS.sleep(2);
            memory.get(i).add(supervisor.memory());
            if (withIdle) {
                idle.get(i).add(supervisor.idlePercent(lab.rounds(20, 4)));
            }
            if (services == MOST) {
                for (int k = 0; k < 3; k++) {
                    status.get(i).add(Programs.millis(product.statusOfAll(scan, count)));
                }
            }
            if (services <= 10 || product.stopsTogether()) {
                stop.get(i).add(supervisor.end());
            } else {
                supervisor.endAtOnce();
            }
        }

        private void rows() {
            String label = services == 1 ? "1 service" : services + " services";
            Report report = lab.report();
            bootRow(label);
            report.row(label + ": stop until all are gone, ms", stop);
            boolean met = memory.get(0).median() <= memoryBar;
            report.row(label + ": memory (PSS), MB", memory, "≤ " + memoryBar, met);
            met = idle.get(0).median() <= 0.2;
            report.row(label + ": idle processor, % of one", idle, "≤ 0.2", met);
            if (services == MOST) {
                report.row(label + ": `status` of all, ms", status);
            }
        }

        private void bootRow(String label) {
            String what = label + ": boot until all run, ms";
            int runit = lab.product("C runit").map(lab.products()::indexOf).orElse(-1);
            if (services < MOST || runit < 0) {
                lab.report().row(what, boot);
                return;
            }
            double ratio = boot.get(0).ratios(boot.get(runit)).median();
            lab.report().row(what, boot, "≤ C runit's: " + Series.number(ratio) + " ×", ratio <= 1);
        }
    }
}
