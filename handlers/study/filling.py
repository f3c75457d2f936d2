"""The plain questions about a new lesson: its content piece by piece, title, topic, length, hours."""

from typing import Any

from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms import gathering, reading
from handlers.kit.forms.form import Chosen, Next, Step, Typed, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.media import ANY_FILE
from handlers.kit.screens.navigation import in_columns
from handlers.kit.screens.text import Markup, fits, lines
from handlers.study import cards
from scoring.study import hours_text, parse_hours
from storage.people.access import Act
from storage.study.rows import MOST_MINUTES, MOST_PARTS, Part, Refused, most_tenths
from storage.study.topics import LONGEST as LONGEST_TOPIC
from storage.study.topics import topics

LONGEST_TITLE = 60
LONGEST_PART = 3500
MOST_IN_ALBUM = 10
MINUTES = (5, 10, 15, 30, 45, 60)
HOURS = (5, 10, 15, 20)
MINUTES_AN_HOUR = 45


class Filled(Button, prefix="st_full", act=Act.PUBLISH_LESSON):
    """The content is complete."""


class DropPart(Button, prefix="st_drop", act=Act.PUBLISH_LESSON):
    """Take the last part off: by its number, so that a double tap takes no second one."""

    number: int


class PickTopic(Button, prefix="st_tp", act=Act.PUBLISH_LESSON):
    """A topic of the list."""

    number: int


class PickMinutes(Button, prefix="st_min", act=Act.PUBLISH_LESSON):
    """How long it takes."""

    minutes: int


class PickHours(Button, prefix="st_hrs", act=Act.PUBLISH_LESSON):
    """What it credits, in tenths."""

    tenths: int


def next_step(context: Context) -> str:
    """The first question that is still open, else the summary."""
    facts = draft(context)
    asked = ["content", "title", "topic", "minutes", "hours", "audience", "until", "check"]
    if facts.get("check") == "question":
        asked += ["question", "options", "right", "explanation"]
    return next((step for step in asked if step not in facts["answered"]), "confirm")


def answered(context: Context, step: str) -> str:
    """That one is; gives the next."""
    facts = draft(context)
    if step not in facts["answered"]:
        facts["answered"].append(step)
    return next_step(context)


def parts_of(context: Context) -> list[Part]:
    """The parts that the draft holds."""
    return [Part(kept["text"], tuple((kind, content) for kind, content in kept["files"])) for kept in _kept(context)]


def _kept(context: Context) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = draft(context)["parts"]
    return kept


async def ask_content(context: Context) -> None:
    """What there is so far. An album comes as several messages: the question is asked once for all of it."""
    parts = parts_of(context)
    listed = [cards.part_summary(number, part) for number, part in enumerate(parts, 1)]
    text = lines(
        Markup("<b>➕ 发布课程</b>　内容 {}/{}").format(len(parts), MOST_PARTS),
        *listed,
        Markup(
            "\n请发送文字、链接、图片（可一次发一组）、视频、音频、语音或文件。每发一条就是课程的一部分，学员按顺序学。"
        ),
    )
    rows = []
    if parts:
        rows = [[Filled().labelled("下一步 ›")], [DropPart(len(parts)).labelled("删去最后一部分")]]
    await ask(context, text, rows, in_place=draft(context).pop("in_album", False))


async def take_text(context: Context) -> Next:
    """Words, or a link."""
    return await _add(context, [gathering.piece_of(context)])


async def take_file(context: Context) -> Next:
    """A photo, film, sound or file, its caption as words; the photos of an album become one part."""
    piece, album = gathering.piece_of(context), reading.sent(context).album
    facts = draft(context)
    last = facts["parts"][-1] if facts["parts"] else None
    if last and album is not None and facts.get("album") == album and len(last["files"]) < MOST_IN_ALBUM:
        facts["in_album"] = True
        if not await _fits(context, together := [*last["pieces"], piece]):
            return None
        facts["parts"][-1] = _part(together)
        return "content"
    facts["album"] = album
    return await _add(context, [piece])


async def edited(context: Context) -> Next:
    """A message that was changed changes its part."""
    kept = _kept(context)
    for place, part in enumerate(kept):
        pieces = gathering.changed(part["pieces"], gathering.piece_of(context))
        if pieces is not None:
            if await _fits(context, pieces):
                kept[place] = _part(pieces)
            return "content"
    return None


def _part(pieces: list[dict[str, Any]]) -> dict[str, Any]:
    files = [piece["file"] for piece in pieces if piece["file"]]
    return {"text": gathering.joined(pieces), "files": files, "pieces": pieces}


async def _fits(context: Context, pieces: list[dict[str, Any]]) -> bool:
    text = gathering.joined(pieces)
    if fits(text, LONGEST_PART):
        return True
    await context.tell(
        f"一部分请不超过 {LONGEST_PART} 个字，这一部分有 {len(text)} 个字，这条没有保存。请分成几条发送，或作为文件发送。"
    )
    return False


async def _add(context: Context, pieces: list[dict[str, Any]]) -> Next:
    kept = _kept(context)
    if len(kept) >= MOST_PARTS:
        await context.tell(f"最多 {MOST_PARTS} 部分，这条没有保存。请点“下一步”，或删去不用的再发。")
        return None
    if not await _fits(context, pieces):
        return None
    kept.append(_part(pieces))
    return "content"


async def drop(context: Context, button: DropPart) -> Next:
    if button.number == len(_kept(context)):
        _kept(context).pop()
        draft(context)["album"] = None
    return "content"


async def filled(context: Context, _button: Filled) -> Next:
    """On, with something in it."""
    if not _kept(context):
        await context.toast(Refused.NO_CONTENT.value, alert=True)
        return None
    return answered(context, "content")


async def ask_title(context: Context) -> None:
    await ask(context, Markup("<b>课程叫什么？</b>\n请写标题，最多 {} 个字。").format(LONGEST_TITLE))


async def take_title(context: Context) -> Next:
    title = await reading.line(context, "标题", LONGEST_TITLE)
    if title is None:
        return None
    draft(context)["title"] = title
    return answered(context, "title")


async def ask_topic(context: Context) -> None:
    """From the list, or in one's own words."""
    rows = in_columns([PickTopic(number).labelled(topic) for number, topic in enumerate(topics())], 3)
    await ask(context, Markup("<b>属于哪个主题？</b>\n点一个，或直接写（最多 {} 个字）。").format(LONGEST_TOPIC), rows)


async def pick_topic(context: Context, button: PickTopic) -> Next:
    if not 0 <= button.number < len(topics()):
        await context.toast(OUTDATED, alert=True)
        return None
    draft(context)["topic"] = topics()[button.number]
    return answered(context, "topic")


async def take_topic(context: Context) -> Next:
    topic = await reading.line(context, "主题", LONGEST_TOPIC)
    if topic is None:
        return None
    draft(context)["topic"] = topic
    return answered(context, "topic")


async def ask_minutes(context: Context) -> None:
    """So that people can choose by the time they have."""
    rows = in_columns([PickMinutes(each).labelled(cards.minutes_text(each)) for each in MINUTES], 3)
    await ask(context, Markup("<b>学完大约要多少分钟？</b>\n点一个，或直接写数字。学员按空闲时间挑课。"), rows)


async def take_minutes(context: Context) -> Next:
    word = context.text.strip().removesuffix("分钟").strip()
    return await _minutes(context, int(word) if word.isdecimal() and len(word) < 5 else 0)


async def pick_minutes(context: Context, button: PickMinutes) -> Next:
    return await _minutes(context, button.minutes)


async def _minutes(context: Context, minutes: int) -> Next:
    if not 0 < minutes <= MOST_MINUTES:
        await context.tell(f"请写 1 到 {MOST_MINUTES} 之间的分钟数，例如：20。")
        return None
    draft(context)["minutes"] = minutes
    return answered(context, "minutes")


async def ask_hours(context: Context) -> None:
    """Proposed from the length; the rule names the most."""
    proposed = min(max(1, round(draft(context)["minutes"] * 10 / MINUTES_AN_HOUR)), most_tenths())
    rows = [
        [PickHours(proposed).labelled(f"按 {MINUTES_AN_HOUR} 分钟 1 学时折算：{hours_text(proposed)}")],
        [PickHours(each).labelled(hours_text(each)) for each in HOURS if each <= most_tenths()],
    ]
    text = Markup("<b>学完计多少学时？</b>\n点一个，或直接写，可以有一位小数，最多 {}。")
    await ask(context, text.format(hours_text(most_tenths())), rows)


async def take_hours(context: Context) -> Next:
    return await _hours(context, parse_hours(context.text))


async def pick_hours(context: Context, button: PickHours) -> Next:
    return await _hours(context, button.tenths)


async def _hours(context: Context, tenths: int | None) -> Next:
    if tenths is None or not 0 < tenths <= most_tenths():
        await context.tell(f"学时请写 0.1 到 {hours_text(most_tenths())} 之间的数，最多一位小数，例如：0.5。")
        return None
    draft(context)["tenths"] = tenths
    return answered(context, "hours")


STEPS = {
    "content": Step(
        ask_content,
        [
            Typed(reading.TEXT, take_text),
            Typed(ANY_FILE, take_file, captions=True),
            Chosen(Filled, filled),
            Chosen(DropPart, drop),
        ],
        edited=edited,
    ),
    "title": Step(ask_title, [Typed(reading.TEXT, take_title)]),
    "topic": Step(ask_topic, [Chosen(PickTopic, pick_topic), Typed(reading.TEXT, take_topic)]),
    "minutes": Step(ask_minutes, [Chosen(PickMinutes, pick_minutes), Typed(reading.TEXT, take_minutes)]),
    "hours": Step(ask_hours, [Chosen(PickHours, pick_hours), Typed(reading.TEXT, take_hours)]),
}
