import java.util.List;
import java.util.Map;
import org.openapitools.client.ApiClient;
import org.openapitools.client.api.MessagesApi;
import org.openapitools.client.api.TokensApi;
import org.openapitools.client.api.UsersApi;
import org.openapitools.client.model.MessagesSendToUsersRequest;
import org.openapitools.client.model.Registration;
import org.openapitools.client.model.TokensIssueRequest;
import org.openapitools.client.model.User;
import org.openapitools.client.model.UsersRegisterRequest;

/** Gets a token, registers a user and sends a message, with a client of OpenAPI Generator; prints the id of the message. */
public class CallServer {
    public static void main(String[] words) throws Exception {
        ApiClient client = new ApiClient();
        client.setBasePath(words[0]);
        String token = new TokensApi(client)
            .tokensIssue("acme", "chat", new TokensIssueRequest()
                .grantType("client_credentials").clientId("acme-client").clientSecret("acme-secret"))
            .getAccessToken();
        client.addDefaultHeader("Authorization", "Bearer " + token);

        User user = new UsersApi(client)
            .usersRegister("acme", "chat",
                new UsersRegisterRequest(new Registration().username("javanese").password("secret")))
            .getEntities().get(0);

        Map<String, String> ids = new MessagesApi(client)
            .messagesSendToUsers("acme", "chat", new MessagesSendToUsersRequest()
                .from(user.getUsername()).to(List.of("bob")).type("txt")
                .body(Map.of("msg", "hello from " + user.getUsername())))
            .getData();
        System.out.println(ids.get("bob"));
    }
}
