import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What many services cost: time, memory and an idle processor. */
final class ManyServicesCosts {
    private final Lab lab;

    ManyServicesCosts(Lab lab) {
        this.lab = lab;
    }

    void memory(String label, int services, double bar) throws IOException, InterruptedException {
        List<Series> pair = Lab.pair();
        for (int round = 0; round < lab.rounds(3, 1); round++) {
            for (int i = 0; i < lab.products().size(); i++) {
                Supervisor supervisor =
                        up(lab.products().get(i), lab.starts().services(lab.fresh(), services), services);
                TimeUnit.SECONDS.sleep(2);
                pair.get(i).add(supervisor.memory());
                supervisor.end();
            }
        }
        memoryRow(label, pair, bar);
    }

    void thousand() throws IOException, InterruptedException {
        List<Series> time = Lab.pair();
        List<Series> memory = Lab.pair();
        List<Series> idle = Lab.pair();
        for (int round = lab.rounds(-1, 0); round < lab.rounds(5, 1); round++) {
            if (round == 0) {
                List.of(time, memory, idle).forEach(pair -> pair.forEach(Series::clear));
            }
            for (int i = 0; i < lab.products().size(); i++) {
                int count = lab.products().get(i).mostServices();
                Path scan = lab.starts().services(lab.fresh(), count);
                Programs.run("sync"); // what was written for this round is not to slow it
                long before = lab.starts().count();
                Supervisor supervisor = lab.products().get(i).runsvdir(scan);
                time.get(i).add((lab.starts().await(before + count) - supervisor.beginNanos) / 1e6);
                TimeUnit.SECONDS.sleep(3);
                memory.get(i).add(supervisor.memory());
                if (round % 2 == 0) {
                    idle.get(i).add(supervisor.idlePercent(20));
                }
                supervisor.end();
            }
        }
        String what = "1000 services all running (C runit: 990), ms";
        if (time.get(1).isEmpty()) {
            lab.report().row(what, time.get(0), time.get(1));
        } else {
            double ratio = time.get(0).ratios(time.get(1)).median();
            String bar = "≤ C runit's: " + Series.number(ratio) + " ×";
            lab.report().row(what, time.get(0), time.get(1), bar, ratio <= 1);
        }
        memoryRow("1000", memory, 45);
        boolean idleMet = idle.get(0).median() <= 0.2;
        lab.report().row("idle processor with 1000 services, % of one", idle.get(0), idle.get(1), "≤ 0.2", idleMet);
    }

    private void memoryRow(String label, List<Series> pair, double bar) {
        String what = "memory (PSS) with " + label + " services, MB";
        boolean met = pair.get(0).median() <= bar;
        lab.report().row(what, pair.get(0), pair.get(1), "≤ " + Math.round(bar), met);
    }

    private Supervisor up(Product product, Path scan, int services) throws IOException, InterruptedException {
        long before = lab.starts().count();
        Supervisor supervisor = product.runsvdir(scan);
        lab.starts().await(before + services);
        return supervisor;
    }
}
