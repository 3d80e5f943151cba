package io.ringpost.testing;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.ToNumberPolicy;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Calls that send JSON and get JSON. */
final class Calls {
    /** How long a call may take beyond what it waits for on purpose. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    // Whole numbers stay whole: times in ms are longer than a float is exact.
    private static final Gson GSON =
            new GsonBuilder().setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE).create();
    private static final TypeToken<Map<String, Object>> OBJECT = new TypeToken<>() {};

    private Calls() {}

    /** @throws CallException for statuses other than 200 */
    static Map<String, Object> call(String method, String url, Object body, String token, Duration patience) {
        BodyPublisher content = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(GSON.toJson(body));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(patience).method(method, content);
        if (body != null) request.header("content-type", "application/json");
        if (token != null) request.header("authorization", "Bearer " + token);
        HttpResponse<String> response = send(request.build());
        if (response.statusCode() != 200) throw errorOf(response);
        return GSON.fromJson(response.body(), OBJECT);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> list(Object value) {
        return (List<Map<String, Object>>) value;
    }

    /** The object in a line; null if it is none. */
    static Map<String, Object> parse(String line) {
        try {
            return GSON.fromJson(line, OBJECT);
        } catch (JsonParseException error) {
            return null;
        }
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException error) {
            throw new UncheckedIOException(request.method() + " " + request.uri(), error);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + request.uri() + " was called", error);
        }
    }

    private static CallException errorOf(HttpResponse<String> response) {
        Map<String, Object> answer = parse(response.body());
        if (answer == null) return new CallException(response.statusCode(), "", response.body());
        return new CallException(
                response.statusCode(),
                String.valueOf(answer.get("error")),
                String.valueOf(answer.get("error_description")));
    }
}
