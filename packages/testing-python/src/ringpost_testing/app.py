from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, Optional
from urllib.parse import quote

from .calls import PATIENCE, call
from .errors import CallError, NothingFitting
from .message import Message

if TYPE_CHECKING:
    from .server import RingpostServer


class RingpostApp:
    """An app for one test: users, groups and messages of other apps are not in it."""

    def __init__(self, server: RingpostServer, made: Mapping[str, Any]) -> None:
        self.server = server
        #: ``org#app``, as SDKs take it.
        self.app_key: str = made["appKey"]
        self.org: str = made["org"]
        self.name: str = made["app"]
        self.client_id: str = made["clientId"]
        self.client_secret: str = made["clientSecret"]
        #: Opens the REST API.
        self.app_token: str = made["appToken"]
        #: What the seed has made: ``users``, ``groups`` and ``rooms`` (ids by name), ``messages`` (ids).
        self.seeded: Mapping[str, Any] = made["seeded"]
        self.faults = Faults(self)
        self.traffic = Traffic(self)
        self._path = f"/apps/{quote(self.org)}/{quote(self.name)}"

    @property
    def url(self) -> str:
        """Address of the app's REST API: ``http://host:port/org/app``."""
        return f"{self.server.url}/{quote(self.org)}/{quote(self.name)}"

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Calls the REST API as your server does, with the app token. Raises CallError."""
        return call(method, self.url + path, body, self.app_token)

    def token(self, username: Optional[str] = None, ttl: Optional[float] = None) -> str:
        """A token of a user, who is registered if need be; of the app without a name. ttl: seconds."""
        wish = {"username": username, "ttl": ttl}
        return self.test_call("POST", "/tokens", {k: v for k, v in wish.items() if v is not None})["token"]

    def seed(self, **seed: Any) -> Mapping[str, Any]:
        """Puts ``users``, ``contacts``, ``groups``, ``rooms`` and ``messages`` in; answers the ids made."""
        return self.test_call("POST", "/seed", seed)

    def reset(self) -> None:
        """Empties the app; key, credentials, app token and settings stay."""
        self.test_call("POST", "/reset", {})

    def delete(self) -> None:
        """Removes the app with all its data."""
        self.test_call("DELETE", "")

    def messages(self) -> list[Message]:
        """The latest messages, the oldest first."""
        return [Message.of(each) for each in self.test_call("GET", "/messages")["messages"]]

    def wait_for_message(
        self,
        *,
        from_: Optional[str] = None,
        to: Optional[str] = None,
        type: Optional[str] = None,
        text: Optional[str] = None,
        where: Optional[Mapping[str, Any]] = None,
        since: Optional[float] = None,
        timeout: float = 5.0,
    ) -> Message:
        """The first message that fits and no earlier wait has answered; it may be there already.

        where: fields that the message has, to any depth, such as ``{"ext": {"order": 7}}``.
        since: ms since 1970; messages from then on fit, even if an earlier wait has answered them.
        timeout: seconds. Raises NothingFitting, which says what did arrive.
        """
        wish = {"from": from_, "to": to, "type": type, "text": text, "where": where, "since": since}
        wanted = {name: value for name, value in wish.items() if value is not None}
        wanted["timeout"] = round(timeout * 1000)
        try:
            return Message.of(self.test_call("POST", "/messages/wait", wanted, PATIENCE + timeout))
        except CallError as error:
            if error.status != 408:
                raise
            raise NothingFitting(error.description) from None

    def test_call(self, method: str, path: str, body: Any = None, patience: float = PATIENCE) -> Any:
        """Calls an operation of the emulator for this app. Raises CallError."""
        return self.server.test_call(method, self._path + path, body, patience)


class Faults:
    """Rules by which the server fails on purpose. Of several that fit, the first strikes."""

    def __init__(self, app: RingpostApp) -> None:
        self._app = app

    def add(self, **fault: Any) -> Mapping[str, Any]:
        """Adds a fault, which strikes once if it names no ``times``; answers it with its ``id``.

        fault: such as ``route="POST /messages/users", status=503``; the reference of the API has all fields.
        """
        return self._app.test_call("POST", "/faults", fault)

    def all(self) -> list[Mapping[str, Any]]:
        """In the order in which they were added, those that are over too, with how often each has struck (``hits``)."""
        return self._app.test_call("GET", "/faults")["faults"]

    def remove(self, id: str) -> None:
        self._app.test_call("DELETE", f"/faults/{quote(id)}")

    def clear(self) -> None:
        self._app.test_call("DELETE", "/faults")


class Traffic:
    """What has gone in and out of the app, decoded and without secrets: the latest of each kind, the oldest first."""

    def __init__(self, app: RingpostApp) -> None:
        self._app = app

    def requests(self) -> list[Mapping[str, Any]]:
        """Requests, with ``operation``, ``method``, ``path``, ``body``, ``status`` and ``answer``."""
        return self._recorded("requests")

    def frames(self) -> list[Mapping[str, Any]]:
        """Frames of the sockets, with ``user``, ``direction``, ``kind`` and ``content``."""
        return self._recorded("frames")

    def webhooks(self) -> list[Mapping[str, Any]]:
        """Calls of webhooks, with ``webhook``, ``body`` and ``status``."""
        return self._recorded("webhooks")

    def clear(self) -> None:
        self._app.test_call("DELETE", "/traffic")

    def _recorded(self, kind: str) -> list[Mapping[str, Any]]:
        return self._app.test_call("GET", "/traffic")[kind]
