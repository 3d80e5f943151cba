package shop;

import static io.ringpost.testing.MessageQuery.message;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringpost.testing.RingpostApp;
import io.ringpost.testing.RingpostExtension;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RingpostExtension.class)
class ShopTest {
    private Shop shop;

    @BeforeEach
    void openShop(RingpostApp app) {
        app.seed(Map.of("users", List.of("shop", "bob")));
        shop = new Shop(app.url(), app.appToken());
    }

    @Test
    void theBuyerIsTold(RingpostApp app) throws Exception {
        shop.ship(7, "bob");
        var wanted = message().to("bob").where(Map.of("ext", Map.of("order", 7)));
        assertEquals("Order 7 is on its way", app.waitFor(wanted).text());
    }

    @Test
    void aServerThatIsOverloadedIsAskedAgain(RingpostApp app) throws Exception {
        app.faults().add(Map.of("route", "POST /messages/users", "status", 503));
        shop.ship(8, "bob");
        assertEquals("Order 8 is on its way", app.waitFor(message().to("bob")).text());
    }

    @Test
    void nobodyElseIsTold(RingpostApp app) throws Exception {
        shop.ship(9, "bob");
        assertEquals(List.of("bob"), app.messages().stream().map(each -> each.to()).toList());
    }
}
