package dev.jrunit.posix;

/**
 * The identity of a file, whatever its names are.
 *
 * @param device the device's number
 * @param inode the file's number on it
 */
public record FileId(long device, long inode) {}
