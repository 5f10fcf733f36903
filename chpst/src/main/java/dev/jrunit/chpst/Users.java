package dev.jrunit.chpst;

import dev.jrunit.posix.Account;
import dev.jrunit.posix.Accounts;
import dev.jrunit.posix.Group;
import dev.jrunit.posix.PosixException;
import java.util.ArrayList;
import java.util.List;

/** Finds who a {@link UserName} is. Source: chpst(8), OPTIONS. */
final class Users {
    private final Accounts accounts;

    Users(Accounts accounts) {
        this.accounts = accounts;
    }

    /**
     * A user and groups in numbers.
     *
     * @param uid the user
     * @param gids the groups, at least one: the first is the main one
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Ids(int uid, int[] gids) {}

    Ids find(UserName name) throws Trouble {
        if (name.isNumbers()) {
            return numbers(name.text().substring(1));
        }
        try {
            return named(name);
        } catch (PosixException e) {
            throw Trouble.unable("get password/group file entry", e);
        }
    }

    /** The account behind {@code name}: the one of that name or, of numbers, that has the number. */
    Account account(UserName name) throws Trouble {
        try {
            Account account = name.isNumbers() ? accounts.account(find(name).uid()) : accounts.account(userPart(name));
            if (account == null) {
                throw new Trouble("unknown user/group: " + name.text());
            }
            return account;
        } catch (PosixException e) {
            throw Trouble.unable("get password/group file entry", e);
        }
    }

    private static Ids numbers(String text) throws Trouble {
        List<Integer> numbers = new ArrayList<>();
        int start = 0;
        while (true) {
            int end = Numerals.endOfDigits(text, start);
            numbers.add((int) Numerals.number(text, start, end));
            if (end == text.length()) {
                break;
            }
            if (text.charAt(end) != ':') {
                throw new Trouble("invalid uid/gids: " + text);
            }
            start = end + 1;
        }
        if (numbers.size() < 2) {
            throw new Trouble("invalid uid/gids: " + text);
        }
        int[] gids = new int[numbers.size() - 1];
        for (int i = 0; i < gids.length; i++) {
            gids[i] = numbers.get(i + 1);
        }
        return new Ids(numbers.get(0), gids);
    }

    private static String userPart(UserName name) {
        int colon = name.isAccount() ? -1 : name.text().indexOf(':');
        return colon < 0 ? name.text() : name.text().substring(0, colon);
    }

    private Ids named(UserName name) throws Trouble, PosixException {
        String user = userPart(name);
        Account account = accounts.account(user);
        if (account == null) {
            throw unknown(name);
        }
        if (user.length() == name.text().length()) {
            return new Ids(account.uid(), new int[] {account.gid()});
        }
        return new Ids(account.uid(), groups(name, user.length() + 1));
    }

    private int[] groups(UserName name, int first) throws Trouble, PosixException {
        String text = name.text();
        int[] gids = new int[0];
        int start = first;
        while (start <= text.length()) {
            int colon = text.indexOf(':', start);
            int end = colon < 0 ? text.length() : colon;
            Group group = accounts.group(text.substring(start, end));
            if (group == null) {
                throw unknown(name);
            }
            gids = java.util.Arrays.copyOf(gids, gids.length + 1);
            gids[gids.length - 1] = group.gid();
            start = end + 1;
        }
        return gids;
    }

    private static Trouble unknown(UserName name) {
        return new Trouble((name.isAccount() ? "unknown account: " : "unknown user/group: ") + name.text());
    }
}
