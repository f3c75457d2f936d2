"""Giving a task in one line: what of it could be read goes into the draft, the rest is asked."""

from handlers.kit.context import Context
from handlers.kit.flows import Next, draft
from handlers.tasks import naming
from handlers.tasks.giving_order import next_question
from handlers.tasks.giving_when import set_due
from handlers.tasks.line import read_line
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
    fitting = [level for level, line in read.items() if line.to or line.unclear]
    if len(fitting) != 1 and len(levels) > 1:
        return "level"
    level = fitting[0] if fitting else levels[0]
    line = read[level]
    facts.update(
        level=level,
        picked=line.to,
        unclear=line.unclear,
        unknown=line.unknown,
        what=line.what[:LONGEST] or None,
        cadence=(line.cadence or Cadence.ONCE).value,
        proof=Proof.NONE.value,
        quick=True,
    )
    if line.due is not None:
        set_due(context, line.due)
    elif line.problem:
        facts["note"] = line.problem
    return next_question(context)
