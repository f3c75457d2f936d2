"""The screens of 我的数据, and the copy that goes out."""

from collections.abc import Callable

from handlers.kit.joins import Section
from handlers.kit.screens.buttons import OUTDATED, Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Export
from handlers.kit.screens.navigation import HOME, back, in_columns, paged
from handlers.kit.screens.sheets import in_turn, made_by
from handlers.kit.screens.text import Markup, clip, lines
from handlers.mydata import files
from handlers.mydata.buttons import Copy, MyData, Openings, OpenSection, StartCorrection
from handlers.mydata.gathering import Gathering, trail
from storage.engine.refusal import Refusal
from storage.sealed.audit import Event

FORMS = {"xlsx": files.as_xlsx, "json": files.as_json}
ROWS_A_PAGE, FACTS_A_PAGE = 6, 15
LONGEST = 60
CONFIDENTIAL = (
    "谈心谈话只列出发生过的，内容不在此显示。"
    "组织为关心帮助同志而作的内部提示、他人匿名评议的作者，按规定不在此显示，也不计入任何评分。"
)


class Screens:
    """Over what is gathered from the features."""

    def __init__(self, gathering: Gathering) -> None:
        self._gathering = gathering

    async def command(self, context: Context) -> None:
        await self.overview(context, MyData())

    async def _sections(self, context: Context) -> list[Section]:
        clock = context.bot_data.clock
        async with context.read() as session:
            return await self._gathering.sections(session, context.me, context.now.date(), clock.zone)

    async def overview(self, context: Context, _button: MyData) -> None:
        sections = await self._sections(context)
        async with context.read() as session:
            seen = await trail(session, context.me)
        text = lines(
            Markup("<b>🪪 我的数据</b>\n{}保存着关于您的这些记录：\n").format(context.bot_data.bureau),
            *(Markup("• {}　{} 条").format(each.title, len(each.rows)) for each in sections if each.rows),
            Markup("• {}　{} 条").format(seen.title, len(seen.rows)),
            Markup("\n{}").format(CONFIDENTIAL),
        )
        opening = [OpenSection(each.name, 0).labelled(each.title) for each in sections if each.rows]
        rows = [
            *in_columns(opening),
            [Openings(0).labelled(f"👁 谁看过（{len(seen.rows)}）")],
            [Copy("xlsx").labelled("⬇ 取走副本 XLSX"), Copy("json").labelled("⬇ JSON")],
            [StartCorrection().labelled("✏️ 名册信息有误")],
            HOME,
        ]
        await context.show(text, rows)

    async def section(self, context: Context, button: OpenSection) -> None:
        section = next((each for each in await self._sections(context) if each.name == button.name), None)
        if section is None:
            raise Refusal(OUTDATED)
        return await _show(context, section, button.page, lambda page: OpenSection(button.name, page))

    async def openings(self, context: Context, button: Openings) -> None:
        async with context.read() as session:
            section = await trail(session, context.me)
        await _show(context, section, button.page, Openings)

    async def copy(self, context: Context, button: Copy) -> None:
        """The file."""
        make = FORMS.get(button.form)
        if make is None:
            raise Refusal(OUTDATED)
        await context.toast("正在生成，请稍候…")
        me, zone = context.me, context.bot_data.clock.zone
        async with context.read() as session:
            sections = await self._gathering.sections(session, me, context.now.date(), zone)
            sections.append(await trail(session, me))
        facts = [
            ("本人", f"{me.name}（警号 {me.police_no}）"),
            ("未包含的内容", CONFIDENTIAL),
        ]
        content = await in_turn(make, made_by(context, f"我的数据　{me.name}"), sections, facts)
        caption = f"您的数据副本，共 {sum(len(each.rows) for each in sections)} 条。含个人信息，请妥善保管。"
        name = f"我的数据_{context.now:%Y-%m-%d}.{button.form}"
        taken = Export("", button.form.upper(), Event.DATA_COPIED, me.person_id)
        await context.send_file(name, content, taken, caption)


async def _show(context: Context, section: Section, page: int, turn: Callable[[int], Button]) -> None:
    """Row by row; where a row is one fact with its name, without the heading over all facts."""
    zone, paired = context.bot_data.clock.zone, len(section.headings) == 2
    shown, turning = paged(section.rows, page, turn, FACTS_A_PAGE if paired else ROWS_A_PAGE)
    listed = []
    for row in shown:
        first, *rest = [files.as_text(value, zone) for value in row]
        named = zip(section.headings[1:], rest, strict=True)
        facts = [
            clip(str(value), LONGEST) if paired else f"{heading} {clip(str(value), LONGEST)}"
            for heading, value in named
            if value not in (None, "")
        ]
        listed.append(Markup("• <b>{}</b>　{}").format(clip(str(first), LONGEST), "，".join(facts)))
    nothing = None if listed else Markup("没有记录。")
    text = lines(Markup("<b>🪪 {}</b>　共 {} 条\n").format(section.title, len(section.rows)), *listed, nothing)
    await context.show(text, [*turning, back(MyData())])
