package dev.jrunit.integration;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** Lays out a {@link Conformance} method over supervisions and sv programs. */
final class Cases implements TestTemplateInvocationContextProvider {

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public boolean mayReturnZeroTestTemplateInvocationContexts(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        Conformance conformance = context.getRequiredTestMethod().getAnnotation(Conformance.class);
        List<TestTemplateInvocationContext> cases = new ArrayList<>();
        for (Supervision supervision : conformance.value()) {
            for (Suite sv : Suite.values()) {
                boolean wanted = conformance.bothSv() || sv == supervision.suite;
                if (wanted && supervision.suite.chosen() && sv.chosen()) {
                    cases.add(new Case(supervision, sv, conformance.bothSv()));
                }
            }
        }
        return cases.stream();
    }

    private record Case(Supervision supervision, Suite sv, boolean namesSv) implements TestTemplateInvocationContext {
        @Override
        public String getDisplayName(int invocationIndex) {
            return namesSv ? supervision + ", sv of " + sv.name().toLowerCase(Locale.ROOT) : supervision.toString();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new Life(this));
        }
    }

    /** Makes the world, shows it when the case fails, ends it. */
    private static final class Life implements ParameterResolver, TestExecutionExceptionHandler, AfterEachCallback {
        private final Case about;
        private World world;

        Life(Case about) {
            this.about = about;
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == World.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            try {
                world = new World(about.supervision(), about.sv());
                return world;
            } catch (IOException e) {
                throw new AssertionError("no temporary folder", e);
            }
        }

        @Override
        public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
            if (world != null) {
                failure.addSuppressed(new Scene(world.scene()));
            }
            throw failure;
        }

        @Override
        public void afterEach(ExtensionContext context) throws Exception {
            if (world != null) {
                world.close(context.getExecutionException().isEmpty());
            }
        }
    }

    /** Not thrown: it only carries what the world looked like. */
    private static final class Scene extends Exception {
        private static final long serialVersionUID = 1;

        Scene(String text) {
            super(text, null, false, false);
        }
    }
}
