"""Giving a task: from which of one's offices, and to whom."""

from datetime import date

from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms.form import Chosen, Next, Step, ask, draft
from handlers.kit.forms.picking import Option, Picker
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.text import Markup, clip, day_text, lines
from handlers.tasks.giving_line import take_body, take_line
from handlers.tasks.giving_order import WAY_ON, GoTo, next_question
from storage.people.access import Act
from storage.tasks import giving
from storage.tasks.giving import Receiver


class PickLevel(Button, prefix="as_level", act=Act.ASSIGN):
    """From where one gives: the own branch, or (0) the bureau."""

    branch: int


class Meant(Button, prefix="as_meant", act=Act.ASSIGN):
    """Who was meant by a word of a line; 0 is none of those, -1 that it belongs to the task."""

    number: int


def from_where(context: Context) -> Next:
    """Whoever has one office is asked to whom at once."""
    found = giving.levels(context.me)
    if len(found) > 1:
        return "level"
    draft(context)["level"] = found[0]
    return "who"


async def ask_level(context: Context) -> None:
    """Whoever has two offices says in which."""
    rows = [[PickLevel(0).labelled("🏢 给各支部")], [PickLevel(context.me.branch_id).labelled("👥 给本支部人员")]]
    await ask(context, Markup("<b>布置任务</b>\n布置给谁？"), rows)


async def pick_level(context: Context, button: PickLevel) -> Next:
    """Checked against one's offices: the number came from outside."""
    level = button.branch or None
    if level not in giving.levels(context.me):
        await context.toast(OUTDATED, alert=True)
        return None
    draft(context)["level"] = level
    return await take_line(context) if "line" in draft(context) else "who"


async def receivers(context: Context) -> list[Receiver]:
    """Those one level below, to whom one may give."""
    async with context.read() as session:
        return await giving.receivers(session, context.me, draft(context)["level"])


async def _options(context: Context) -> list[Option]:
    short = draft(context)["level"] is None
    return [
        Option(each.number, each.name.removesuffix("党支部") if short else each.name)
        for each in await receivers(context)
    ]


TO = Picker(_options, "picked", "人")
TO_BRANCHES = Picker(_options, "picked", "个支部")


def _read(context: Context) -> Markup | None:
    """What a line said, while nobody is chosen or somebody is left out."""
    facts = draft(context)
    if "line" not in facts or (facts["picked"] and not facts.get("said")):
        return None
    said = facts.get("said")
    asked = Markup("❗ 您写了“{}”，请核对下面的名单。").format(said) if said else Markup("❗ 还没有定给谁，请点选。")
    return lines(asked, _task(context))


def _task(context: Context) -> Markup | None:
    facts = draft(context)
    what, due = facts.get("what"), facts.get("due")
    found = [
        Markup("📌 {}").format(what) if what else None,
        Markup("📅 截止：{}").format(day_text(date.fromisoformat(due), context.now.date())) if due else None,
    ]
    return lines(*found) if any(found) else None


async def ask_which(context: Context) -> None:
    """A word that fits several, was not written out, or names nobody here."""
    doubt = draft(context)["unclear"][0]
    found = {each.number: each for each in await receivers(context)}
    rows = []
    for each in (found[number] for number in doubt["numbers"] if number in found):
        body = doubt["bodies"].get(str(each.number))
        rest = f"：{clip(body.strip(), 20)}" if body else ""
        rows.append([Meant(each.number).labelled(f"{each.name}（{each.note}）{rest}")])
    if doubt["known"]:
        asked = Markup("您说的是哪一个？（“{}”）").format(doubt["word"])
    else:
        asked = Markup("❗ 没有叫“{}”的支部或人员，请点选。").format(doubt["word"])
    rows.append([Meant(0).labelled("都不是，从名单里选")])
    rows.append([Meant(-1).labelled("这不是名字，整行都是任务内容")])
    await ask(context, lines(asked, _task(context)), rows)


async def pick_which(context: Context, button: Meant) -> Next:
    """Only one of those that were offered."""
    facts = draft(context)
    if not facts["unclear"] or button.number not in (0, -1, *facts["unclear"][0]["numbers"]):
        await context.toast(OUTDATED, alert=True)
        return None
    if button.number == -1:
        facts.update(unclear=[], picked=[], said=None)
        take_body(context, facts["line"])
        return next_question(context)
    body = facts["unclear"][0]["bodies"].get(str(button.number))
    if body is not None:
        take_body(context, body)
    facts["unclear"] = facts["unclear"][1:] if button.number else []
    if button.number and button.number not in facts["picked"]:
        facts["picked"].append(button.number)
    return next_question(context) if button.number else "who"


async def ask_who(context: Context) -> None:
    """One, several or all of those one level below."""
    facts = draft(context)
    over = Markup("\n分解的是：{}").format(facts["over"]) if facts.get("over") else Markup("")
    if not await receivers(context):
        empty = Markup("<b>布置任务</b>\n名册里没有可以布置的人员。请先请党务干部核对名册和职务。")
        return await ask(context, empty, [])
    heading = lines(
        Markup("<b>布置任务</b>　给谁？{}").format(over), _read(context), Markup("点名字选择，可以选几个，也可以全选。")
    )
    picker = TO_BRANCHES if facts["level"] is None else TO
    await picker.ask(context, heading, [GoTo("what").labelled("下一步 ›")])
    return None


STEPS = {
    "level": Step(ask_level, [Chosen(PickLevel, pick_level)]),
    "which": Step(ask_which, [Chosen(Meant, pick_which)]),
    "who": Step(ask_who, [*TO.answers, WAY_ON]),
}
