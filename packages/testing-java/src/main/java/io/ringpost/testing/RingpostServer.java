package io.ringpost.testing;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A server whose emulator is on. Safe for use by several threads. */
public final class RingpostServer implements AutoCloseable {
    private final String url;
    private final String token;
    private final ServerProcess process;
    private final Clock clock = new Clock(this);

    private RingpostServer(String url, String token, ServerProcess process) {
        this.url = url.replaceAll("/+$", "");
        this.token = token;
        this.process = process;
    }

    /** The server that {@code RINGPOST_TEST_URL} names (with {@code RINGPOST_TEST_TOKEN}), else one of its own. */
    public static RingpostServer open() {
        String url = System.getenv("RINGPOST_TEST_URL");
        return url == null || url.isEmpty() ? start() : at(url, System.getenv("RINGPOST_TEST_TOKEN"));
    }

    /**
     * Starts a server in memory on a free port; it ends with this process, however that ends.
     *
     * @throws IllegalStateException if it does not start; says what it printed
     */
    public static RingpostServer start() {
        ServerProcess process = ServerProcess.start();
        return new RingpostServer(process.url(), null, process);
    }

    /**
     * A server that runs already.
     *
     * @param token what the server wants, if its {@code RINGPOST_EMULATOR} is a token; else null
     */
    public static RingpostServer at(String url, String token) {
        return new RingpostServer(url, token, null);
    }

    /** Address of the REST API, without a slash at the end. */
    public String url() {
        return url;
    }

    /** Where client SDKs connect. */
    public String wsUrl() {
        return "ws" + url.substring("http".length()) + "/websocket";
    }

    /** The time of the server, which a test moves. */
    public Clock clock() {
        return clock;
    }

    /** An app with a random key and these users. */
    public RingpostApp createApp(String... users) {
        return createApp(Map.of("users", List.of(users)));
    }

    /** An app with a random key. @param seed as in {@link RingpostApp#seed}, and {@code settings} of the app */
    public RingpostApp createApp(Map<String, ?> seed) {
        return new RingpostApp(this, testCall("POST", "/apps", seed, Calls.PATIENCE));
    }

    /** Ends a server that was started here. */
    @Override
    public void close() {
        if (process != null) process.close();
    }

    Map<String, Object> testCall(String method, String path, Object body, Duration patience) {
        return Calls.call(method, url + "/ringpost/test" + path, body, token, patience);
    }
}
