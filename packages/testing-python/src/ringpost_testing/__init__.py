"""A Ringpost server for tests of chat code."""

from .app import RingpostApp
from .errors import CallError, NothingFitting, StartError
from .message import Message
from .server import RingpostServer

__all__ = ["CallError", "Message", "NothingFitting", "RingpostApp", "RingpostServer", "StartError"]
