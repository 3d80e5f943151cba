"""Fixtures of pytest; pytest finds them by itself once the package is installed."""

from __future__ import annotations

from typing import Iterator

import pytest

from .app import RingpostApp
from .server import RingpostServer


@pytest.fixture(scope="session")
def ringpost_server() -> Iterator[RingpostServer]:
    """One server in memory for all tests (of a worker, with pytest-xdist), or that of ``RINGPOST_TEST_URL``."""
    with RingpostServer.open() as server:
        yield server


@pytest.fixture
def ringpost_app(ringpost_server: RingpostServer) -> Iterator[RingpostApp]:
    """An empty app of its own for each test."""
    app = ringpost_server.create_app()
    yield app
    app.delete()
