"""A shop that tells its buyers by chat what becomes of their orders."""

import json
import urllib.error
import urllib.request


class Shop:
    """url: `http://host:port/org/app`. token: of the app."""

    def __init__(self, url, token):
        self.url = url
        self.token = token

    def ship(self, order, buyer):
        """Tells the buyer that an order is on its way; tries again once if the chat server is overloaded."""
        message = {
            "from": "shop",
            "to": [buyer],
            "type": "txt",
            "body": {"msg": f"Order {order} is on its way"},
            "ext": {"order": order},
        }
        try:
            self._post("/messages/users", message)
        except urllib.error.HTTPError as error:
            if error.code not in (429, 503):
                raise
            self._post("/messages/users", message)

    def _post(self, path, body):
        headers = {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)
