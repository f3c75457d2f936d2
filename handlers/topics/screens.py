"""Looking at topics and at what was said on them."""

from handlers.kit.screens.context import Context, Rows
from handlers.kit.screens.links import OpenMeeting, OpenTopic
from handlers.kit.screens.media import send_all
from handlers.kit.screens.navigation import HOME, back, in_columns, paged
from handlers.kit.screens.text import Markup, clip, lines, names, when_text
from handlers.topics import cards, pushes
from handlers.topics.buttons import (
    NextUnanswered,
    OpenOpinion,
    Opinions,
    Silent,
    StartAnswer,
    StartClose,
    StartEdit,
    StartReply,
    StartSpeak,
    StartTopic,
    TopicFiles,
    Topics,
    UrgeSilent,
    Versions,
    WithdrawOpinion,
)
from storage.engine.refusal import Refusal
from storage.mail import outbox
from storage.people.access import may, reach
from storage.people.directory import branch_names, name_of
from storage.people.rights import Act, Reach
from storage.topics import lists, speaking
from storage.topics.lists import Said
from storage.topics.meetings import meeting_of
from storage.topics.rows import Refused, Topic, Verdict, may_read, may_see

PAGE, OPINIONS = 8, 5


async def command(context: Context) -> None:
    """/topics."""
    await show_topics(context, Topics(context.me.branch_id, 0))


async def show_topics(context: Context, button: Topics) -> None:
    """A branch's topics; with the bureau's reach, everybody's too."""
    me, wide = context.me, reach(context.me, Act.SEE_TOPICS) is Reach.BUREAU
    branch = button.branch if wide else me.branch_id
    async with context.read() as session:
        found, total = await lists.topics(session, branch or None, button.page, PAGE)
        named = await branch_names(session, branch or None) if branch != me.branch_id else {}
    _, turning = paged(range(total), button.page, lambda page: Topics(branch, page), PAGE)
    rows = [
        [
            OpenTopic(each.topic.key).labelled(
                cards.label(each, context.now.date(), "" if branch else named[each.topic.branch_id])
            )
        ]
        for each in found
    ]
    more = [[StartTopic().labelled("➕ 发起话题")]] if may(me, Act.OPEN_TOPIC) else []
    if wide:
        more.append([Topics(0 if branch else me.branch_id, 0).labelled("👁 全局话题" if branch else "👁 本支部话题")])
    where = named.get(branch, me.branch) if branch else "全局"
    text = lines(
        Markup("<b>💭 微社区 · {}</b>").format(where),
        Markup("线上组织生活：支部出题，党员发言，书记逐条答复。") if total else Markup("还没有话题。"),
    )
    await context.show(text, [*rows, *turning, *more, HOME])


async def seen(context: Context, topic_id: int) -> Topic:
    """A topic that this person may see. Raises Refusal."""
    async with context.read() as session:
        topic = await session.get(Topic, topic_id)
    if topic is None or not may_see(context.me, topic):
        raise Refusal(Refused.GONE if topic is None else Refused.NOT_YOURS)
    return topic


async def open_topic(context: Context, button: OpenTopic) -> None:
    topic = await seen(context, button.topic)
    me, today = context.me, context.now.date()
    async with context.read() as session:
        found = await lists.counted(session, topic)
        by = await name_of(session, topic.by)
        named = await branch_names(session, topic.branch_id) if topic.branch_id != me.branch_id else {}
        quiet = await lists.silent(session, topic)
        meeting = await meeting_of(session, topic)
    rows = []
    if may(me, Act.SPEAK_ON_TOPIC, topic.place) and topic.closed_at is None and today <= topic.until:
        rows.append(StartSpeak(topic.key).labelled("💬 我要发言"))
    if found.opinions:
        rows.append(Opinions(topic.key, 0).labelled(f"📜 看发言（{found.opinions}）"))
    if topic.files:
        rows.append(TopicFiles(topic.key).labelled(f"📎 附件（{len(topic.files)}）"))
    if quiet:
        rows.append(Silent(topic.key).labelled(f"🤐 未发言（{len(quiet)}）"))
    if may(me, Act.ANSWER_OPINIONS, topic.place) and topic.closed_at is None:
        if found.unanswered:
            rows.append(NextUnanswered(topic.key).labelled(f"✍ 逐条答复（{found.unanswered}）"))
        rows.append(StartClose(topic.key).labelled("📌 小结并结束"))
    if meeting is not None:
        rows.append(OpenMeeting(meeting.number).labelled("🗓 查看会议"))
    text = cards.topic_text(found, by, named.get(topic.branch_id, ""), meeting, context.now)
    await context.show(text, [*in_columns(rows), back(Topics(topic.branch_id, 0))])


async def send_files(context: Context, button: TopicFiles) -> None:
    topic = await seen(context, button.topic)
    if topic.files:
        await context.toast()
        await send_all(context.bot, context.chat_id, topic.files)


async def show_opinions(context: Context, button: Opinions) -> None:
    """What was said, replies below what they reply to."""
    topic = await seen(context, button.topic)
    async with context.read() as session:
        everything = await lists.said_on(session, topic.key)
    shown, turning = paged(everything, button.page, lambda page: Opinions(topic.key, page), OPINIONS)
    first = everything.index(shown[0]) + 1 if shown else 1
    text = lines(
        Markup("📜 <b>{}</b>").format(topic.title),
        *(cards.line(context.me, topic, said, number) for number, said in enumerate(shown, first)),
        None if shown else Markup("还没有人发言。"),
    )
    numbers = [OpenOpinion(said.opinion.key).labelled(str(number)) for number, said in enumerate(shown, first)]
    await context.show(text, [*in_columns(numbers, OPINIONS), *turning, back(OpenTopic(topic.key))])


async def _said(context: Context, opinion_id: int) -> tuple[Topic, Said]:
    async with context.read() as session:
        word = await speaking.find(session, opinion_id)
        if not may_see(context.me, word.topic):
            raise Refusal(Refused.NOT_YOURS)
        everything = await lists.said_on(session, word.topic.key)
    return word.topic, next(said for said in everything if said.opinion.id == opinion_id)


async def open_opinion(context: Context, button: OpenOpinion) -> None:
    topic, said = await _said(context, button.opinion)
    await context.show(cards.opinion_text(context.me, topic, said, context.now), _acts(context, topic, said))


def _acts(context: Context, topic: Topic, said: Said) -> Rows:
    me, opinion = context.me, said.opinion
    here, alive = topic.closed_at is None, opinion.withdrawn_at is None
    rows = []
    if may(me, Act.ANSWER_OPINIONS, topic.place) and here and alive and opinion.by != me.person_id:
        rows.append([StartAnswer(opinion.key, each).labelled(f"{cards.MARKS[each]} {each.value}") for each in Verdict])
    own = []
    if alive and here and opinion.by == me.person_id:
        own = [
            StartEdit(opinion.key).labelled("✏️ 修改"),
            WithdrawOpinion(opinion.key, 0).labelled("↩ 撤回"),
        ]
    elif alive and here and may(me, Act.SPEAK_ON_TOPIC, topic.place) and context.now.date() <= topic.until:
        own = [StartReply(opinion.key).labelled("↪ 回应")]
    if opinion.changed_at is not None and may_read(me, topic, opinion):
        own.append(Versions(opinion.key).labelled("🕘 修改前"))
    return [*rows, own, back(Opinions(topic.key, 0))] if own else [*rows, back(Opinions(topic.key, 0))]


async def show_versions(context: Context, button: Versions) -> None:
    topic, said = await _said(context, button.opinion)
    if not may_read(context.me, topic, said.opinion):
        raise Refusal(Refused.NO_OPINION)
    async with context.read() as session:
        former = await speaking.versions(session, button.opinion)
    text = lines(
        Markup("🕘 <b>{} 的发言，修改前</b>").format(said.by),
        *(
            Markup("{} 以前：\n{}").format(when_text(each.at, context.now), clip(each.text, 1200))
            for each in former[-3:]
        ),
    )
    await context.show(text, [back(OpenOpinion(button.opinion))])


async def withdraw(context: Context, button: WithdrawOpinion) -> None:
    """撤回, asked once more; out of the group too, as long as Telegram lets the bot."""
    if button.sure != 1:
        async with context.read() as session:
            await speaking.changeable(session, context.me, button.opinion)
        text = Markup("撤回这条发言？别人只会看到“本人已撤回”，支部书记仍可查看原文。")
        sure = WithdrawOpinion(button.opinion, 1).labelled("确认撤回")
        await context.show(text, [[sure], back(OpenOpinion(button.opinion))])
        return
    async with context.write() as tx:
        word = await speaking.withdraw(tx, context.me, button.opinion, context.now)
        await outbox.withdraw(tx, "opinion", f"opinion:{button.opinion}")
    await context.toast("已撤回")
    async with context.read() as session:
        posts = await outbox.messages_about(session, "opinion", f"opinion:{button.opinion}")
    await context.remove(posts)
    await open_topic(context, OpenTopic(word.topic.key))


async def next_unanswered(context: Context, button: NextUnanswered) -> None:
    topic = await seen(context, button.topic)
    async with context.read() as session:
        owed = await lists.unanswered(session, topic.key)
    if owed:
        await open_opinion(context, OpenOpinion(owed[0].key))
    else:
        await context.toast("都答复过了，谢谢！")
        await open_topic(context, OpenTopic(topic.key))


async def show_silent(context: Context, button: Silent) -> None:
    topic = await seen(context, button.topic)
    async with context.read() as session:
        quiet = await lists.silent(session, topic)
    text = Markup("🤐 <b>{}</b>\n还没有发言的 {} 人：{}").format(
        topic.title, len(quiet), names((person.name for person in quiet), 120)
    )
    others = sum(person.id != context.me.person_id for person in quiet)
    still = topic.closed_at is None and context.now.date() <= topic.until
    mine = still and may(context.me, Act.ANSWER_OPINIONS, topic.place)
    urge = [[UrgeSilent(topic.key).labelled(f"🔔 提醒他们（{others}）")]] if others and mine else []
    await context.show(text, [*urge, back(OpenTopic(topic.key))])


async def urge_silent(context: Context, button: UrgeSilent) -> None:
    """提醒 them, once a day."""
    async with context.write() as tx:
        topic = await speaking.spoken_on(tx, context.me, button.topic, context.now.date())
        if not may(context.me, Act.ANSWER_OPINIONS, topic.place):
            raise Refusal(Refused.NOT_SECRETARY)
        told = await pushes.urged(tx, topic, context)
    await context.toast(f"正在提醒 {told} 人。" if told else "今天已经提醒过，请明天再提醒。", alert=True)
