# Prints what execve kept of this process, so that two ways to start it can be compared.
use strict;
use warnings;
use Config;

sub content { my ($name) = @_; open(my $file, '<', $name) or return "-\n"; local $/; return <$file>; }
sub field { my ($status, $name) = @_; return $status =~ /^$name:[ \t]*(.*)$/m ? $1 : '-'; }

my @descriptors;
for my $number (0 .. 260) {
    my $target = readlink("/proc/self/fd/$number");
    push @descriptors, "$number=$target" if defined $target;
}
my $status = content('/proc/self/status');
my @stat = split / /, content('/proc/self/stat') =~ s/^.*\) //r;
print "pid $$\n";
for my $name (qw(Uid Gid Groups Umask SigPnd ShdPnd SigBlk SigIgn SigCgt CapInh CapPrm CapEff CapBnd CapAmb
    NoNewPrivs Seccomp Cpus_allowed_list)) {
    print "$name ", field($status, $name), "\n";
}
print "parent ", getppid(), "\n";
print "group ", ($stat[2] == $$ ? 'own' : $stat[2]), ", session ", ($stat[3] == $$ ? 'own' : $stat[3]), "\n";
print "nice $stat[16]\n";
print "io ", syscall($Config{archname} =~ /x86_64/ ? 252 : 31, 1, 0), "\n";
print "cwd ", readlink('/proc/self/cwd') // '-', "\nroot ", readlink('/proc/self/root') // '-', "\n";
print "descriptors @descriptors\n";
print content('/proc/self/limits');
print "score ", content('/proc/self/oom_score_adj');
print "dump ", content('/proc/self/coredump_filter');
print "arguments ", unpack('H*', content('/proc/self/cmdline')), "\n";
print "environment\n", join("\n", map { s/([^ -~])/sprintf '\\%03o', ord $1/ger } split(/\0/, content('/proc/self/environ'))), "\n";
