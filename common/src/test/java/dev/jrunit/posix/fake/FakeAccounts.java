package dev.jrunit.posix.fake;

import dev.jrunit.posix.Account;
import dev.jrunit.posix.Accounts;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Group;
import dev.jrunit.posix.PosixException;
import java.util.ArrayList;
import java.util.List;

/** {@link Accounts} that the test adds. */
public final class FakeAccounts implements Accounts {
    private final FakePosix fake;
    private final List<Account> accounts = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();

    FakeAccounts(FakePosix fake) {
        this.fake = fake;
    }

    public void add(Account account) {
        accounts.add(account);
    }

    public void add(Group group) {
        groups.add(group);
    }

    @Override
    public Account account(String name) throws PosixException {
        fake.call("getpwnam_r", Files.HERE, name);
        return accounts.stream()
                .filter(account -> account.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    @Override
    public Account account(int uid) throws PosixException {
        fake.call("getpwuid_r", Files.HERE, "");
        return accounts.stream()
                .filter(account -> account.uid() == uid)
                .findFirst()
                .orElse(null);
    }

    @Override
    public Group group(String name) throws PosixException {
        fake.call("getgrnam_r", Files.HERE, name);
        return groups.stream()
                .filter(group -> group.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
