"""Who is expected, ticked on a list of the branch's people; shared by calling and changing. The draft holds `branch`."""

from handlers.kit.forms.form import draft
from handlers.kit.forms.picking import Option, Picker
from handlers.kit.screens.context import Context
from storage.people import directory


async def _candidates(context: Context) -> list[Option]:
    async with context.read() as session:
        found = await directory.people_of(session, branch_id=draft(context)["branch"])
    return [Option(who.person_id, who.name) for who in found]


EXPECTED = Picker(_candidates, "expected", "人")
