from __future__ import annotations

import json
import os
import queue
import shlex
import shutil
import subprocess
import threading
from collections import deque
from typing import Any, Optional

from .errors import StartError

#: Seconds until the server is ready; the first start by npx may download it.
PATIENCE = 120.0
#: Seconds that the server has to end by itself.
FAREWELL = 10.0
WORDS = ["start", "--emulator", "--ready-json", "--exit-with-parent"]


def command() -> list[str]:
    """What starts Ringpost: ``RINGPOST_COMMAND``, else ``ringpost`` in PATH, else npx."""
    named = os.environ.get("RINGPOST_COMMAND")
    if named:
        return shlex.split(named)
    if shutil.which("ringpost") is not None:
        return ["ringpost"]
    npx = shutil.which("npx")
    if npx is None:
        raise StartError("neither ringpost nor npx is in PATH: install Node.js, or set RINGPOST_COMMAND or RINGPOST_TEST_URL")
    return [npx, "--yes", "ringpost"]


class ServerProcess:
    """A server in memory on a free port, which ends with this process, however that ends."""

    def __init__(self) -> None:
        words = command() + WORDS
        # Settings of a server that the developer runs are not for this one.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("RINGPOST_")}
        environment.update(HOST="127.0.0.1", PORT="0")
        try:
            self._process = subprocess.Popen(
                words,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                errors="replace",
            )
        except OSError as error:
            raise StartError(f"{shlex.join(words)}: {error}") from error
        self._printed: deque[str] = deque(maxlen=50)
        self._ready: queue.Queue[Optional[dict[str, Any]]] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        try:
            said = self._ready.get(timeout=PATIENCE)
        except queue.Empty:
            said = None
        if said is None:
            self.close()
            raise StartError(f"{shlex.join(words)} did not become ready:\n" + "".join(self._printed))
        #: Address of the REST API, without a slash at the end.
        self.url: str = said["url"]

    def _read(self) -> None:
        """Takes what the server prints: its pipe must not fill up."""
        assert self._process.stdout is not None
        is_ready = False
        for line in self._process.stdout:
            said = None if is_ready else _ready_line(line)
            if said is None:
                self._printed.append(line)
            else:
                is_ready = True
                self._ready.put(said)
        self._ready.put(None)

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(FAREWELL)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _ready_line(line: str) -> Optional[dict[str, Any]]:
    try:
        said = json.loads(line)
    except ValueError:
        return None
    return said if isinstance(said, dict) and "url" in said and "port" in said else None
