package dev.jrunit.chpst;

import dev.jrunit.cli.UsageException;
import java.util.List;
import java.util.Locale;

/** The names of capabilities. Source: capabilities(7). */
final class Capabilities {
    /** Stands for all that the kernel knows, which may be more than have a name here. */
    static final int ALL = -1;

    /** From number 0 on. */
    private static final String[] NAMES = {
        "chown",
        "dac_override",
        "dac_read_search",
        "fowner",
        "fsetid",
        "kill",
        "setgid",
        "setuid",
        "setpcap",
        "linux_immutable",
        "net_bind_service",
        "net_broadcast",
        "net_admin",
        "net_raw",
        "ipc_lock",
        "ipc_owner",
        "sys_module",
        "sys_rawio",
        "sys_chroot",
        "sys_ptrace",
        "sys_pacct",
        "sys_admin",
        "sys_boot",
        "sys_nice",
        "sys_resource",
        "sys_time",
        "sys_tty_config",
        "mknod",
        "lease",
        "audit_write",
        "audit_control",
        "setfcap",
        "mac_override",
        "mac_admin",
        "syslog",
        "wake_alarm",
        "block_suspend",
        "audit_read",
        "perfmon",
        "bpf",
        "checkpoint_restore"
    };

    private Capabilities() {}

    /** Adds the numbers of the names in {@code list}, which has commas between them. */
    static void addTo(List<Integer> numbers, String list, String complaint) throws UsageException {
        int start = 0;
        while (start <= list.length()) {
            int comma = list.indexOf(',', start);
            int end = comma < 0 ? list.length() : comma;
            numbers.add(number(list.substring(start, end), complaint));
            start = end + 1;
        }
    }

    private static int number(String text, String complaint) throws UsageException {
        String name = text.toLowerCase(Locale.ROOT);
        if (name.equals("all")) {
            return ALL;
        }
        if (name.startsWith("cap_")) {
            name = name.substring("cap_".length());
        }
        for (int i = 0; i < NAMES.length; i++) {
            if (NAMES[i].equals(name)) {
                return i;
            }
        }
        throw new UsageException(complaint);
    }

    /** How messages call it. */
    static String name(int number) {
        return number < NAMES.length ? NAMES[number] : Integer.toString(number);
    }
}
