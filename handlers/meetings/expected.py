"""Who is expected, ticked on a list of the branch's people; shared by calling and changing. The draft holds `branch`."""

from handlers.kit.context import Context
from handlers.kit.flows import draft
from handlers.kit.picking import Option, Picker
from storage import people


async def _candidates(context: Context) -> list[Option]:
    async with context.read() as session:
        found = await people.people_of(session, branch_id=draft(context)["branch"])
    return [Option(who.person_id, who.name) for who in found]


EXPECTED = Picker(_candidates, "expected", "人")
