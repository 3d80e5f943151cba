from __future__ import annotations

import os
from types import TracebackType
from typing import Any, Mapping, Optional, Sequence, Type, Union

from .app import RingpostApp
from .calls import PATIENCE, call
from .clock import Clock
from .process import ServerProcess


class RingpostServer:
    """A server whose emulator is on.

    url: address of the REST API, without a slash at the end.
    token: what the emulator of a server elsewhere wants (its ``RINGPOST_EMULATOR``).
    """

    def __init__(self, url: str, token: Optional[str] = None, process: Optional[ServerProcess] = None) -> None:
        self.url = url.rstrip("/")
        self._token = token
        self._process = process
        self.clock = Clock(self)

    @classmethod
    def open(cls) -> RingpostServer:
        """The server that ``RINGPOST_TEST_URL`` names (with ``RINGPOST_TEST_TOKEN``), else one of its own."""
        url = os.environ.get("RINGPOST_TEST_URL")
        return cls(url, os.environ.get("RINGPOST_TEST_TOKEN") or None) if url else cls.start()

    @classmethod
    def start(cls) -> RingpostServer:
        """Starts a server in memory on a free port. Raises StartError."""
        process = ServerProcess()
        return cls(process.url, process=process)

    @property
    def ws_url(self) -> str:
        """Where client SDKs connect."""
        return f"ws{self.url[len('http'):]}/websocket"

    def create_app(
        self,
        users: Sequence[Union[str, Mapping[str, Any]]] = (),
        settings: Optional[Mapping[str, Any]] = None,
        **seed: Any,
    ) -> RingpostApp:
        """An app with a random key. seed: as in ``RingpostApp.seed``."""
        wanted = {"users": list(users), **seed, **({} if settings is None else {"settings": settings})}
        return RingpostApp(self, self.test_call("POST", "/apps", wanted))

    def test_call(self, method: str, path: str, body: Any = None, patience: float = PATIENCE) -> Any:
        """Calls an operation of the emulator; ``path`` is what follows ``/ringpost/test``. Raises CallError."""
        return call(method, f"{self.url}/ringpost/test{path}", body, self._token, patience)

    def close(self) -> None:
        """Ends a server that was started here."""
        if self._process is not None:
            self._process.close()

    def __enter__(self) -> RingpostServer:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()
