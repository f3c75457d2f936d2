"""Following a meeting live: something to watch, a word of what is going on there, and leave only given up by who says so."""

from telegram.ext import filters

from handlers.kit.forms.choices import Choice, Option
from handlers.kit.forms.form import NEXT, Draft, Form, Next, Typed, draft
from handlers.kit.forms.words import Line
from handlers.kit.screens.context import Context
from handlers.kit.screens.text import Markup
from handlers.meetings.buttons import WatchLive
from handlers.meetings.checkin import welcome
from storage.engine.refusal import Answered
from storage.meetings import checkin
from storage.meetings.rows import Leave

SHORTEST, LONGEST = 2, 200
INSTEAD = "live"


async def _begin(context: Context, button: WatchLive) -> None:
    """Who has come already is told so."""
    async with context.read() as session:
        meeting, row = await checkin.watchable(session, button.meeting, context.me.person_id)
    if row.how is not None:
        await welcome(context, meeting, row)
        raise Answered
    on_leave = row.leave == Leave.GRANTED
    facts = {"meeting": button.meeting, "title": meeting.title, "link": meeting.live_url, "on_leave": on_leave}
    draft(context).update(facts)


async def _begin_by_link(context: Context) -> Next:
    """`/start live_<meeting>`, from the branch's group."""
    await _begin(context, WatchLive(int(context.text.split("_")[1])))
    return NEXT


def _is_on_leave(facts: Draft) -> bool:
    return bool(facts["on_leave"])


async def _ask_word(context: Context) -> Markup:
    facts = draft(context)
    where = Markup('<a href="{0}">{0}</a>').format(facts["link"]) if facts["link"] else "支部群的视频聊天"
    return Markup("📺 <b>{}</b>\n看直播：{}\n\n现在讲到什么了？请用一句话写下来，即完成签到，主持人会看到。").format(
        facts["title"], where
    )


async def _check_in(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        meeting, row = await checkin.check_in_live(
            tx,
            facts["meeting"],
            context.me.person_id,
            context.now,
            word=facts["word"],
            instead_of_leave=facts.get("instead") == INSTEAD,
        )
    await welcome(context, meeting, row)


WATCHING = Form(
    name="watch",
    title="看直播签到",
    start=WatchLive,
    begin=_begin,
    also=[Typed(filters.Regex(r"^/start live_\d{1,9}$"), _begin_by_link)],
    questions=[
        Choice(
            "instead",
            "您已经准假：<b>{title}</b>。\n改为看直播参加吗？改了以后不再算请假。",
            options=[Option(INSTEAD, "📺 改为看直播")],
            when=_is_on_leave,
            cancel="‹ 不改，仍按请假",
        ),
        Line("word", _ask_word, "内容", LONGEST, shortest=SHORTEST, cancel="‹ 还没看，先不签到"),
    ],
    save=_check_in,
)
