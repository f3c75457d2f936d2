"""Changes of the roster whose day has not come: who and what, and taking one back."""

from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.text import Markup, lines
from handlers.people.buttons import CancelPlanned, Planned, Roster
from storage.people import directory, planned


async def listing(context: Context, button: Planned) -> None:
    async with context.read() as session:
        found = await planned.waiting(session)
        names = await directory.names_of(session, {each.by for each in found})
    shown, turning = paged(found, button.page, Planned, size=6)
    text = lines(
        Markup("<b>待生效的变动（{} 项）</b>\n到日自动办理；之前可以取消。").format(len(found)),
        *(
            Markup("• {:%Y-%m-%d}　<b>{}</b>　{}（{}登记）").format(
                each.on, each.name, each.what, names.get(each.by, "")
            )
            for each in shown
        ),
    )
    rows = [[CancelPlanned(each.id or 0).labelled(f"✖ 取消 {each.on:%m-%d} {each.name}")] for each in shown]
    await context.show(text if found else Markup("没有待生效的变动。"), [*rows, *turning, back(Roster(0))])


async def cancel(context: Context, button: CancelPlanned) -> None:
    """It will not be done; the list again."""
    async with context.write() as tx:
        row = await planned.cancel(tx, button.number, by=context.me.person_id, now=context.now)
    await context.toast(f"已取消：{row.name} {row.what}")
    await listing(context, Planned(0))
