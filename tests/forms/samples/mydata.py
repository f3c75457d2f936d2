"""A member asks for a correction of the roster, and the staff answer."""

from tests.forms.bureau import NUMBERS


async def fill_in(bureau):
    await bureau.fill("correction", "李雷")
    await bureau.fill("correction_answer", "吴干", NUMBERS["李雷"])
