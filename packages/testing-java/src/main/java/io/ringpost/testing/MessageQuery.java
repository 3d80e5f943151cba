package io.ringpost.testing;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Which message a test waits for. Immutable: each call returns a narrower query. */
public final class MessageQuery {
    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

    private final Map<String, Object> fields;
    private final Duration timeout;

    private MessageQuery(Map<String, Object> fields, Duration timeout) {
        this.fields = fields;
        this.timeout = timeout;
    }

    /** Any message, within 5 seconds. */
    public static MessageQuery message() {
        return new MessageQuery(Map.of(), FIVE_SECONDS);
    }

    public MessageQuery from(String user) {
        return with("from", user);
    }

    /** @param receiver user, or id of a group or room */
    public MessageQuery to(String receiver) {
        return with("to", receiver);
    }

    /** @param type {@code txt}, {@code img}, {@code cmd}, {@code custom} and so on */
    public MessageQuery type(String type) {
        return with("type", type);
    }

    /** @param text all of it */
    public MessageQuery text(String text) {
        return with("text", text);
    }

    /** Fields that the message has, to any depth, such as {@code Map.of("ext", Map.of("order", 7))}. */
    public MessageQuery where(Map<String, ?> some) {
        return with("where", some);
    }

    public MessageQuery within(Duration timeout) {
        return new MessageQuery(fields, timeout);
    }

    Duration timeout() {
        return timeout;
    }

    Map<String, Object> toMap() {
        return with("timeout", timeout.toMillis()).fields;
    }

    private MessageQuery with(String name, Object value) {
        Map<String, Object> more = new HashMap<>(fields);
        more.put(name, value);
        return new MessageQuery(more, timeout);
    }
}
