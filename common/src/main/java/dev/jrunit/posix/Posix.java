package dev.jrunit.posix;

/** The whole of the operating system that the suite uses; most classes ask only for the part they need. */
public record Posix(
        Files files,
        Descriptors descriptors,
        Processes processes,
        OtherProcesses others,
        Polling polling,
        OwnProcess self,
        Accounts accounts,
        InitProcess init) {}
