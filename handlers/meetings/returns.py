"""Minutes sent back by those above the branch: with a reason, mended by the chair, both versions kept."""

from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.forms.form import Form, draft
from handlers.kit.forms.words import Text
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.text import Markup, clip, lines, when_text
from handlers.meetings import cards, pushes
from handlers.meetings.buttons import Minutes, StartReturnMinutes, Versions
from handlers.meetings.view import seen
from storage.engine.refusal import Refusal
from storage.meetings import returns

REASON = 300


async def _begin(context: Context, button: StartReturnMinutes) -> None:
    """Raises Refusal for who may not, and for what is not published."""
    async with context.read() as session:
        meeting = await returns.returnable(session, context.me, button.meeting)
    draft(context).update(meeting=button.meeting, title=meeting.title)


async def _save(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        meeting = await returns.send_back(tx, context.me, facts["meeting"], facts["reason"], context.now)
        await pushes.sent_back(tx, meeting, context, facts["reason"])
    text = Markup("↩ 已退回，并通知主持人修改：<b>{}</b>\n原来公布的版本会保留，修改后重新公布时通知您。")
    await context.show(text.format(facts["title"]), [back(Versions(facts["meeting"], 0))])


async def show_versions(context: Context, button: Versions) -> None:
    """What was published before, why it was sent back, and by whom. Raises Refusal."""
    view = await seen(context, button.meeting)
    if not returns.may_compare(context.me, view.meeting):
        raise Refusal(NOT_ALLOWED)
    async with context.read() as session:
        found = await returns.of_meeting(session, button.meeting)
    shown, turning = paged(found, button.page, lambda page: Versions(button.meeting, page), size=1)
    text = lines(
        Markup("<b>🗂 {}</b>\n退回过 {} 次").format(view.meeting.title, len(found)),
        *(
            lines(
                Markup("\n↩ {} 由 {} 退回：{}").format(when_text(each.at, context.now), name, each.reason),
                Markup("✅ {} 重新公布").format(when_text(each.mended_at, context.now))
                if each.mended_at
                else Markup("⏳ 还没有重新公布"),
                Markup("\n原来的记录（{} 公布）：\n{}").format(
                    when_text(each.published_at, context.now), clip(each.text, cards.LONGEST_MINUTES)
                ),
            )
            for each, name in shown
        ),
    )
    await context.show(text, [*turning, back(Minutes(button.meeting))])


FORMS = [
    Form(
        name="return_minutes",
        title="退回会议记录",
        start=StartReturnMinutes,
        begin=_begin,
        questions=[
            Text(
                "reason",
                "<b>↩ 退回会议记录</b>：{title}\n哪里要改？请写明，会发给会议主持人和支部书记。",
                "原因",
                REASON,
            )
        ],
        save=_save,
    )
]
