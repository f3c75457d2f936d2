"""The board's screens: the sheet, the branches, a branch, a person; the secretaries' duties; risk points; XLSX."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import partial

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.board import buttons as b
from handlers.board.loading import DUTIES, TALKS, BranchStand, load
from handlers.kit.engine.access_check import NOT_ALLOWED, OUTDATED
from handlers.kit.joins import Subject
from handlers.kit.screens.colours import SIGNS
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Export, of_branch
from handlers.kit.screens.links import Health, OpenCase
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.pictures import key_of, show_picture
from handlers.kit.screens.sheets import in_turn, made_by, workbook
from handlers.kit.screens.text import Markup, clip, lines
from scoring.board_chart import draw
from scoring.cadence import add_months, last_of_month
from scoring.index.model import Colour
from storage.care import cases, lists
from storage.engine.refusal import Refusal
from storage.index import index, looks
from storage.ledger import Entry, Scope, Standing
from storage.people import directory
from storage.people.access import Place, may, reach
from storage.people.posts import MEMBERS
from storage.people.rights import Act, Reach
from storage.risks import lists as risks
from storage.sheets.writing import Sheet, Value, rate

VERSION = 3
NAMED = 5
"""How many of those furthest behind are named."""
STANDING = {Standing.LATE: "❗", Standing.DUE: "⏳", Standing.DONE_LATE: "☑️", Standing.DONE: "✅"}
LEGEND = "❗ 逾期　⏳ 进行中　☑️ 逾期完成　✅ 完成\n🟢 健康　🔺 一般关注　⬛ 重点关注（提示或已决定）　➖ 资料不足"
PAGE = 10


def _word(month: date) -> str:
    return f"{month:%Y-%m}"


def _title(month: date) -> str:
    return f"{month.year}年{month.month}月"


def _month(context: Context, word: str) -> date:
    if not word:
        return context.now.date().replace(day=1)
    try:
        return date.fromisoformat(f"{word}-01")
    except ValueError as error:
        raise Refusal(OUTDATED) from error


def _counts(entries: Sequence[Entry]) -> str:
    counted = Counter(entry.standing for entry in entries)
    return " ".join(f"{sign}{counted[standing]}" for standing, sign in STANDING.items() if counted[standing]) or "无"


class Screens:
    """Over the subjects that the features bring to the ledger."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self._all = {subject.name: subject for subject in subjects}

    def _subjects(self, context: Context) -> dict[str, Subject]:
        """Those that the person may see as far as the board shows them; some need more than the board itself."""
        branch = None if reach(context.me, Act.SEE_BOARD) is Reach.BUREAU else context.me.branch_id
        return {name: each for name, each in self._all.items() if may(context.me, each.act, Place(branch_id=branch))}

    async def command(self, context: Context) -> None:
        await self.board(context, b.Board(""))

    async def board(self, context: Context, button: b.Board) -> None:
        """The whole bureau as a picture; a branch's secretary sees their own branch."""
        month = _month(context, button.month)
        if reach(context.me, Act.SEE_BOARD) is not Reach.BUREAU:
            return await self.branch(context, b.BoardBranch(context.me.branch_id, _word(month), 0))
        stands = await self._load(context, month, None)
        rows = [stand.row(talks=TALKS in self._subjects(context)) for stand in stands]
        members = sum(len(stand.members) for stand in stands)
        closed = index.closed_month(context.now.date())
        title = f"{context.bot_data.bureau}　{_title(month)}"
        subtitle = f"{len(stands)} 个支部 · {members} 名党员 · 指数为{_title(closed)}"
        late = [stand for stand in stands if stand.late]
        worst = "、".join(
            f"{stand.name} {stand.late} 项" for stand in sorted(late, key=lambda each: -each.late)[:NAMED]
        )
        worst += "等" if len(late) > NAMED else ""
        done, owed = (
            (sum(each) for each in zip(*(stand.counted(DUTIES) for stand in stands), strict=True)) if stands else (0, 0)
        )
        caption = lines(
            Markup("<b>🧭 督导检查　{}</b>").format(_title(month)),
            Markup("三会一课完成 {}/{}；有逾期的支部 {} 个。").format(done, owed, len(late)),
            Markup("逾期最多：{}").format(clip(worst, 300)) if worst else None,
        )
        word = _word(month)
        buttons = [
            [b.Branches(word, 0).labelled("🏢 逐个支部"), b.Heads(word, 0).labelled("👔 书记履职")],
            [b.Points(0).labelled("⚠️ 廉政风险点"), b.BoardSheet(word).labelled("⬇ XLSX")],
            self._turn(context, month),
            HOME,
        ]
        key = key_of("board", VERSION, title, subtitle, rows)
        taken = Export("board", f"{_title(month)}　图片")
        await show_picture(context, key, partial(draw, title, subtitle, rows), caption, buttons, what=taken)

    def _turn(self, context: Context, month: date) -> list[InlineKeyboardButton]:
        found = [b.Board(_word(add_months(month, -1))).labelled("◀ 上月")]
        if month < context.now.date().replace(day=1):
            found.append(b.Board(_word(add_months(month, 1))).labelled("下月 ▶"))
        return found

    async def branches(self, context: Context, button: b.Branches) -> None:
        month = _month(context, button.month)
        if reach(context.me, Act.SEE_BOARD) is not Reach.BUREAU:
            raise Refusal(NOT_ALLOWED)
        stands = sorted(await self._load(context, month, None), key=lambda stand: (-stand.late, stand.branch_id))
        shown, turning = paged(stands, button.page, lambda page: b.Branches(button.month, page), PAGE)
        rows = [
            [
                b.BoardBranch(stand.branch_id, button.month, 0).labelled(
                    f"❗{stand.late}　{stand.name}" if stand.late else stand.name
                )
            ]
            for stand in shown
        ]
        text = Markup("<b>🏢 各支部　{}</b>\n逾期多的在前。").format(_title(month))
        await context.show(text, [*rows, *turning, back(b.Board(button.month))])

    async def branch(self, context: Context, button: b.BoardBranch) -> None:
        """One branch: every subject, the colours, and its people, those to look at first."""
        month = _month(context, button.month)
        if not may(context.me, Act.SEE_BOARD, Place(branch_id=button.branch)):
            raise Refusal(NOT_ALLOWED)
        stands = await self._load(context, month, button.branch)
        if not stands:
            raise Refusal(OUTDATED)
        stand = stands[0]
        async with context.bot_data.database.write() as tx:
            await looks.note_list(tx, context.me, button.branch, context.now)
        async with context.read() as session:
            points = (await risks.points_by_branch(session, button.branch)).get(button.branch, {})
        green, yellow, proposed, decided, unknown = stand.colours
        arrow = {1: "↑", -1: "↓", 0: "→", None: "—"}[stand.trend]
        text = lines(
            Markup("<b>🧭 {}</b>　{}").format(stand.name, _title(month)),
            *(
                Markup("• {}　{}").format(subject.title, _counts(stand.entries[name]))
                for name, subject in self._subjects(context).items()
                if stand.entries.get(name)
            ),
            Markup("• 健康指数（{}）　🟢{} 🔺{} ⬛{} ➖{}　趋势 {}").format(
                _title(index.closed_month(context.now.date())),
                green,
                yellow,
                f"{decided}（另有提示 {proposed}）",
                unknown,
                arrow,
            ),
            Markup("• 廉政风险点　{}").format(_levels(points)),
            Markup("\n{}").format(LEGEND),
        )
        order = [Colour.GRAY, Colour.YELLOW, None, Colour.GREEN]
        people_ = sorted(stand.members, key=lambda each: (order.index(stand.shown(each)), each.police_no))
        shown, turning = paged(
            people_, button.page, lambda page: b.BoardBranch(button.branch, button.month, page), PAGE * 2
        )
        labels = [
            b.BoardPerson(each.person_id, button.month).labelled(f"{SIGNS[stand.shown(each)]} {each.name}")
            for each in shown
        ]
        rows = [labels[start : start + 3] for start in range(0, len(labels), 3)]
        bureau = reach(context.me, Act.SEE_BOARD) is Reach.BUREAU
        last = back(b.Branches(button.month, 0)) if bureau else [b.BoardSheet(button.month).labelled("⬇ XLSX"), *HOME]
        await context.show(text, [*rows, *turning, last])

    async def person(self, context: Context, button: b.BoardPerson) -> None:
        """One person: what they owed this month, and their index by dimension."""
        month = _month(context, button.month)
        async with context.read() as session:
            who = await directory.who_has_id(session, button.person)
            if who is None:
                raise Refusal(OUTDATED)
            if not may(context.me, Act.SEE_BOARD, Place(branch_id=who.branch_id, person_id=who.person_id)):
                raise Refusal(NOT_ALLOWED)
            scope = self._scope(context, month, None, who.person_id)
            entries = {name: await subject.load(session, scope) for name, subject in self._subjects(context).items()}
            closed = index.closed_month(context.now.date())
            row = await index.of_person(session, who.person_id, closed)
            onward = await self._onward(session, context, who)
        async with context.bot_data.database.write() as tx:
            await looks.note(tx, context.me, who, closed, context.now)
        dimensions = "　".join(
            f"{each}{points / 10:g}" for each, points in (row.dimensions.items() if row else ()) if points is not None
        )
        text = lines(
            Markup("<b>🧭 {}</b>　{}　{}").format(who.name, who.branch, _title(month)),
            *(
                Markup("• {}　{}").format(self._all[name].title, _counts(found))
                for name, found in entries.items()
                if found
            ),
            None if any(entries.values()) else Markup("这个月没有台账记录。"),
            Markup("• 健康指数（{}）　{}　{}").format(_title(closed), SIGNS[row.proposed] if row else "➖", dimensions),
            Markup("\n{}").format(LEGEND),
        )
        await context.show(text, [*([onward] if onward else []), back(b.BoardBranch(who.branch_id, button.month, 0))])

    @staticmethod
    async def _onward(session: AsyncSession, context: Context, who: directory.Who) -> list[InlineKeyboardButton]:
        """To a member's index and open case, for those who may see them."""
        found = []
        if who.category in MEMBERS and looks.sees(context.me, who, context.bot_data.options):
            found.append(Health(who.person_id).labelled("💚 健康指数"))
        case = await cases.open_case(session, who.person_id)
        if case is not None and lists.sees(context.me, case):
            found.append(OpenCase(case.key).labelled("🤝 关注事项"))
        return found

    async def heads(self, context: Context, button: b.Heads) -> None:
        """Accountability upwards: what each branch's secretary owed, for themself and for the branch."""
        month = _month(context, button.month)
        if reach(context.me, Act.SEE_BOARD) is not Reach.BUREAU:
            raise Refusal(NOT_ALLOWED)
        async with context.read() as session:
            heads = await directory.secretaries(session)
        stands = await self._load(context, month, None)
        owed = [
            (
                stand,
                heads[stand.branch_id].name if stand.branch_id in heads else "（书记空缺）",
                self._of_head(stand, heads),
            )
            for stand in stands
        ]
        owed.sort(key=lambda each: (-sum(entry.standing is Standing.LATE for entry in each[2]), each[0].branch_id))
        shown, turning = paged(owed, button.page, lambda page: b.Heads(button.month, page), PAGE)
        text = lines(
            Markup(
                "<b>👔 书记履职　{}</b>\n支部的会议和任务、书记本人的评分、谈话、答复、寄语、帮扶等，逾期多的在前。\n"
            ).format(_title(month)),
            *(Markup("• <b>{}</b>（{}）　{}").format(name, stand.name, _counts(mine)) for stand, name, mine in shown),
            None if shown else Markup("还没有支部。"),
            Markup("\n{}").format(LEGEND.split("\n", maxsplit=1)[0]),
        )
        await context.show(text, [*turning, back(b.Board(button.month))])

    @staticmethod
    def _of_head(stand: BranchStand, heads: dict[int, directory.Who]) -> list[Entry]:
        head = heads.get(stand.branch_id)
        mine = {None, head.person_id if head else None}
        return [entry for entries in stand.entries.values() for entry in entries if entry.person_id in mine]

    async def points(self, context: Context, button: b.Points) -> None:
        """Risk points by branch, as they stand now."""
        if reach(context.me, Act.SEE_BOARD) is not Reach.BUREAU:
            raise Refusal(NOT_ALLOWED)
        async with context.read() as session:
            names = await directory.branch_names(session)
            counted = await risks.points_by_branch(session)
        ordered = sorted(names.items(), key=lambda each: (-counted.get(each[0], {}).get("高", 0), each[0]))
        shown, turning = paged(ordered, button.page, b.Points, 15)
        text = lines(
            Markup("<b>⚠️ 廉政风险点</b>（截至现在，按岗位登记；高风险多的在前）"),
            *(Markup("• {}　{}").format(name, _levels(counted.get(number, {}))) for number, name in shown),
        )
        await context.show(text, [*turning, back(b.Board(""))])

    async def sheet(self, context: Context, button: b.BoardSheet) -> None:
        """Branches, secretaries' entries and members' colours as XLSX."""
        month = _month(context, button.month)
        await context.toast("正在生成，请稍候…")
        me = context.me
        branch = None if reach(me, Act.SEE_BOARD) is Reach.BUREAU else me.branch_id
        stands = await self._load(context, month, branch)
        async with context.read() as session:
            points = await risks.points_by_branch(session)
        whose = "" if branch is None else me.branch
        above = made_by(context, f"督导检查　{whose or context.bot_data.bureau}　{_title(month)}", whose)
        content = await in_turn(workbook, above, self._sheets(list(self._subjects(context).values()), stands, points))
        name = f"督导检查_{_word(month)}.xlsx"
        taken = Export(of_branch("board", branch), _title(month))
        await context.send_file(name, content, taken, f"督导检查　{_title(month)}")

    @staticmethod
    def _sheets(
        shown: Sequence[Subject], stands: Sequence[BranchStand], points: dict[int, dict[str, int]]
    ) -> list[Sheet]:
        subjects = [(subject.name, subject.title) for subject in shown]
        counts = ("完成（项）", "应有（项）", "逾期（项）", "完成率（%）")
        heads = ["支部", *(f"{title} {word}" for _, title in subjects for word in counts)]
        heads += [
            "绿（人）",
            "黄（人）",
            "灰（提示）（人）",
            "灰（已决定）（人）",
            "资料不足（人）",
            "趋势",
            "高风险点（个）",
        ]
        rows: list[list[Value]] = [
            [
                stand.name,
                *(
                    number
                    for name, _ in subjects
                    for number in (*stand.counted(name), _late(stand, name), rate(*stand.counted(name)))
                ),
                *stand.colours,
                {1: "上升", -1: "下降", 0: "持平", None: ""}[stand.trend],
                points.get(stand.branch_id, {}).get("高", 0),
            ]
            for stand in stands
        ]
        words = {Colour.GREEN: "健康", Colour.YELLOW: "一般关注", Colour.GRAY: "重点关注", None: "资料不足"}
        members: list[list[Value]] = [
            [
                stand.name,
                each.name,
                each.police_no,
                words[each.colour],
                "是" if each.person_id in stand.gray else "",
            ]
            for stand in stands
            for each in stand.members
        ]
        columns = ("支部", "姓名", "警号", "规则提示", "已决定重点关注")
        note = "应有的含还没到期的。颜色是规则的提示，灰（已决定）是由人作出的决定。"
        return [Sheet("各支部", heads, rows, note=note), Sheet("党员", columns, members, names=3)]

    def _scope(self, context: Context, month: date, branch: int | None, person: int | None = None) -> Scope:
        zone = context.bot_data.clock.zone
        return Scope(month, last_of_month(month), context.now.date(), zone, branch, person, context.me.person_id)

    async def _load(self, context: Context, month: date, branch: int | None) -> list[BranchStand]:
        return await context.look(lambda session: self._stands(session, context, month, branch), much=branch is None)

    async def _stands(
        self, session: AsyncSession, context: Context, month: date, branch: int | None
    ) -> list[BranchStand]:
        return await load(session, self._scope(context, month, branch), self._subjects(context), context.now.date())


def _late(stand: BranchStand, name: str) -> int:
    return sum(entry.standing is Standing.LATE for entry in stand.entries.get(name, []))


def _levels(points: dict[str, int]) -> str:
    return "　".join(f"{level} {points[level]}" for level in ("高", "中", "低") if points.get(level)) or "无登记"
