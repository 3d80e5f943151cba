from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any, Optional

from .errors import CallError

#: Seconds that a call may take beyond what it waits for on purpose.
PATIENCE = 30.0

# The server is on this machine, or the caller has named it: a proxy of the environment is not meant.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def call(method: str, url: str, body: Any = None, token: Optional[str] = None, patience: float = PATIENCE) -> Any:
    """Sends JSON and returns the JSON of the answer.

    Raises CallError for statuses other than 200, OSError if the server cannot be reached.
    """
    headers = {"accept": "application/json"}
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    data = None
    if body is not None:
        data = json.dumps(body).encode()
        headers["content-type"] = "application/json"
    request = urllib.request.Request(url, data, headers, method=method)
    try:
        with _opener.open(request, timeout=patience) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refused:
        raise _error_of(refused) from None


def _error_of(refused: urllib.error.HTTPError) -> CallError:
    text = refused.read().decode(errors="replace")
    try:
        answer = json.loads(text)
        return CallError(refused.code, str(answer.get("error", "")), str(answer.get("error_description", "")))
    except (ValueError, AttributeError):
        return CallError(refused.code, "", text[:1000])
