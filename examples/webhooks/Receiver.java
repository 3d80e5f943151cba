import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.*;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Receives webhooks. Needs a JDK, 17 or newer, and nothing else.
 * usage: WEBHOOK_SECRET=&lt;secret of the rule&gt; [WEBHOOK_PORT=9000] java Receiver.java
 */
public class Receiver {
    static final int MOST_BYTES = 1024 * 1024;
    /** Seconds that a request is accepted after it was signed: nobody can send an old one again. */
    static final long FRESH_SECONDS = 300;
    static final int MOST_DONE = 10_000;

    /** Two rules, or one whose secret is being changed: their secrets, separated by commas. */
    static final List<String> secrets = Arrays.stream(System.getenv().getOrDefault("WEBHOOK_SECRET", "").split(","))
            .filter(secret -> !secret.isEmpty()).toList();

    /** What was done already, oldest first. A real receiver keeps this in its database, in the transaction that does it. */
    static final Set<List<?>> done = new LinkedHashSet<>();

    public static void main(String[] args) throws IOException {
        if (secrets.isEmpty()) throw new IllegalArgumentException("WEBHOOK_SECRET is not set");
        int port = Integer.parseInt(System.getenv().getOrDefault("WEBHOOK_PORT", "9000"));
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        // Ringpost sends at most 16 events of a rule at once.
        server.setExecutor(Executors.newFixedThreadPool(16));
        server.createContext("/", Receiver::handle);
        server.start();
        System.out.println("listening at http://127.0.0.1:" + server.getAddress().getPort());
    }

    static void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
            if (body.length > MOST_BYTES) {
                answer(exchange, 413, "too long");
                return;
            }
            Object parsed;
            try {
                parsed = Json.parse(new String(body, StandardCharsets.UTF_8));
            } catch (RuntimeException fault) {
                answer(exchange, 400, "no JSON");
                return;
            }
            String header = exchange.getRequestHeaders().getFirst("X-Ringpost-Signature");
            if (!(parsed instanceof Map<?, ?> event) || !isSigned(header == null ? "" : header, body, event)) {
                answer(exchange, 401, "wrong signature");
            } else if (exchange.getRequestURI().getPath().equals("/before")) {
                answer(exchange, 200, judge(event));
            } else {
                receive(event, body);
                answer(exchange, 200, "");
            }
        } catch (GeneralSecurityException fault) {
            throw new IllegalStateException(fault);
        }
    }

    static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        // -1: no body. 0 would mean one of unknown length.
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /**
     * Whether this body comes from who knows a secret.
     * @param header t=1700000000,v1=…, while a secret changes with a second v1.
     */
    static boolean isSigned(String header, byte[] body, Map<?, ?> event) throws GeneralSecurityException {
        List<String> parts = List.of(header.split(","));
        if (!parts.get(0).matches("t=[0-9]{1,12}")) return false;
        String seconds = parts.get(0).substring(2);
        if (Math.abs(System.currentTimeMillis() / 1000 - Long.parseLong(seconds)) >= FRESH_SECONDS) return false;
        boolean isRight = false;
        boolean isVendorRight = false;
        for (String secret : secrets) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((event.get("callId") + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
            String right = "v1=" + HexFormat.of().formatHex(mac.doFinal(body));
            for (String signature : parts.subList(1, parts.size())) isRight |= equal(signature, right);
            isVendorRight |= isVendorSigned(event, secret);
        }
        return isRight && isVendorRight;
    }

    /** The vendor's signature. It does not cover the content: a receiver of Ringpost alone can do without. */
    static boolean isVendorSigned(Map<?, ?> event, String secret) throws GeneralSecurityException {
        String signed = event.get("callId") + secret + event.get("timestamp");
        byte[] md5 = MessageDigest.getInstance("MD5").digest(signed.getBytes(StandardCharsets.UTF_8));
        return equal(String.valueOf(event.get("security")), HexFormat.of().formatHex(md5));
    }

    /** equals ends at the first character that differs, so its time tells how many were right. */
    static boolean equal(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    /** Events come at least once, so the same one may come again. */
    static void receive(Map<?, ?> event, byte[] body) {
        // A message and its chat_offline have the same callId.
        List<?> key = Arrays.asList(event.get("callId"), event.get("eventType"), event.get("to"));
        synchronized (done) {
            if (done.contains(key)) return;
            print(new String(body, StandardCharsets.UTF_8));
            done.add(key);
            if (done.size() > MOST_DONE) done.remove(done.iterator().next());
        }
    }

    /** Decides about a message that somebody sends. They wait for it. */
    static String judge(Map<?, ?> question) {
        String who = "a message from " + question.get("from") + " to " + question.get("to");
        List<?> bodies = (List<?>) ((Map<?, ?>) question.get("payload")).get("bodies");
        if (bodies.isEmpty() || !(bodies.get(0) instanceof Map<?, ?> content)) return "{\"valid\":true}";
        if (!"txt".equals(content.get("type"))) return "{\"valid\":true}";
        String text = (String) content.get("msg");
        if (text.contains("forbidden")) {
            print("refused: " + who);
            return "{\"valid\":false,\"code\":\"forbidden word\"}";
        }
        String better = text.replace("colour", "color");
        if (better.equals(text)) return "{\"valid\":true}";
        print("replaced: " + who);
        return "{\"valid\":true,\"payload\":{\"bodies\":[{\"type\":\"txt\",\"msg\":" + Json.quote(better) + "}]}}";
    }

    /** In UTF-8, whatever the system's own encoding is. */
    static void print(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }

    /** The JDK reads no JSON. Use the library of your project instead. */
    static final class Json {
        private static final int DEEPEST = 100;
        private final String text;
        private int at = 0;

        private Json(String text) {
            this.text = text;
        }

        /** Maps, lists, strings, numbers as BigDecimal, Booleans, null. @throws RuntimeException if it is no JSON. */
        static Object parse(String text) {
            Json json = new Json(text);
            Object value = json.value(0);
            if (json.peek() != '\0') throw new IllegalArgumentException();
            return value;
        }

        static String quote(String text) {
            StringBuilder quoted = new StringBuilder("\"");
            for (char c : text.toCharArray()) {
                if (c == '"' || c == '\\') quoted.append('\\').append(c);
                else if (c < ' ') quoted.append(String.format("\\u%04x", (int) c));
                else quoted.append(c);
            }
            return quoted.append('"').toString();
        }

        private Object value(int depth) {
            if (depth > DEEPEST) throw new IllegalArgumentException();
            switch (peek()) {
                case '{': {
                    Map<String, Object> map = new LinkedHashMap<>();
                    for (take('{'); peek() != '}'; ) {
                        if (!map.isEmpty()) take(',');
                        String key = string();
                        take(':');
                        map.put(key, value(depth + 1));
                    }
                    take('}');
                    return map;
                }
                case '[': {
                    List<Object> list = new ArrayList<>();
                    for (take('['); peek() != ']'; list.add(value(depth + 1))) if (!list.isEmpty()) take(',');
                    take(']');
                    return list;
                }
                case '"':
                    return string();
                default:
                    int from = at;
                    while (at < text.length() && "+-.0123456789Eaeflnrstu".indexOf(text.charAt(at)) >= 0) at++;
                    String word = text.substring(from, at);
                    return switch (word) {
                        case "true", "false" -> word.equals("true");
                        case "null" -> null;
                        default -> new BigDecimal(word);
                    };
            }
        }

        private String string() {
            take('"');
            StringBuilder string = new StringBuilder();
            for (char c; (c = text.charAt(at++)) != '"'; ) string.append(c == '\\' ? escaped() : c);
            return string.toString();
        }

        private char escaped() {
            char c = text.charAt(at++);
            if (c == 'u') return (char) Integer.parseInt(text.substring(at, at += 4), 16);
            int known = "bfnrt".indexOf(c);
            return known < 0 ? c : "\b\f\n\r\t".charAt(known);
        }

        /** The next character that is no space, '\0' at the end. */
        private char peek() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
            return at < text.length() ? text.charAt(at) : '\0';
        }

        private void take(char expected) {
            if (peek() != expected) throw new IllegalArgumentException();
            at++;
        }
    }
}
