package io.ringpost.testing;

import java.time.Instant;
import java.util.Map;

/**
 * A message that was sent in an app, whoever sent it.
 *
 * @param to user, or id of the group or room
 * @param chatType {@code chat}, {@code groupchat} or {@code chatroom}
 * @param type {@code txt}, {@code img}, {@code cmd}, {@code custom} and so on
 * @param text of text messages; else null
 * @param body as in history exports
 */
public record Message(
        String id,
        String from,
        String to,
        String chatType,
        String type,
        String text,
        Map<String, Object> body,
        Map<String, Object> ext,
        Instant timestamp) {

    static Message of(Map<String, Object> answer) {
        return new Message(
                (String) answer.get("id"),
                (String) answer.get("from"),
                (String) answer.get("to"),
                (String) answer.get("chatType"),
                (String) answer.get("type"),
                (String) answer.get("text"),
                Calls.object(answer.get("body")),
                Calls.object(answer.get("ext")),
                Instant.ofEpochMilli(((Number) answer.get("timestamp")).longValue()));
    }
}
