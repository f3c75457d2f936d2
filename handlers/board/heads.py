"""Accountability upwards: the secretaries' own duties, and the risk points by branch."""

from handlers.board import buttons as b
from handlers.board.loading import BranchStand
from handlers.board.looking import PAGE, SIGNED, Looking, counts, levels, month_of, of_bureau
from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.text import Markup, lines, month_text
from storage.engine.refusal import Refusal
from storage.ledger import Entry, Standing
from storage.people import directory
from storage.risks import lists as risks


class Heads:
    """Over the subjects that the features bring to the ledger."""

    def __init__(self, looking: Looking) -> None:
        self._looking = looking

    async def heads(self, context: Context, button: b.Heads) -> None:
        """Accountability upwards: what each branch's secretary owed, for themself and for the branch."""
        month = month_of(context, button.month)
        if not of_bureau(context):
            raise Refusal(NOT_ALLOWED)
        async with context.read() as session:
            heads = await directory.secretaries(session)
        stands = await self._looking.load(context, month, None)
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
            ).format(month_text(month)),
            *(Markup("• <b>{}</b>（{}）　{}").format(name, stand.name, counts(mine)) for stand, name, mine in shown),
            None if shown else Markup("还没有支部。"),
            Markup("\n{}").format(SIGNED),
        )
        await context.show(text, [*turning, back(b.Board(button.month))])

    @staticmethod
    def _of_head(stand: BranchStand, heads: dict[int, directory.Who]) -> list[Entry]:
        head = heads.get(stand.branch_id)
        mine = {None, head.person_id if head else None}
        return [entry for entries in stand.entries.values() for entry in entries if entry.person_id in mine]

    async def points(self, context: Context, button: b.Points) -> None:
        """Risk points by branch, as they stand now."""
        if not of_bureau(context):
            raise Refusal(NOT_ALLOWED)
        async with context.read() as session:
            names = await directory.present_names(session)
            counted = await risks.points_by_branch(session)
        ordered = sorted(names.items(), key=lambda each: (-counted.get(each[0], {}).get("高", 0), each[0]))
        shown, turning = paged(ordered, button.page, b.Points, 15)
        text = lines(
            Markup("<b>⚠️ 廉政风险点</b>（截至现在，按岗位登记；高风险多的在前）"),
            *(Markup("• {}　{}").format(name, levels(counted.get(number, {}))) for number, name in shown),
        )
        await context.show(text, [*turning, back(b.Board(""))])
