package dev.jrunit.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameEndingWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.OwnProcess;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.WaitStatus;
import dev.jrunit.protocol.Tai64N;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.Channel;
import org.junit.jupiter.api.Test;

/** The structure of docs/architecture.md, held. A rule that matches no class fails. */
class ArchitectureTest {
    private static final String MACHINE = "dev.jrunit.runsv.machine..";
    private static final String NATIVE = "dev.jrunit.posix.jnr..";
    private static final String[] ON_THE_LOOP = {
        "dev.jrunit.loop..",
        "dev.jrunit.runsv..",
        "dev.jrunit.runsvdir..",
        "dev.jrunit.svlogd..",
        "dev.jrunit.posix..",
        "dev.jrunit.init.."
    };

    /** Whoever calls them waits for them to start. */
    private static final String[] TOOLS = {
        "dev.jrunit.sv..", "dev.jrunit.chpst..", "dev.jrunit.runsvchdir..", "dev.jrunit.utmpset.."
    };

    /** Of svlogd: what runs on the background's thread, and the start of the program. */
    private static final DescribedPredicate<JavaClass> BESIDE_THE_LOOP =
            resideInAPackage("dev.jrunit.svlogd").and(nameMatching(".*\\.(Gzip|Main)(\\$.*)?"));

    /** What decides for runit-init. */
    private static final DescribedPredicate<JavaClass> LIFECYCLE_AND_STAGES =
            resideInAPackage("dev.jrunit.init").and(nameMatching(".*\\.(Lifecycle|Stages)(\\$.*)?"));

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/com/kenai/") || location.contains("/DirectCalls"))
            .importPackages("dev.jrunit", "com.kenai.jffi");

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(false).check(OURS);
    }

    @Test
    void theMachineIsPure() {
        check(classes()
                .that()
                .resideInAPackage(MACHINE)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(MACHINE, "dev.jrunit.protocol", "java.lang", "java.util")
                        .or(belongToAnyOf(WaitStatus.class, Signal.class))));
    }

    @Test
    void theMachineReadsNoClock() {
        check(noClasses()
                .that()
                .resideInAPackage(MACHINE)
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(System.class, Thread.class)
                .orShould()
                .callMethod(Tai64N.class, "now"));
    }

    @Test
    void thePureMachineIsUsedByItsShellAlone() {
        check(classes()
                .that()
                .resideInAPackage(MACHINE)
                .should()
                .onlyBeAccessed()
                .byClassesThat()
                .resideInAnyPackage(MACHINE, "dev.jrunit.runsv"));
    }

    /** What the first process does next is decided without a system and without a clock. */
    @Test
    void lifecycleAndStagesArePure() {
        check(classes()
                .that(LIFECYCLE_AND_STAGES)
                .should()
                .onlyDependOnClassesThat(LIFECYCLE_AND_STAGES
                        .or(nameEndingWith("init.Settings"))
                        .or(resideInAnyPackage("java.lang", "java.util"))
                        .or(belongToAnyOf(WaitStatus.class, PosixException.class, Errno.class))));
        check(noClasses()
                .that(LIFECYCLE_AND_STAGES)
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(System.class, Thread.class));
    }

    @Test
    void initHostsServicesAndKnowsNoOtherTool() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.jrunit.init..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(TOOLS));
        check(noClasses()
                .that()
                .resideInAPackage("dev.jrunit..")
                .and()
                .resideOutsideOfPackages("dev.jrunit.init..", "dev.jrunit.dist..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.jrunit.init.."));
    }

    @Test
    void onePackageKnowsJnr() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(NATIVE, "com.kenai.jffi")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jnr..", "com.kenai.."));
    }

    @Test
    void onlyTheWayInIsSeenOfThatPackage() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(NATIVE, "com.kenai.jffi")
                .should()
                .dependOnClassesThat(resideInAnyPackage(NATIVE).and(not(nameEndingWith(".LinuxPosix")))));
    }

    @Test
    void onePackageKnowsPicocli() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dev.jrunit.cli.picocli")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("dev.jrunit.cli.picocli"));
        check(classes()
                .that()
                .haveSimpleName("PicocliModel")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli.."));
    }

    @Test
    void nothingOnTheLoopSleepsOrStartsProcessesByJava() {
        check(noClasses()
                .that()
                .resideInAnyPackage(ON_THE_LOOP)
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class, int.class)
                .orShould()
                .callMethod(Object.class, "wait")
                .orShould()
                .callMethod(Object.class, "wait", long.class)
                .orShould()
                .callMethod(Runtime.class, "exec", String.class)
                .orShould()
                .callMethod(Runtime.class, "exec", String[].class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Process.class, ProcessBuilder.class));
    }

    @Test
    void nothingOnTheLoopUsesStreams() {
        check(noClasses()
                .that()
                .resideInAnyPackage(ON_THE_LOOP)
                .and()
                .doNotHaveSimpleName("InheritedEnvironment") // reads its pipe once, at the start
                .and(not(BESIDE_THE_LOOP))
                .should()
                .dependOnClassesThat(assignableTo(InputStream.class)
                        .or(assignableTo(OutputStream.class))
                        .or(assignableTo(Reader.class))
                        .or(assignableTo(Writer.class))
                        .or(assignableTo(Channel.class))
                        .or(resideInAnyPackage("java.nio.file..", "java.net.."))));
    }

    /** Upgrade loads the library of it before another version's may be in its place. */
    @Test
    void compressionIsOfOneClass() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.jrunit..")
                .and()
                .resideOutsideOfPackage("dev.jrunit.dist..")
                .and(not(nameMatching("dev\\.jrunit\\.(svlogd\\.Gzip(\\$.*)?|upgrade\\.Upgrade)")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.zip.."));
        check(classes()
                .that()
                .haveSimpleName("Gzip")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.zip.."));
    }

    @Test
    void nothingOnTheLoopAsksJavaForTheEnvironment() {
        check(noClasses()
                .that()
                .resideInAnyPackage(ON_THE_LOOP)
                .or()
                .resideInAnyPackage(TOOLS)
                .or()
                .resideInAnyPackage("dev.jrunit.cli..")
                .should()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getenv"));
    }

    @Test
    void startPathsAreFreeOfWhatIsSlowToStart() {
        check(noClasses()
                .that()
                .resideInAnyPackage(ON_THE_LOOP)
                .or()
                .resideInAnyPackage(TOOLS)
                .or()
                .resideInAnyPackage("dev.jrunit.protocol..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.regex..", "java.nio.file..", "java.time.format..", "java.util.stream..")
                .orShould()
                .callMethod(String.class, "format", String.class, Object[].class));
    }

    @Test
    void svAndRunsvMeetOnlyInTheFiles() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.jrunit.sv..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.jrunit.runsv..", "dev.jrunit.runsvdir..", "dev.jrunit.svlogd..", "dev.jrunit.loop.."));
        check(noClasses()
                .that()
                .resideInAnyPackage("dev.jrunit.runsv..", "dev.jrunit.runsvdir..", "dev.jrunit.svlogd..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.jrunit.sv.."));
    }

    @Test
    void chpstKnowsNothingOfServices() {
        check(noClasses()
                .that()
                .resideInAnyPackage("dev.jrunit.chpst..", "dev.jrunit.runsvchdir..", "dev.jrunit.utmpset..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.jrunit.sv..",
                        "dev.jrunit.runsv..",
                        "dev.jrunit.runsvdir..",
                        "dev.jrunit.protocol..",
                        "dev.jrunit.loop.."));
    }

    /** What a command line means is decided without a system; one class carries it out. */
    @Test
    void onlyOneClassChangesTheProcess() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.jrunit.chpst")
                .and()
                .doNotHaveSimpleName("ProcessChange")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(OwnProcess.class));
    }

    @Test
    void modulesDependInOneDirection() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.jrunit.runsv..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.jrunit.runsvdir.."));
        check(noClasses()
                .that()
                .resideInAPackage("dev.jrunit.svlogd..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.jrunit.runsv..", "dev.jrunit.runsvdir.."));
        check(noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.jrunit.posix..", "dev.jrunit.loop..", "dev.jrunit.protocol..", "dev.jrunit.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.jrunit.runsv..", "dev.jrunit.runsvdir..", "dev.jrunit.sv..", "dev.jrunit.svlogd.."));
        check(classes()
                .that()
                .resideInAPackage("dev.jrunit.protocol..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.jrunit.protocol..", "java.."));
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching("dev.jrunit.(**)").should().beFreeOfCycles());
    }

    @Test
    void namesSayWhatAClassIs() {
        check(noClasses().should().haveNameMatching(".*(Manager|Helper|Util|Utils|Impl)(\\$.*)?"));
    }
}
