from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Union

if TYPE_CHECKING:
    from .server import RingpostServer


class Clock:
    """The time of a server, which a test moves forwards, for all its apps: such a test needs a server of its own."""

    def __init__(self, server: RingpostServer) -> None:
        self._server = server

    def now(self) -> int:
        """ms since 1970."""
        return round(self._server.test_call("GET", "/clock")["now"])

    def set(self, now: float) -> None:
        """Moves the clock to a time, in ms since 1970. Raises CallError if it is over, or after 2100."""
        self._put(now=now)

    def advance(self, by: Union[float, timedelta]) -> None:
        """Moves the clock forwards, by seconds or a timedelta. What comes due on the way has been done when it returns."""
        seconds = by.total_seconds() if isinstance(by, timedelta) else by
        self._server.test_call("POST", "/clock/advance", {"ms": round(seconds * 1000)})

    def freeze(self) -> None:
        """Stops the clock: it stands until it is moved."""
        self._put(frozen=True)

    def resume(self) -> None:
        """Lets it go on from where it stands."""
        self._put(frozen=False)

    def _put(self, **change: Any) -> None:
        self._server.test_call("PUT", "/clock", change)
