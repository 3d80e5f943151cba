package io.ringpost.testing;

import static io.ringpost.testing.MessageQuery.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the package promises, on a server that it starts itself. */
@ExtendWith(RingpostExtension.class)
class KitTest {
    private final RingpostApp ofConstructor;

    KitTest(RingpostApp app) {
        ofConstructor = app;
    }

    @BeforeEach
    void seed(RingpostApp app) {
        app.seed(Map.of("users", List.of("alice", "bob")));
    }

    @Test
    void eachTestHasAnAppOfItsOwn(RingpostApp app, RingpostServer server) {
        assertSame(server, app.server());
        assertEquals(app.org() + "#" + app.name(), app.appKey());
        try (RingpostApp other = server.createApp("alice", "bob")) {
            assertNotEquals(other.appKey(), app.appKey());
            say(app, "here", Map.of());
            assertEquals(List.of("here"), app.messages().stream().map(Message::text).toList());
            assertEquals(List.of(), other.messages());
        }
        assertNotEquals(null, ofConstructor);
    }

    @Test
    void aSeedAnswersTheIdsOfWhatItMade(RingpostApp app) {
        Map<String, Object> seeded = app.seed(Map.of(
                "groups", List.of(Map.of("name", "Friends", "owner", "alice", "members", List.of("bob"))),
                "messages", List.of(Map.of("from", "alice", "to", "Friends", "text", "Hello, all"))));
        String group = (String) ((Map<?, ?>) seeded.get("groups")).get("Friends");
        Message hello = app.waitFor(message().to(group));
        assertEquals("groupchat Hello, all", hello.chatType() + " " + hello.text());
    }

    @Test
    void aWaitLooksAtThePastFirstThenWaits(RingpostApp app) {
        say(app, "one", Map.of("order", Map.of("id", 7, "paid", true)));
        Message one = app.waitFor(message()
                .from("alice")
                .to("bob")
                .type("txt")
                .where(Map.of("ext", Map.of("order", Map.of("id", 7)))));
        assertEquals("one", one.text());
        assertEquals(Map.of("order", Map.of("id", 7L, "paid", true)), one.ext());
        var later = CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS);
        var said = CompletableFuture.runAsync(() -> say(app, "two", Map.of()), later);
        assertEquals("two", app.waitFor(message()).text());
        said.join();
    }

    @Test
    void aWaitInVainSaysWhatDidArrive(RingpostApp app) {
        say(app, "something else", Map.of());
        MessageQuery wanted = message().text("what I hoped for").within(Duration.ofMillis(100));
        String said = assertThrows(AssertionError.class, () -> app.waitFor(wanted)).getMessage();
        assertTrue(said.contains("something else"), said);
    }

    @Test
    void aFaultStrikesOnceAndIsInTheTraffic(RingpostApp app) {
        String id = (String) app.faults().add(Map.of("route", "POST /messages/users", "status", 503)).get("id");
        CallException refused = assertThrows(CallException.class, () -> say(app, "lost", Map.of()));
        assertEquals(503, refused.status());
        say(app, "arrived", Map.of());
        assertEquals(1L, app.faults().all().get(0).get("hits"));
        var sent = app.traffic().requests().stream().filter(each -> "/messages/users".equals(each.get("path"))).toList();
        assertEquals(List.of(503L, 200L), sent.stream().map(each -> each.get("status")).toList());
        assertEquals(id, sent.get(0).get("fault"));
        assertEquals(0, app.traffic().frames().size() + app.traffic().webhooks().size());
        app.faults().remove(id);
        app.faults().add(Map.of("login", true, "drop", true));
        app.faults().clear();
        app.traffic().clear();
        assertEquals(0, app.faults().all().size() + app.traffic().requests().size());
    }

    @Test
    void aResetEmptiesTheApp(RingpostApp app) {
        say(app, "gone", Map.of());
        app.reset();
        assertEquals(List.of(), app.messages());
        CallException refused = assertThrows(CallException.class, () -> app.call("GET", "/users/alice", null));
        assertEquals("404 service_resource_not_found", refused.status() + " " + refused.error());
    }

    @Test
    void aTokenOpensWhatItsUserMayDo(RingpostApp app, RingpostServer server) {
        String url = app.url() + "/users/carol";
        assertEquals("get", Calls.call("GET", url, null, app.token("carol"), Calls.PATIENCE).get("action"));
        assertTrue(server.wsUrl().startsWith("ws://") && server.wsUrl().endsWith("/websocket"), server.wsUrl());
    }

    @Test
    void aClockIsMovedForwards() {
        try (RingpostServer server = RingpostServer.start()) {
            RingpostApp app = server.createApp("alice", "bob");
            Clock clock = server.clock();
            String token = app.token("alice", Duration.ofHours(1));
            clock.freeze();
            Instant stood = clock.now();
            say(app, "early", Map.of());
            assertEquals(stood, app.waitFor(message()).timestamp());
            clock.advance(Duration.ofHours(1));
            assertEquals(stood.plus(Duration.ofHours(1)), clock.now());
            clock.resume();
            String url = app.url() + "/users/alice";
            var expired = assertThrows(CallException.class, () -> Calls.call("GET", url, null, token, Calls.PATIENCE));
            assertEquals(401, expired.status());
            clock.set(stood.plus(Duration.ofHours(2)));
            var back = assertThrows(CallException.class, () -> clock.set(stood));
            assertTrue(back.description().contains("the clock cannot go back"), back.description());
        }
    }

    private static void say(RingpostApp app, String text, Map<String, ?> ext) {
        app.call("POST", "/messages/users", Map.of(
                "from", "alice",
                "to", List.of("bob"),
                "type", "txt",
                "body", Map.of("msg", text),
                "ext", ext));
    }
}
