package io.ringpost.testing;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An app for one test: users, groups and messages of other apps are not in it. Safe for use by several threads. */
public final class RingpostApp implements AutoCloseable {
    private final RingpostServer server;
    private final Map<String, Object> made;
    private final String path;
    private final Faults faults = new Faults();
    private final Traffic traffic = new Traffic();

    RingpostApp(RingpostServer server, Map<String, Object> made) {
        this.server = server;
        this.made = made;
        this.path = "/apps/" + org() + "/" + name();
    }

    public RingpostServer server() {
        return server;
    }

    /** {@code org#app}, as SDKs take it. */
    public String appKey() {
        return text("appKey");
    }

    public String org() {
        return text("org");
    }

    public String name() {
        return text("app");
    }

    public String clientId() {
        return text("clientId");
    }

    public String clientSecret() {
        return text("clientSecret");
    }

    /** Opens the REST API. */
    public String appToken() {
        return text("appToken");
    }

    /** Address of the app's REST API: {@code http://host:port/org/app}. */
    public String url() {
        return server.url() + "/" + org() + "/" + name();
    }

    /**
     * Calls the REST API as your server does, with the app token.
     *
     * @param body written as JSON; null: none
     * @return the JSON of the answer
     * @throws CallException for statuses other than 200
     */
    public Map<String, Object> call(String method, String path, Object body) {
        return Calls.call(method, url() + path, body, appToken(), Calls.PATIENCE);
    }

    /** A token of a user, who is registered if need be. */
    public String token(String username) {
        return (String) testCall("POST", "/tokens", Map.of("username", username)).get("token");
    }

    /** A token of a user, who is registered if need be, for this long. */
    public String token(String username, Duration ttl) {
        Map<String, Object> wish = Map.of("username", username, "ttl", ttl.toMillis() / 1000.0);
        return (String) testCall("POST", "/tokens", wish).get("token");
    }

    /**
     * Puts {@code users}, {@code contacts}, {@code groups}, {@code rooms} and {@code messages} in.
     *
     * @return what was made: names of {@code users}, ids of {@code groups} and {@code rooms} by name, ids of {@code messages}
     */
    public Map<String, Object> seed(Map<String, ?> seed) {
        return testCall("POST", "/seed", seed);
    }

    /** Empties the app; key, credentials, app token and settings stay. */
    public void reset() {
        testCall("POST", "/reset", Map.of());
    }

    /** The latest messages, the oldest first. */
    public List<Message> messages() {
        return Calls.list(testCall("GET", "/messages", null).get("messages")).stream().map(Message::of).toList();
    }

    /**
     * The first message that fits and no earlier wait has answered; it may be there already.
     *
     * @throws AssertionError if none arrives in time; says what did arrive
     */
    public Message waitFor(MessageQuery wanted) {
        Duration patience = Calls.PATIENCE.plus(wanted.timeout());
        try {
            return Message.of(server.testCall("POST", path + "/messages/wait", wanted.toMap(), patience));
        } catch (CallException error) {
            if (error.status() == 408) throw new AssertionError(error.description());
            throw error;
        }
    }

    /** Lets the server fail on purpose. */
    public Faults faults() {
        return faults;
    }

    /** What has gone in and out of the app, decoded and without secrets: the latest of each kind, the oldest first. */
    public Traffic traffic() {
        return traffic;
    }

    /** Removes the app with all its data. */
    @Override
    public void close() {
        testCall("DELETE", "", null);
    }

    private String text(String field) {
        return (String) made.get(field);
    }

    private Map<String, Object> testCall(String method, String operation, Object body) {
        return server.testCall(method, path + operation, body, Calls.PATIENCE);
    }

    /** Rules by which the server fails on purpose. Of several that fit, the first strikes. */
    public final class Faults {
        /**
         * Adds a fault, which strikes once if it names no {@code times}.
         *
         * @param fault such as {@code Map.of("route", "POST /messages/users", "status", 503)}; the reference of the API has all fields
         * @return the fault, with its {@code id}
         */
        public Map<String, Object> add(Map<String, ?> fault) {
            return testCall("POST", "/faults", fault);
        }

        /** In the order in which they were added, those that are over too, with how often each has struck ({@code hits}). */
        public List<Map<String, Object>> all() {
            return Calls.list(testCall("GET", "/faults", null).get("faults"));
        }

        public void remove(String id) {
            testCall("DELETE", "/faults/" + id, null);
        }

        public void clear() {
            testCall("DELETE", "/faults", null);
        }
    }

    /** What has gone in and out of the app. */
    public final class Traffic {
        /** Requests, with {@code operation}, {@code method}, {@code path}, {@code body}, {@code status} and {@code answer}. */
        public List<Map<String, Object>> requests() {
            return recorded("requests");
        }

        /** Frames of the sockets, with {@code user}, {@code direction}, {@code kind} and {@code content}. */
        public List<Map<String, Object>> frames() {
            return recorded("frames");
        }

        /** Calls of webhooks, with {@code webhook}, {@code body} and {@code status}. */
        public List<Map<String, Object>> webhooks() {
            return recorded("webhooks");
        }

        public void clear() {
            testCall("DELETE", "/traffic", null);
        }

        private List<Map<String, Object>> recorded(String kind) {
            return Calls.list(testCall("GET", "/traffic", null).get(kind));
        }
    }
}
