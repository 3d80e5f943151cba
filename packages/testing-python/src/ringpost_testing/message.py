from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Optional


@dataclass(frozen=True)
class Message:
    """A message that was sent in an app, whoever sent it."""

    id: str
    from_: str
    #: User, or id of the group or room.
    to: str
    #: ``chat``, ``groupchat`` or ``chatroom``.
    chat_type: str
    #: ``txt``, ``img``, ``cmd``, ``custom`` and so on.
    type: str
    #: Of text messages.
    text: Optional[str]
    #: As in history exports.
    body: Mapping[str, Any]
    ext: Mapping[str, Any]
    #: ms since 1970.
    timestamp: int

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> Message:
        return cls(
            id=answer["id"],
            from_=answer["from"],
            to=answer["to"],
            chat_type=answer["chatType"],
            type=answer["type"],
            text=answer.get("text"),
            body=answer["body"],
            ext=answer["ext"],
            timestamp=answer["timestamp"],
        )
