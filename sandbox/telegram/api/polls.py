"""Polls and quizzes."""

from typing import Any

from sandbox.telegram.api.content import formatted, inline_markup
from sandbox.telegram.api.params import Params, found, writable
from sandbox.telegram.api.registry import method
from sandbox.telegram.api.sending import deliver
from sandbox.telegram.errors import bad
from sandbox.telegram.formatting import utf16
from sandbox.telegram.polls import Poll
from sandbox.telegram.world import World

QUESTION_LIMIT, OPTION_LIMIT, EXPLANATION_LIMIT = 300, 100, 200
OPTIONS = range(2, 13)
OPEN_SECONDS = range(5, 2_628_001)
_EXPLANATION_LINES = 2


@method("sendPoll", sends=True)
def send_poll(world: World, params: Params) -> dict[str, Any]:
    """Send a poll, or a quiz with one right answer or several."""
    chat = writable(world, params)
    kind = params.text("type") or "regular"
    if kind not in ("regular", "quiz"):
        raise bad("unsupported poll type specified")
    question = formatted(params, "question", "question_parse_mode", "question_entities").text
    if not question:
        raise bad("poll question must be non-empty")
    if utf16(question) > QUESTION_LIMIT:
        raise bad(f"poll question length must not exceed {QUESTION_LIMIT}")
    poll = Poll(
        id=str(world.random.getrandbits(62) + 2**61),
        question=question,
        options=_options(params),
        anonymous=params.flag("is_anonymous", default=True),
        quiz=kind == "quiz",
        several=params.flag("allows_multiple_answers"),
        revoting=params.flag("allows_revoting", default=kind == "regular"),
        open_period=params.integer("open_period"),
        close_date=params.integer("close_date"),
        closed=params.flag("is_closed"),
    )
    if poll.quiz:
        _read_quiz(params, poll)
    _read_end(world, poll)
    return deliver(world, params, chat, {"poll": poll.view()}, poll=poll).data


def _options(params: Params) -> list[str]:
    given = params.listed("options")
    texts = [item.get("text") if isinstance(item, dict) else item for item in given]
    options = [text.strip() if isinstance(text, str) else "" for text in texts]
    if len(options) < OPTIONS[0]:
        raise bad(f"poll must have at least {OPTIONS[0]} option")
    if len(options) > OPTIONS[-1]:
        raise bad(f"poll can't have more than {OPTIONS[-1]} options")
    if not all(options):
        raise bad("poll options must be non-empty")
    if any(utf16(option) > OPTION_LIMIT for option in options):
        raise bad(f"poll options length must not exceed {OPTION_LIMIT}")
    return options


def _read_quiz(params: Params, poll: Poll) -> None:
    right = params.listed("correct_option_ids")
    if not right and (single := params.integer("correct_option_id")) is not None:
        right = [single]
    if not right or any(not isinstance(at, int) or not 0 <= at < len(poll.options) for at in right):
        raise bad("wrong correct option ID specified")
    if len(right) > 1 and not poll.several:
        raise bad("wrong correct option ID specified")
    poll.correct = sorted(set(right))
    poll.explanation = formatted(params, "explanation", "explanation_parse_mode", "explanation_entities").text
    too_many_lines = poll.explanation.count("\n") > _EXPLANATION_LINES
    if utf16(poll.explanation) > EXPLANATION_LIMIT or too_many_lines:
        raise bad(f"explanation length must not exceed {EXPLANATION_LIMIT}")


def _read_end(world: World, poll: Poll) -> None:
    now = world.clock.unix()
    if poll.open_period is not None:
        if poll.close_date is not None:
            raise bad("open_period and close_date can't be used simultaneously")
        if poll.open_period not in OPEN_SECONDS:
            raise bad("OPEN_PERIOD_INVALID")
        poll.close_date = now + poll.open_period
    elif poll.close_date is not None and poll.close_date - now not in OPEN_SECONDS:
        raise bad("CLOSE_DATE_INVALID")


@method("stopPoll", sends=True)
def stop_poll(world: World, params: Params) -> dict[str, Any]:
    """Close a poll of the bot's own."""
    chat = writable(world, params)
    message = found(chat, params, "message with poll to stop not found")
    if message.poll is None or message.sender != world.bot_id:
        raise bad("message with poll to stop not found" if message.poll is None else "poll can't be stopped")
    if message.poll.closed:
        raise bad("poll has already been closed")
    keys = inline_markup(params, chat)
    message.poll.closed = True
    world.refresh_poll(message.poll)
    world.change(message, reply_markup=keys)
    return message.poll.view()
