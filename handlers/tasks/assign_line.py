"""/assign in one line: what of it is certain goes into the draft, what may mean several things is asked."""

from collections.abc import Sequence
from datetime import date

from handlers.kit.forms.choices import Choice, Option
from handlers.kit.forms.form import NEXT, Draft, Next, draft
from handlers.kit.screens.context import Context
from handlers.kit.screens.text import Markup, clip, day_text, lines
from scoring.cadence import Cadence, last_of_month
from scoring.task_line.days import Words, read_words
from scoring.task_line.line import read_line
from storage.tasks import receivers
from storage.tasks.receivers import Receiver
from storage.tasks.rows import Proof

LONGEST = 300
ALWAYS_LAST = 31
NONE_OF_THEM, NO_NAME = 0, -1


def level_facts(level: int | None) -> Draft:
    """From where one gives, and what those below are counted as."""
    return {"level": level, "unit": "个支部" if level is None else "人"}


async def take_line(context: Context, levels: Sequence[int | None]) -> None:
    """Read the line for each level from which one gives; where both could be meant, that is asked."""
    facts, read = draft(context), {}
    for level in levels:
        async with context.read() as session:
            known = await receivers.names(session, context.me, level)
        read[level] = read_line(facts["line"], known, context.now)
    fitting = [level for level, line in read.items() if line.receivers.certain]
    if len(fitting) != 1 and len(levels) > 1:
        return
    level = fitting[0] if fitting else levels[0]
    found = read[level].receivers
    unclear = [
        {"word": doubt.word, "numbers": doubt.numbers, "known": doubt.known, "bodies": list(doubt.bodies.items())}
        for doubt in found.unclear
    ]
    facts.update(level_facts(level), picked=found.to, unclear=unclear, said=found.said, proof=Proof.NONE.value)
    take_words(facts, read[level].words)
    settle(facts)


def take_words(facts: Draft, words: Words) -> None:
    """What is to be done, how often and until when, as far as it is certain."""
    for name in ("what", "cadence", "due", "month_day"):
        facts.pop(name, None)
    facts.update(
        often=words.often,
        days=[[choice.due.isoformat(), choice.written, choice.what] for choice in words.choices],
        note=words.problem,
    )
    if not words.often:
        facts["cadence"] = (words.cadence or Cadence.ONCE).value
    # Nothing is cut: what is too long is asked for again.
    if len(words.what) > LONGEST:
        facts["too_long"] = len(words.what)
    elif words.what:
        facts["what"] = words.what
    if words.due is not None:
        facts["due"] = words.due.isoformat()
        settle_month_day(facts)


def settle(facts: Draft) -> None:
    """A line that names its receivers without doubt, and leaves nobody out, answers to whom."""
    if facts["picked"] and not facts["unclear"] and not facts["said"]:
        facts["who"] = facts["picked"]


def settle_month_day(facts: Draft) -> None:
    """A month's last day may mean that day of each month, or always the last: then it is asked."""
    day = date.fromisoformat(facts["due"])
    facts.pop("month_day", None)
    if facts.get("cadence") == Cadence.ONCE or day != last_of_month(day) or day.day == ALWAYS_LAST:
        facts["month_day"] = day.day


async def found_receivers(context: Context) -> list[Receiver]:
    """Those one level below, to whom one may give."""
    async with context.read() as session:
        return await receivers.receivers(session, context.me, draft(context)["level"])


def task_so_far(context: Context) -> Markup | None:
    facts = draft(context)
    what, due = facts.get("what"), facts.get("due")
    found = [
        Markup("📌 {}").format(what) if what else None,
        Markup("📅 截止：{}").format(day_text(date.fromisoformat(due), context.now.date())) if due else None,
    ]
    return lines(*found) if any(found) else None


class Doubts(Choice):
    """Who was meant by a word that fits several, was not written out, or names nobody here: once for each such word."""

    def kept(self, context: Context, value: object) -> Next:
        draft(context).pop("_", None)
        return NEXT


async def ask_meant(context: Context) -> Markup:
    doubt = draft(context)["unclear"][0]
    asked = "您说的是哪一个？（“{}”）" if doubt["known"] else "❗ 没有叫“{}”的支部或人员，请点选。"
    return lines(Markup(asked).format(doubt["word"]), task_so_far(context))


async def meant_options(context: Context) -> list[Option]:
    doubt = draft(context)["unclear"][0]
    found = {each.number: each for each in await found_receivers(context)}
    bodies = {number: f"：{clip(body.strip(), 20)}" for number, body in doubt["bodies"]}
    named = [found[number] for number in doubt["numbers"] if number in found]
    return [
        *(Option(each.number, f"{each.name}（{each.note}）{bodies.get(each.number, '')}") for each in named),
        Option(NONE_OF_THEM, "都不是，从名单里选"),
        Option(NO_NAME, "这不是名字，整行都是任务内容"),
    ]


async def take_meant(context: Context, number: int) -> int:
    """Another name than the one first read leaves other words to the task."""
    facts = draft(context)
    if number == NO_NAME:
        facts.update(unclear=[], picked=[], said=None)
        take_words(facts, read_words(facts["line"], context.now))
        return number
    doubt, *others = facts["unclear"]
    for each, body in doubt["bodies"]:
        if each == number:
            take_words(facts, read_words(body, context.now))
    if number == NONE_OF_THEM:
        facts["unclear"] = []
        return number
    facts["unclear"] = others
    if number not in facts["picked"]:
        facts["picked"].append(number)
    settle(facts)
    return number
