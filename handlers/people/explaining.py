"""Words of a roster file that nobody has explained: asked about once, one after another, and remembered for the next file."""

import asyncio
import difflib
from collections.abc import Sequence
from typing import Any

from handlers.kit.forms.form import ASKED_BELOW, Answer, Chosen, Next, ask, draft
from handlers.kit.forms.tables import Import
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Unrecorded
from handlers.kit.screens.navigation import back, in_columns, paged
from handlers.kit.screens.text import Markup, clip, lines, when_text
from handlers.people.buttons import ForgetWord, Roster, RosterTemplate, RosterWords
from storage.engine.refusal import Refusal
from storage.people import directory, roster_meanings
from storage.people.posts import MEMBERS, Category, Post
from storage.people.rights import Act
from storage.people.roster_file import COLUMNS, OpenedRoster, template
from storage.people.roster_meanings import settled
from storage.people.roster_said import NOTHING, WHOLE, RosterFile, Unknown
from storage.people.roster_words import in_party, resembled

NEAREST = 4
_NOTHING = {"职务": "不是党内职务", "类别": "不说明类别", "支部": "是新支部", WHOLE: "不读这一列"}


class Mean(Button, prefix="roster_mean", act=Act.IMPORT_ROSTER):
    """The word means that one of ours, by its place among them."""

    place: int


class MeanNothing(Button, prefix="roster_mean_no", act=Act.IMPORT_ROSTER):
    """The word says nothing of the kind."""


class Whole(Button, prefix="roster_whole_no", act=Act.IMPORT_ROSTER):
    """None of the columns in which the word stands is read."""


class Later(Button, prefix="roster_mean_later", act=Act.IMPORT_ROSTER):
    """The rows with this word are refused this time; or with all words (1) that are not known."""

    all: int


async def words_to_explain(context: Context, opened: OpenedRoster) -> Next:
    """The question about the first word that is not known and not put off; None where there is none."""
    async with context.read() as session:
        file = await settled(session, opened, context.now.date())
        branches = list((await directory.present_names(session)).values())
    facts = draft(context)
    left = _left(file, facts.setdefault("later", []))
    if not left:
        facts.pop("word", None)
        return None
    first = left[0]
    facts["word"] = {
        "column": first.column, "word": first.word, "rows": first.rows, "headings": list(first.headings), "more": len(left) - 1,
        "ours": _ours(first, branches),
    }  # fmt: skip
    return "explain"


def _left(file: RosterFile, later: Sequence[Sequence[str]]) -> list[Unknown]:
    put_off = {tuple(each) for each in later}
    return [each for each in file.unknown if (each.column, each.word) not in put_off]


def _ours(unknown: Unknown, branches: Sequence[str]) -> list[str]:
    """What it may mean."""
    match unknown.column:
        case "职务":
            return [each.value for each in Post]
        case "类别":
            return [each.value for each in Category if not in_party(unknown.word) or each in MEMBERS]
        case _ if unknown.column == WHOLE:
            likely = resembled(unknown.word)
            return [*likely, *(each for each in COLUMNS if each not in likely)]
        case _:
            return difflib.get_close_matches(unknown.word, branches, NEAREST, 0.3)


async def ask_meaning(context: Context) -> None:
    """One word, with what it may mean."""
    facts = draft(context)["word"]
    column, word = facts["column"], facts["word"]
    headings = "”“".join(facts["headings"])
    text = lines(
        Markup("<b>❓ “{}”是什么{}？</b>").format(clip(word, 60), column),
        Markup("这一列有 {} 行填了内容，表头不认识。").format(facts["rows"])
        if column == WHOLE
        else Markup("文件里 {} 行有这个词{}。").format(facts["rows"], f"（“{headings}”一列）" if headings else ""),
        Markup("这些行没有写转正日期，从文件里看不出是正式党员还是预备党员。")
        if in_party(word) and column == "类别"
        else None,
        Markup("说明一次就会记住，下次不再问。还有 {} 个词要问。").format(facts["more"])
        if facts["more"]
        else Markup("说明一次就会记住，下次不再问。"),
    )
    rows = in_columns(
        [Mean(place).labelled(name) for place, name in enumerate(facts["ours"])], 1 if column == "支部" else 2
    )
    rows.append([MeanNothing().labelled(_NOTHING[column])])
    if headings:
        rows.append([Whole().labelled(f"忽略“{clip(headings, 20)}”一列")])
    rows.append(
        [
            Later(0).labelled("先不管，这次不读这一列" if column == WHOLE else "先不管，有它的行这次不采纳"),
            *([Later(1).labelled("其余的都先不管")] if facts["more"] else []),
        ]
    )
    await ask(context, text, rows)


def meanings(of: Import) -> Sequence[Answer]:
    """What answers the question."""

    async def go_on(context: Context) -> Next:
        return await words_to_explain(context, await of.opened(context)) or "confirm"

    async def explained(context: Context, *said: tuple[str, str, str]) -> Next:
        async with context.write() as tx:
            for column, word, meaning in said:
                await roster_meanings.explain(tx, column, word, meaning, by=context.me.person_id, now=context.now)
        return await go_on(context)

    async def mean(context: Context, button: Mean) -> Next:
        facts = draft(context)["word"]
        if not 0 <= button.place < len(facts["ours"]):
            raise Refusal(ASKED_BELOW)
        return await explained(context, (facts["column"], facts["word"], facts["ours"][button.place]))

    async def mean_nothing(context: Context, _button: MeanNothing) -> Next:
        facts = draft(context)["word"]
        return await explained(context, (facts["column"], facts["word"], NOTHING))

    async def whole(context: Context, _button: Whole) -> Next:
        return await explained(context, *((WHOLE, heading, NOTHING) for heading in draft(context)["word"]["headings"]))

    async def later(context: Context, button: Later) -> Next:
        facts = draft(context)
        put_off: list[Any] = facts["later"]
        put_off.append([facts["word"]["column"], facts["word"]["word"]])
        if button.all:
            opened = await of.opened(context)
            async with context.read() as session:
                file = await settled(session, opened, context.now.date())
            put_off += [[each.column, each.word] for each in _left(file, put_off)]
        return await go_on(context)

    return [Chosen(Mean, mean), Chosen(MeanNothing, mean_nothing), Chosen(Whole, whole), Chosen(Later, later)]


async def words(context: Context, button: RosterWords) -> None:
    """What was explained, each to be taken back."""
    async with context.read() as session:
        found = await roster_meanings.explained(session)
        names = await directory.names_of(session, {each.by for each in found})
    shown, turning = paged(found, button.page, RosterWords, size=8)
    listed = [
        Markup("• {}“{}” → {}　{} {}").format(
            each.column, clip(each.word, 40), each.meaning or _NOTHING[each.column],
            names.get(each.by, ""), when_text(each.at, context.now),
        )
        for each in shown
    ]  # fmt: skip
    rows = [[ForgetWord(each.id or 0).labelled(f"🗑 {clip(each.word, 24)}")] for each in shown]
    text = lines(
        Markup("<b>🔤 名册用词</b>"),
        Markup("导入花名册时说明过的词，下次照此理解。删去一条，下次再问。"),
        *(listed or [Markup("还没有说明过。")]),
    )
    await context.show(text, [*rows, *turning, back(Roster(0))])


async def forget(context: Context, button: ForgetWord) -> None:
    """Take one back; the list again."""
    async with context.write() as tx:
        row = await roster_meanings.forget(tx, button.number, by=context.me.person_id, now=context.now)
    await context.toast(f"“{clip(row.word, 40)}”下次会再问。")
    await words(context, RosterWords(0))


async def send_template(context: Context, _button: RosterTemplate) -> None:
    """A workbook to fill in, for who has no file of a system."""
    await context.send_file(
        "花名册模板.xlsx",
        await asyncio.to_thread(template),
        Unrecorded.BLANK,
        "填好后直接发回来，先试运行，确认后才写入。",
    )
