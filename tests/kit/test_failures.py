"""Which failures pass by themselves, and how long they are borne."""

import asyncpg
import pytest
from PIL import UnidentifiedImageError
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnection
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from handlers.kit.engine.failures import LONGEST, SOON, UNKNOWN, Lost, Retries, is_transient, perhaps_taken


def because(error, cause):
    error.__cause__ = cause
    return error


def sqlite(code, kind=OperationalError):
    inner = Exception("x")
    inner.sqlite_errorcode = code
    return kind("", {}, inner)


def postgres(state):
    inner = Exception("x")
    inner.sqlstate = state
    return DBAPIError("", {}, inner)


WORLDS = [
    NetworkError("Internal Server Error"), NetworkError("Bad Gateway (502)"), TimedOut(), RetryAfter(30),
    InvalidToken("Unauthorized"), ConnectionRefusedError(), TimeoutError(), OSError(28, "No space left on device"),
    OperationalError("", {}, Exception()), InterfaceError("", {}, Exception()), NoConnection(),
    sqlite(5), sqlite(13), sqlite(10 | 8 << 8), postgres("57P01"), postgres("53300"), postgres("08006"),
    asyncpg.CannotConnectNowError("the database system is starting up"), asyncpg.ConnectionDoesNotExistError("gone"),
]  # fmt: skip
OWN = [
    BadRequest("Message text is empty"), Forbidden("bot was blocked by the user"), Conflict("x"),
    NetworkError("Request Entity Too Large"), NetworkError("Request Entity Too Large (413)"),
    ValueError(), KeyError(), RuntimeError(), FileNotFoundError(2, "x"), UnidentifiedImageError(), AssertionError(),
    sqlite(1), sqlite(19, IntegrityError), ProgrammingError("", {}, Exception()), postgres("22003"),
]  # fmt: skip


@pytest.mark.parametrize("error", WORLDS, ids=lambda error: f"{type(error).__name__} {error}"[:40])
def test_transient_failures_are_waited_for_a_day(error):
    assert is_transient(error)
    retries, pauses = Retries(), []
    while (pause := retries.pause(error)) is not None:
        pauses.append(pause)
    longest = UNKNOWN if isinstance(error, InvalidToken) else LONGEST
    assert longest - 60 <= sum(pauses) <= longest
    assert pauses == sorted(pauses)


@pytest.mark.parametrize("error", OWN, ids=lambda error: f"{type(error).__name__} {error}"[:40])
def test_an_updates_own_failure_is_tried_three_times(error):
    assert not is_transient(error)
    retries = Retries()
    assert [retries.pause(error) is None for _ in range(3)] == [False, False, True]


def test_an_outage_before_a_failure_of_its_own_uses_up_none_of_its_tries():
    retries = Retries()
    assert [retries.pause(error) is None for error in (TimedOut(), ValueError(), TimedOut(), ValueError())] == [
        False
    ] * 4
    assert retries.pause(ValueError()) is None


def test_telegram_says_how_long():
    assert Retries().pause(RetryAfter(45)) == 45


@pytest.mark.parametrize(("cause", "taken"), [(Lost(), True), (ValueError(), False), (None, False)])
def test_what_may_have_been_shown_is_tried_more_rarely(cause, taken):
    error = because(NetworkError("x"), cause)
    assert perhaps_taken(error) is taken
    retries = Retries()
    hour = 0
    while retries.waited < 3600:
        assert retries.pause(error) is not None
        hour += 1
    assert hour <= (7 if taken else 3600 / SOON[-1] + len(SOON))
