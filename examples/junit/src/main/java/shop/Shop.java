package shop;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** A shop that tells its buyers by chat what becomes of their orders. */
public class Shop {
    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final String token;

    /**
     * @param url {@code http://host:port/org/app}
     * @param token of the app
     */
    public Shop(String url, String token) {
        this.url = url;
        this.token = token;
    }

    /** Tells the buyer that an order is on its way; tries again once if the chat server is overloaded. */
    public void ship(int order, String buyer) throws IOException, InterruptedException {
        String message = """
                {"from": "shop", "to": ["%s"], "type": "txt", "body": {"msg": "Order %d is on its way"}, "ext": {"order": %d}}
                """.formatted(buyer, order, order);
        int status = post("/messages/users", message);
        if (status == 429 || status == 503) status = post("/messages/users", message);
        if (status != 200) throw new IOException("the chat server answered " + status);
    }

    private int post(String path, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }
}
