"""The board's way down: a branch with its people, and a person."""

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.board import buttons as b
from handlers.board.looking import LEGEND, PAGE, Looking, counts, levels, month_of, of_bureau
from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.joins import OnList, PeopleList
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.colours import SIGNS
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Health, OpenCase, narrowing
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.text import Markup, lines, month_text
from scoring.index.model import Colour
from storage.care import cases, lists
from storage.engine.refusal import Refusal
from storage.index import index, looks
from storage.people import directory
from storage.people.access import Place, may
from storage.people.posts import MEMBERS
from storage.people.rights import Act
from storage.risks import lists as risks

ARROWS = {1: "↑", -1: "↓", 0: "→", None: ""}


class OneBranch:
    """Over the subjects that the features bring to the ledger."""

    def __init__(self, looking: Looking) -> None:
        self._looking = looking

    async def branch(self, context: Context, button: b.BoardBranch) -> None:
        """One branch: every subject, the colours, and its people, those to look at first."""
        month = month_of(context, button.month)
        if not may(context.me, Act.SEE_BOARD, Place(branch_id=button.branch)):
            raise Refusal(NOT_ALLOWED)
        stands = await self._looking.load(context, month, button.branch)
        if not stands:
            raise Refusal(OUTDATED)
        stand = stands[0]
        async with context.bot_data.database.write() as tx:
            await looks.note_list(tx, context.me, button.branch, context.now)
        async with context.read() as session:
            points = (await risks.points_by_branch(session, button.branch)).get(button.branch, {})
        green, yellow, proposed, decided, unknown = stand.colours
        text = lines(
            Markup("<b>🧭 {}</b>　{}").format(stand.name, month_text(month)),
            *(
                Markup("• {}　{}").format(subject.title, counts(stand.entries[name]))
                for name, subject in self._looking.subjects(context).items()
                if stand.entries.get(name)
            ),
            Markup("• 健康指数（{}）　🟢{} 🔺{} ⬛{} ➖{}").format(
                month_text(index.closed_month(context.now.date())),
                green,
                yellow,
                f"{decided}（另有提示 {proposed}）",
                unknown,
            ),
            Markup("• 本季到期的按时完成 {}%{}").format(
                stand.on_time, f"（上季 {stand.before}% {ARROWS[stand.trend]}）" if stand.before is not None else ""
            )
            if stand.on_time is not None
            else None,
            Markup("• 退回后还没重新公布的会议记录　{} 份").format(stand.returned) if stand.returned else None,
            Markup("• 廉政风险点　{}").format(levels(points)),
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
        bureau = of_bureau(context)
        last = back(b.Branches(button.month, 0)) if bureau else [b.BoardSheet(button.month).labelled("⬇ XLSX"), *HOME]
        await context.show(text, [*rows, *turning, *narrowing(button, len(people_)), last])

    async def _on_list(self, context: Context, button: b.BoardBranch) -> list[OnList]:
        month = month_of(context, button.month)
        if not may(context.me, Act.SEE_BOARD, Place(branch_id=button.branch)):
            raise Refusal(NOT_ALLOWED)
        async with context.bot_data.database.write() as tx:
            await looks.note_list(tx, context.me, button.branch, context.now)
        return [
            OnList(
                each.name,
                each.police_no,
                f"{SIGNS[stand.shown(each)]} {each.name}",
                b.BoardPerson(each.person_id, button.month),
            )
            for stand in await self._looking.load(context, month, button.branch)
            for each in stand.members
        ]

    @property
    def people(self) -> PeopleList:
        """A branch's, which a name narrows."""
        return PeopleList(b.BoardBranch, self._on_list)

    async def person(self, context: Context, button: b.BoardPerson) -> None:
        """One person: what they owed this month, and their index by dimension."""
        month = month_of(context, button.month)
        async with context.read() as session:
            who = await directory.who_has_id(session, button.person)
            if who is None:
                raise Refusal(OUTDATED)
            if not may(context.me, Act.SEE_BOARD, Place(branch_id=who.branch_id, person_id=who.person_id)):
                raise Refusal(NOT_ALLOWED)
            scope = self._looking.scope(context, month, None, who.person_id)
            entries = {
                name: await subject.load(session, scope) for name, subject in self._looking.subjects(context).items()
            }
            closed = index.closed_month(context.now.date())
            row = await index.of_person(session, who.person_id, closed)
            onward = await self._onward(session, context, who)
        async with context.bot_data.database.write() as tx:
            await looks.note(tx, context.me, who, closed, context.now)
        dimensions = "　".join(
            f"{each}{points / 10:g}" for each, points in (row.dimensions.items() if row else ()) if points is not None
        )
        text = lines(
            Markup("<b>🧭 {}</b>　{}　{}").format(who.name, who.branch, month_text(month)),
            *(
                Markup("• {}　{}").format(self._looking.all[name].title, counts(found))
                for name, found in entries.items()
                if found
            ),
            None if any(entries.values()) else Markup("这个月没有台账记录。"),
            Markup("• 健康指数（{}）　{}　{}").format(
                month_text(closed), SIGNS[row.proposed] if row else "➖", dimensions
            ),
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
