package io.ringpost.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The time of a server, which a test moves forwards, for all its apps: such a test needs a server of its own. */
public final class Clock {
    private final RingpostServer server;

    Clock(RingpostServer server) {
        this.server = server;
    }

    public Instant now() {
        Number now = (Number) server.testCall("GET", "/clock", null, Calls.PATIENCE).get("now");
        return Instant.ofEpochMilli(now.longValue());
    }

    /** Moves the clock to a time. @throws CallException if it is over, or after 2100 */
    public void set(Instant now) {
        put(Map.of("now", now.toEpochMilli()));
    }

    /** Moves the clock forwards. What comes due on the way has been done when it returns. */
    public void advance(Duration by) {
        server.testCall("POST", "/clock/advance", Map.of("ms", by.toMillis()), Calls.PATIENCE);
    }

    /** Stops the clock: it stands until it is moved. */
    public void freeze() {
        put(Map.of("frozen", true));
    }

    /** Lets it go on from where it stands. */
    public void resume() {
        put(Map.of("frozen", false));
    }

    private void put(Map<String, ?> change) {
        server.testCall("PUT", "/clock", change, Calls.PATIENCE);
    }
}
