"""Taking the last import back: what that would do, then the word."""

from telegram import InlineKeyboardMarkup

from handlers.kit.forms.tables import listed
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.sheets import made_by
from handlers.kit.screens.text import OPERATOR, Markup, lines, when_text
from handlers.people.buttons import AskUndo, Roster, UndoImport
from handlers.people.pushes import imported
from handlers.people.telling import TRIED, counts, sections, spreadsheet
from storage.engine.refusal import Refusal
from storage.mail import outbox
from storage.people import directory, roster, roster_imports
from storage.sealed.vault import VaultError

NONE = "没有可以撤销的导入：最近一次已经撤销过，或还没有导入过。"
KEY_GONE = "打不开最近一次导入的记录（密钥已更换），不能撤销。请用原来的花名册文件重新导入。"


async def ask_undo(context: Context, _button: AskUndo) -> None:
    """What it would do, as a dry run tells it."""
    async with context.read() as session:
        made = await roster_imports.last(session)
        try:
            plan, _ = await roster_imports.undoing(session, made) if made else (None, None)
        except VaultError:
            raise Refusal(KEY_GONE) from None
        by = await directory.who_has_id(session, made.by) if made and made.by else None
    if made is None or plan is None:
        raise Refusal(NONE)
    found, whole = listed(sections(plan))
    if not whole:
        await context.send_file("撤销试运行.xlsx", await spreadsheet(made_by(context, "撤销导入　试运行"), plan), TRIED)
    text = lines(
        Markup("<b>撤销最近一次导入？</b>（还没有撤销）"),
        Markup("{} 由{}导入。之后又改过的内容不动；那次新增的人列为待确认移出。").format(
            when_text(made.at, context.now), by.name if by else OPERATOR
        ),
        found,
        None if whole else Markup("\n全部内容见上面的表格。"),
    )
    rows = [[UndoImport(made.id or 0).labelled("↩ 确认撤销")], back(Roster(0))]
    if whole:
        await context.show(text, rows)
    else:
        await context.toast()
        # Below the table, of which it speaks.
        await context.say(text, InlineKeyboardMarkup(rows))


async def undo(context: Context, button: UndoImport) -> None:
    """Take it back, if it is still the last one."""
    async with context.write() as tx:
        made = await roster_imports.last(tx)
        last = made is not None and made.id == button.number
        plan = await roster.undo(tx, context.now, context.me.person_id) if last else None
        if plan is not None:
            await outbox.put(tx, context.now, *await imported(tx, plan.done, context.me, context.occasion))
    if plan is None:
        raise Refusal(NONE)
    await context.show(lines(Markup("<b>↩ 已撤销</b>"), Markup("{}").format(counts(plan))), [back(Roster(0))])
