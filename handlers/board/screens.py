"""The board's first screens: the sheet of all branches, and the branches as a list."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from telegram import InlineKeyboardButton

from handlers.board import buttons as b
from handlers.board.branch import OneBranch
from handlers.board.loading import COLUMNS, DUTIES, BranchStand
from handlers.board.looking import PAGE, Looking, month_of, of_bureau
from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Export
from handlers.kit.screens.navigation import HOME, back, other_months, paged
from handlers.kit.screens.pictures import key_of, show_picture
from handlers.kit.screens.spans import month_word
from handlers.kit.screens.text import Markup, clip, lines, month_text
from scoring.board_chart import draw
from storage.engine.refusal import Refusal
from storage.index import index

VERSION = 4
NAMED = 5
"""How many of those furthest behind are named."""


class Screens:
    """Over the subjects that the features bring to the ledger."""

    def __init__(self, looking: Looking, branch: OneBranch) -> None:
        self._looking, self._branch = looking, branch

    async def command(self, context: Context) -> None:
        await self.board(context, b.Board(""))

    async def board(self, context: Context, button: b.Board) -> None:
        """The whole bureau as a picture; a branch's secretary sees their own branch."""
        month = month_of(context, button.month)
        if not of_bureau(context):
            return await self._branch.branch(context, b.BoardBranch(context.me.branch_id, month_word(month), 0))
        stands = await self._looking.load(context, month, None)
        subjects, today = self._looking.subjects(context), context.now.date()
        rows = [stand.row(subjects) for stand in stands]
        members = sum(len(stand.members) for stand in stands)
        heading = f"{context.bot_data.bureau}　{month_text(month)}"
        facts = [f"{len(stands)} 个支部", f"{members} 名党员", f"指数为{month_text(index.closed_month(today))}"]
        subtitle = " · ".join([*facts, f"截至{today.month}月{today.day}日"])
        key = key_of("board", VERSION, heading, subtitle, rows)
        await show_picture(
            context,
            key,
            partial(draw, heading, subtitle, tuple(COLUMNS), rows),
            self._caption(month, stands),
            self._ways(context, month),
            what=Export("board", f"{month_text(month)}　图片"),
        )

    @staticmethod
    def _caption(month: date, stands: Sequence[BranchStand]) -> Markup:
        late = sorted((stand for stand in stands if stand.late), key=lambda stand: -stand.late)
        worst = "、".join(f"{stand.name} {stand.late} 项" for stand in late[:NAMED])
        counted = [stand.counted(DUTIES) for stand in stands]
        done, owed = (sum(each) for each in zip(*counted, strict=True)) if counted else (0, 0)
        returned = sum(stand.returned for stand in stands)
        return lines(
            Markup("<b>🧭 督导检查　{}</b>").format(month_text(month)),
            Markup("三会一课完成 {}/{}；有逾期的支部 {} 个。").format(done, owed, len(late)),
            Markup("逾期最多：{}{}").format(clip(worst, 300), "等" if len(late) > NAMED else "") if worst else None,
            Markup("退回后还没重新公布的会议记录：{} 份。").format(returned) if returned else None,
        )

    def _ways(self, context: Context, month: date) -> list[list[InlineKeyboardButton]]:
        of = month_word(month)
        return [
            [b.Branches(of, 0).labelled("🏢 逐个支部"), b.Heads(of, 0).labelled("👔 书记履职")],
            [b.Points(0).labelled("⚠️ 廉政风险点"), b.BoardSheet(of).labelled("⬇ XLSX")],
            other_months(month, lambda each: b.Board(month_word(each)), context.now.date()),
            HOME,
        ]

    async def branches(self, context: Context, button: b.Branches) -> None:
        month = month_of(context, button.month)
        if not of_bureau(context):
            raise Refusal(NOT_ALLOWED)
        stands = sorted(
            await self._looking.load(context, month, None), key=lambda stand: (-stand.late, stand.branch_id)
        )
        shown, turning = paged(stands, button.page, lambda page: b.Branches(button.month, page), PAGE)
        rows = [
            [
                b.BoardBranch(stand.branch_id, button.month, 0).labelled(
                    f"❗{stand.late}　{stand.name}" if stand.late else stand.name
                )
            ]
            for stand in shown
        ]
        text = Markup("<b>🏢 各支部　{}</b>\n逾期多的在前。").format(month_text(month))
        await context.show(text, [*rows, *turning, back(b.Board(button.month))])
