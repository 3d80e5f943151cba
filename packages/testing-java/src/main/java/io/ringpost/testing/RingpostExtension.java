package io.ringpost.testing;

import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link RingpostApp} of their own, empty, and the {@link RingpostServer} that all of them share:
 *
 * <pre>{@code
 * @ExtendWith(RingpostExtension.class)
 * class OrdersTest {
 *     @Test
 *     void tellsTheBuyer(RingpostApp app) { ... }
 * }
 * }</pre>
 *
 * <p>The server is started with the first test that wants it, or is the one that {@code RINGPOST_TEST_URL} names. An app that the
 * constructor or {@code @BeforeAll} takes belongs to the class, one that {@code @BeforeEach} or a test takes to the test.
 */
public final class RingpostExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(RingpostExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == RingpostApp.class || type == RingpostServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // The store of the root is closed at the end of all tests.
        Held<RingpostServer> server = held(context.getRoot().getStore(NAMESPACE), RingpostServer::open);
        if (parameter.getParameter().getType() == RingpostServer.class) return server.value;
        Store own = context.getStore(Namespace.create(RingpostExtension.class, context.getUniqueId()));
        return RingpostExtension.<RingpostApp>held(own, () -> server.value.createApp()).value;
    }

    @SuppressWarnings("unchecked")
    private static <T extends AutoCloseable> Held<T> held(Store store, Supplier<T> make) {
        return (Held<T>) store.getOrComputeIfAbsent("held", key -> new Held<>(make.get()), Held.class);
    }

    /** What JUnit closes with its store: the one from 5.13 on, the other before. */
    @SuppressWarnings("deprecation")
    private static final class Held<T extends AutoCloseable> implements Store.CloseableResource, AutoCloseable {
        final T value;

        Held(T value) {
            this.value = value;
        }

        @Override
        public void close() throws Exception {
            value.close();
        }
    }
}
