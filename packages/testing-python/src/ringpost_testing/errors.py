class StartError(Exception):
    """The server did not start. Says what it printed."""


class CallError(Exception):
    """The server answered a call with an error.

    status: of HTTP.
    error: the name of the error, such as ``user_not_found``.
    """

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(f"{status} {error}: {description}")
        self.status = status
        self.error = error
        self.description = description


class NothingFitting(AssertionError):
    """No message that fits arrived in time. Says what did arrive."""
