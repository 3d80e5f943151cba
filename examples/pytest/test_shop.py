import pytest
from shop import Shop


@pytest.fixture
def shop(ringpost_app):
    ringpost_app.seed(users=["shop", "bob"])
    return Shop(ringpost_app.url, ringpost_app.app_token)


def test_the_buyer_is_told(ringpost_app, shop):
    shop.ship(7, "bob")
    message = ringpost_app.wait_for_message(to="bob", where={"ext": {"order": 7}})
    assert message.text == "Order 7 is on its way"


def test_a_server_that_is_overloaded_is_asked_again(ringpost_app, shop):
    ringpost_app.faults.add(route="POST /messages/users", status=503)
    shop.ship(8, "bob")
    assert ringpost_app.wait_for_message(to="bob").text == "Order 8 is on its way"


def test_nobody_else_is_told(ringpost_app, shop):
    shop.ship(9, "bob")
    assert [message.to for message in ringpost_app.messages()] == ["bob"]
