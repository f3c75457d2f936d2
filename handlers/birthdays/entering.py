"""Adding to a member's growth list: when, what, confirmed."""

import re
import unicodedata
from datetime import date

from handlers.birthdays.buttons import AddEntry, MemberGrowth
from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, lines
from storage.birthdays import growth
from storage.birthdays.rows import ENTRY_LONGEST, Refused
from storage.people.access import Act

FOUNDED = 1921
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*(?:月|(?:[-/.月]\s*(\d{1,2})\s*[日号]?))?")
UNREADABLE = "没有看懂这个日期。请写年和月，例如 2019-07 或 2019年7月，也可以写到日：2019-07-01。"


class Confirm(Button, prefix="bd_add_yes", act=Act.KEEP_BIRTHDAYS):
    """Store it."""


class Again(Button, prefix="bd_add_edit", act=Act.KEEP_BIRTHDAYS):
    """From the start."""


def read_month(text: str) -> date | None:
    """A month (its first day) or a day as people write them, full width or not; None where it is neither."""
    match = _MONTH.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        return None
    try:
        found = date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        return None
    return found if found.year >= FOUNDED else None


async def begin(context: Context, button: AddEntry) -> Next:
    """For a member whose list one keeps."""
    async with context.read() as session:
        person = await growth.keeping(session, context.me, button.person)
    if isinstance(person, Refused):
        await context.tell(person.value)
        return None
    draft(context).update(person=button.person, name=person.name)
    return "day"


async def ask_day(context: Context) -> None:
    text = Markup("<b>🏅 {}的成长历程</b>\n是什么时候？请写年和月，例如 2019-07 或 2019年7月。").format(
        draft(context)["name"]
    )
    await ask(context, text)


async def take_day(context: Context) -> Next:
    """Month and year, not in the future."""
    found = read_month(context.text)
    if found is None or found > context.now.date():
        await context.tell(UNREADABLE if found is None else Refused.FUTURE.value)
        return None
    draft(context)["on"] = found.isoformat()
    return "what"


async def ask_what(context: Context) -> None:
    on = date.fromisoformat(draft(context)["on"])
    text = Markup("{:%Y.%m}\n请写内容（不超过 {} 个字），例如：被评为全局优秀共产党员、荣立个人三等功。")
    await ask(context, text.format(on, ENTRY_LONGEST))


async def take_what(context: Context) -> Next:
    text = await reading.line(context, "内容", ENTRY_LONGEST)
    if text is None:
        return None
    draft(context)["what"] = text
    return "confirm"


async def ask_confirm(context: Context) -> None:
    """Once more."""
    facts = draft(context)
    text = lines(
        Markup("<b>请核对</b>"),
        Markup("{}的成长历程").format(facts["name"]),
        Markup("{:%Y.%m}　{}").format(date.fromisoformat(facts["on"]), facts["what"]),
    )
    await ask(context, text, [[Confirm().labelled("✅ 确认添加")], [Again().labelled("‹ 重新填")]])


async def again(_context: Context, _button: Again) -> Next:
    return "day"


async def confirm(context: Context, _button: Confirm) -> Next:
    facts = draft(context)
    async with context.write() as tx:
        on = date.fromisoformat(facts["on"])
        outcome = await growth.add(tx, context.me, facts["person"], on, facts["what"], context.now)
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
        return None
    rows = [[AddEntry(facts["person"]).labelled("➕ 再添加一条")], back(MemberGrowth(facts["person"], 0))]
    await context.show(Markup("<b>✅ 已添加</b>\n会出现在{}的政治生日贺卡上。").format(facts["name"]), rows)
    return DONE


FLOW = Form(
    name="growth_entry",
    title="成长历程",
    start=AddEntry,
    begin=begin,
    steps={
        "day": Step(ask_day, [Typed(reading.TEXT, take_day)]),
        "what": Step(ask_what, [Typed(reading.TEXT, take_what)]),
        "confirm": Step(ask_confirm, [Chosen(Confirm, confirm), Chosen(Again, again)]),
    },
)
