package dev.jrunit.integration;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A case that runs once a supervision (and once an sv of each suite, where it says so), each time in a {@link World} of
 * its own.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(Cases.class)
@interface Conformance {

    /** The supervisions to run on. */
    Supervision[] value() default {Supervision.C_RUNSV, Supervision.RUNSV, Supervision.HOSTED};

    /** Whether each supervision is met by both suites' sv, or by the sv of its own suite only. */
    boolean bothSv() default false;
}
