"""Two kinds of failure: transient ones (network, Telegram, database), and an update's own, which does not pass by itself."""

from dataclasses import dataclass

from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter

from handlers.kit.engine.limits import asked_to_wait
from storage.engine.away import is_away

MAX_ATTEMPTS = 3
OWN = 0.5
"""Seconds before the second try of what failed by itself, and twice as many before the third."""
SOON = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""Seconds between tries while Telegram took nothing; the last one goes on."""
RARELY = (5.0, 30.0, 120.0, 600.0, 1800.0)
"""The same where Telegram may have taken the answer before the connection failed: each further try may show it once more."""
LONGEST = 24 * 3600.0
"""Seconds that transient failures are waited for in all."""
UNKNOWN = 300.0
"""The same after 401 and 404: polling finds a token that is revoked out before, so that this is a call that Telegram does not know."""


class Lost(Exception):
    """A request went out, or part of it, and its answer did not come."""


def is_transient(error: BaseException) -> bool:
    """Whether the same update may well succeed later."""
    if isinstance(error, (RetryAfter, InvalidToken)):
        return True
    if isinstance(error, NetworkError):
        # Of the refusals the library gives only 400 a class of its own below NetworkError; 413 is the request's fault too.
        return not isinstance(error, BadRequest) and "(413)" not in str(error) and "Too Large" not in str(error)
    return is_away(error)


def perhaps_taken(error: BaseException) -> bool:
    """Whether Telegram may have done what it was asked to although no answer came."""
    return isinstance(error.__cause__, Lost)


@dataclass
class Retries:
    """How often and how long one update is tried again."""

    own: int = 0
    transient: int = 0
    waited: float = 0.0

    def pause(self, error: Exception) -> float | None:
        """Seconds until the next try; None when there is none any more."""
        if not is_transient(error):
            self.own += 1
            return None if self.own == MAX_ATTEMPTS else OWN * self.own
        steps = RARELY if perhaps_taken(error) else SOON
        wait = steps[min(self.transient, len(steps) - 1)]
        if isinstance(error, RetryAfter):
            wait = max(wait, asked_to_wait(error).total_seconds())
        self.transient += 1
        self.waited += wait
        return None if self.waited > (UNKNOWN if isinstance(error, InvalidToken) else LONGEST) else wait
