"""Taking the last import back: what that would do, then the word."""

from telegram import InlineKeyboardMarkup

from handlers.kit.forms.tables import listed
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.sheets import made_by
from handlers.kit.screens.text import OPERATOR, Markup, lines, when_text
from handlers.people.buttons import AskUndo, AskUndoChange, Roster, UndoImport
from handlers.people.pushes import imported
from handlers.people.telling import TRIED, counts, sections, spreadsheet
from storage.engine.refusal import Refusal
from storage.mail import outbox
from storage.people import directory, roster, roster_imports
from storage.people.register import Way
from storage.sealed.vault import VaultError

WORDS = {Way.FILE: "导入", Way.CHAT: "登记"}
NONE = "没有可以撤销的：最近一次已经撤销过，或还没有登记过。"
KEY_GONE = "打不开最近一次导入的记录（密钥已更换），不能撤销。请重新导入或登记。"


async def ask_undo(context: Context, _button: AskUndo) -> None:
    """What it would do, as a dry run tells it."""
    await _ask(context, Way.FILE)


async def ask_undo_change(context: Context, _button: AskUndoChange) -> None:
    """The same of the last change by hand."""
    await _ask(context, Way.CHAT)


async def _ask(context: Context, way: Way) -> None:
    async with context.read() as session:
        made = await roster_imports.last(session, way)
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
        Markup("<b>撤销最近一次{}？</b>（还没有撤销）").format(WORDS[way]),
        Markup("{} 由{}{}。之后又改过的内容不动；那次新增的人列为待确认移出。").format(
            when_text(made.at, context.now), by.name if by else OPERATOR, WORDS[way]
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
        newest = [await roster_imports.last(tx, way) for way in WORDS]
        made = next((each for each in newest if each is not None and each.id == button.number), None)
        plan = await roster.undo(tx, made, context.now, context.me.person_id) if made else None
        if plan is not None:
            await outbox.put(tx, context.now, *await imported(tx, plan.done, context.me, context.occasion))
    if plan is None:
        raise Refusal(NONE)
    await context.show(lines(Markup("<b>↩ 已撤销</b>"), Markup("{}").format(counts(plan))), [back(Roster(0))])
