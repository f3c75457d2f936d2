"""The secretary writes to a member and adds to their list; the member sends a photo for the card."""

from tests.forms.bureau import NUMBERS
from tests.forms.telegram import PHOTO


async def fill_in(bureau):
    bureau.at(2027, 6, 25)
    await bureau.fill("growth_entry", "王芳", NUMBERS["李雷"], on="2019-07")
    await bureau.fill("birthday_words", "王芳", NUMBERS["李雷"], 2027)
    await bureau.fill("portrait", "李雷", photo=PHOTO)
