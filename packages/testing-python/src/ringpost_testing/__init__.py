"""A Ringpost server for tests of chat code."""

from .app import RingpostApp
from .clock import Clock
from .errors import CallError, NothingFitting, StartError
from .message import Message
from .server import RingpostServer

__all__ = ["CallError", "Clock", "Message", "NothingFitting", "RingpostApp", "RingpostServer", "StartError"]
