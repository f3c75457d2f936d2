"""The board as XLSX: the branches, and the members' colours."""

from collections.abc import Sequence

from handlers.board import buttons as b
from handlers.board.loading import BranchStand, late
from handlers.board.looking import Looking, month_of, of_bureau
from handlers.kit.joins import Subject
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Export, of_branch
from handlers.kit.screens.sheets import in_turn, made_by, workbook
from handlers.kit.screens.spans import month_word
from handlers.kit.screens.text import month_text
from scoring.index.model import Colour
from storage.ledger import Entry
from storage.risks import lists as risks
from storage.sheets.writing import Sheet, Value, rate


class Sheets:
    """Over the subjects that the features bring to the ledger."""

    def __init__(self, looking: Looking) -> None:
        self._looking = looking

    async def sheet(self, context: Context, button: b.BoardSheet) -> None:
        """Branches, secretaries' entries and members' colours as XLSX."""
        month = month_of(context, button.month)
        await context.toast("正在生成，请稍候…")
        me = context.me
        branch = None if of_bureau(context) else me.branch_id
        stands = await self._looking.load(context, month, branch)
        async with context.read() as session:
            points = await risks.points_by_branch(session)
        whose = "" if branch is None else me.branch
        above = made_by(context, f"督导检查　{whose or context.bot_data.bureau}　{month_text(month)}", whose)
        content = await in_turn(
            workbook, above, self._sheets(list(self._looking.subjects(context).values()), stands, points)
        )
        name = f"督导检查_{month_word(month)}.xlsx"
        taken = Export(of_branch("board", branch), month_text(month))
        await context.send_file(name, content, taken, f"督导检查　{month_text(month)}")

    @staticmethod
    def _sheets(
        shown: Sequence[Subject], stands: Sequence[BranchStand], points: dict[int, dict[str, int]]
    ) -> list[Sheet]:
        counts = ("应有（项）", "完成（项）", "逾期（项）", "完成率（%）")
        heads = [
            *("支部", *counts, "本季按期（%）", "上季按期（%）", "退回未改（份）"),
            *("绿（人）", "黄（人）", "灰（提示）（人）", "灰（已决定）（人）", "资料不足（人）", "高风险点（个）"),
            *(f"{subject.title}（%）" for subject in shown),
        ]
        rows: list[list[Value]] = [
            [
                stand.name,
                *_counts([entry for subject in shown for entry in stand.entries.get(subject.name, [])]),
                stand.on_time,
                stand.before,
                stand.returned,
                *stand.colours,
                points.get(stand.branch_id, {}).get("高", 0),
                *(_counts(stand.entries.get(subject.name, []))[-1] for subject in shown),
            ]
            for stand in stands
        ]
        kinds: list[list[Value]] = [
            [stand.name, subject.title, *_counts(mine)]
            for stand in stands
            for subject in shown
            if (mine := stand.entries.get(subject.name))
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
        note = "应有的含还没到期的；逾期的以今天为准。按期＝到期的里按时完成的。颜色是规则的提示，灰（已决定）是由人作出的决定。"
        return [
            Sheet("各支部", heads, rows, note=note),
            Sheet("各支部分类", ("支部", "类别", *counts), kinds, names=2, note=note),
            Sheet("党员", columns, members, names=3),
        ]


def _counts(entries: Sequence[Entry]) -> tuple[Value, ...]:
    """How much there is, how much of it is done and late, and the share that is done."""
    done = sum(not entry.standing.open for entry in entries)
    return len(entries), done, late(entries), rate(done, len(entries))
