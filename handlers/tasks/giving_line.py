"""Giving a task in one line: what of it could be read goes into the draft, the rest is asked."""

from handlers.kit.forms.form import Next, draft
from handlers.kit.screens.context import Context
from handlers.tasks import naming
from handlers.tasks.giving_order import next_question
from handlers.tasks.giving_when import set_due
from handlers.tasks.line import read_line
from handlers.tasks.line_days import Words, read_words
from scoring.cadence import Cadence
from storage.tasks import giving
from storage.tasks.rows import Proof

LONGEST = 300


async def take_line(context: Context) -> Next:
    """Read the line for each level from which one gives; where both could be meant, ask."""
    facts = draft(context)
    levels = [facts["level"]] if "level" in facts else giving.levels(context.me)
    read = {}
    for level in levels:
        async with context.read() as session:
            known = await naming.names(session, context.me, level)
        read[level] = read_line(facts["line"], known, context.now)
    fitting = [level for level, line in read.items() if line.receivers.certain]
    if len(fitting) != 1 and len(levels) > 1:
        return "level"
    level = fitting[0] if fitting else levels[0]
    receivers = read[level].receivers
    facts.update(
        level=level,
        picked=receivers.to,
        unclear=[
            {
                "word": doubt.word,
                "numbers": doubt.numbers,
                "known": doubt.known,
                "bodies": {str(number): body for number, body in doubt.bodies.items()},
            }
            for doubt in receivers.unclear
        ],
        said=receivers.said,
        proof=Proof.NONE.value,
        quick=True,
    )
    _take(context, read[level].words)
    return next_question(context)


def take_body(context: Context, body: str) -> None:
    """Read the task's words again, as another name than the one first read came before them."""
    _take(context, read_words(body, context.now))


def _take(context: Context, words: Words) -> None:
    facts = draft(context)
    facts.update(
        cadence=None if words.often else (words.cadence or Cadence.ONCE).value,
        often=words.often,
        days=[[choice.due.isoformat(), choice.written, choice.what] for choice in words.choices],
        note=words.problem,
        due=None,
        of_month=None,
    )
    take_what(context, words.what)
    if words.due is not None:
        set_due(context, words.due)


def take_what(context: Context, what: str) -> None:
    """The task's words, which are asked for again where they are too long: nothing of them is cut."""
    fits = len(what) <= LONGEST
    draft(context).update(what=(what or None) if fits else None, too_long=None if fits else len(what))
