"""What a branch fills in on its topics: opening and closing one, speaking, replying, changing what one said, answering."""

from datetime import date

from handlers.kit.forms.choices import Choice, Person, each
from handlers.kit.forms.dates import Day
from handlers.kit.forms.form import NEXT, Draft, Form, Next, Typed, draft
from handlers.kit.forms.pieces import Pieces
from handlers.kit.forms.question import Review, Way
from handlers.kit.forms.reading import TEXT
from handlers.kit.forms.words import Line, Text
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import OpenTopic
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, clip, day_text, escape, lines
from handlers.topics import cards, pushes
from handlers.topics.buttons import (
    NextUnanswered,
    OpenOpinion,
    StartAnswer,
    StartClose,
    StartEdit,
    StartReply,
    StartSpeak,
    StartTopic,
    Topics,
)
from storage.people.directory import Branch, Who
from storage.topics import speaking
from storage.topics.rows import LONGEST, MOST_FILES, SHORTEST, Kind, Refused, Sort, Verdict

TITLE, CONTENT, SUMMARY, WORDS = 40, 2000, 2000, 500
HINTS = {
    Sort.OPINION: "谈看法、提建议：先说情况，再说想法，最后说可以怎么做。",
    Sort.SELF: "对照检查自己：存在什么问题，原因在哪里，准备怎么改、什么时候改好。",
    Sort.CRITICISM: "对事不对人：说具体的事，说清影响，提出改进的建议，辣味有、善意也要有。",
    Sort.REPLY: "请写回应。听到批评的，可以说明情况、表明态度和改法。",
}


async def begin_topic(context: Context, _button: StartTopic) -> None:
    async with context.read() as session:
        branch = await session.get(Branch, context.me.branch_id)
    grouped = branch is not None and branch.chat_id is not None
    draft(context).update(branch=context.me.branch, in_group=False, grouped=grouped)


async def review_topic(context: Context) -> Markup:
    facts = draft(context)
    async with context.read() as session:
        members = await speaking.comrades(session, context.me.branch_id)
    text, files = facts["content"]["text"], facts["content"]["files"]
    return lines(
        Markup("<b>请核对话题</b>"),
        Markup("{}：{}").format(facts["kind"], facts["title"]),
        Markup("{}").format(clip(text, 1500)),
        Markup("附件 {} 个").format(len(files)) if files else None,
        Markup("发言截止：{}").format(day_text(date.fromisoformat(facts["until"]), context.now.date())),
        Markup("发给：{} {} 人").format(facts["branch"], len(members)),
        Markup("意见同步到支部群；批评与自我批评不进群。") if facts["in_group"] else None,
    )


def group_switch(facts: Draft) -> str | None:
    return f"支部群同步：{'✓ 是' if facts['in_group'] else '否'}" if facts["grouped"] else None


async def switch_group(context: Context) -> Next:
    draft(context)["in_group"] = not draft(context)["in_group"]
    return NEXT


async def open_topic(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        topic = await speaking.open_topic(
            tx,
            context.me,
            kind=Kind(facts["kind"]),
            title=facts["title"],
            text=facts["content"]["text"],
            files=[(kind, content) for kind, content in facts["content"]["files"]],
            until=date.fromisoformat(facts["until"]),
            in_group=facts["in_group"],
            now=context.now,
        )
        told = await pushes.opened(tx, topic, context)
    text = Markup("✅ 话题已发起：<b>{}</b>\n正在通知 {} 人。").format(topic.title, told)
    await context.show(text, [[OpenTopic(topic.key).labelled("查看话题")], back(Topics(topic.branch_id, 0))])


OPENING = Form(
    name="topic",
    title="发起话题",
    start=StartTopic,
    begin=begin_topic,
    questions=[
        Choice("kind", "<b>➕ 发起话题</b>（{branch}）\n哪一类？", options=each(*Kind)),
        Line("title", f"<b>{{kind}}</b>\n题目是什么？（{TITLE} 字以内）", "题目", TITLE),
        Pieces(
            "content",
            "<b>{kind}：{title}</b>\n请写清楚要大家谈什么，可附图片或文件；发完点“下一步”。",
            "话题内容",
            CONTENT,
            MOST_FILES,
            words_needed=True,
        ),
        Day("until", "发言到哪一天为止？"),
        Review(
            "confirm",
            review_topic,
            "✅ 确认发起",
            open_topic,
            ways=[Way(group_switch, does=switch_group)],
            leads={Refused.PAST: "until"},
        ),
    ],
)


async def begin_close(context: Context, button: StartClose) -> None:
    async with context.read() as session:
        topic = await speaking.closable(session, context.me, button.topic)
    draft(context).update(topic=topic.key, title=topic.title)


async def close(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        topic = await speaking.close(tx, context.me, facts["topic"], facts["summary"], context.now)
        told = await pushes.closed(tx, topic, context)
    await context.show(escape(f"📌 话题已结束，小结正在发给 {told} 人。"), [back(OpenTopic(topic.key))])


CLOSING = Form(
    name="topic_close",
    title="话题小结",
    start=StartClose,
    begin=begin_close,
    questions=[
        Text(
            "summary",
            "<b>小结：{title}</b>\n请写小结（大家的意见、怎么改、谁负责、什么时候），会发给全支部。",
            "小结",
            SUMMARY,
            shortest=5,
        )
    ],
    save=close,
)


async def begin_speaking(context: Context, button: StartSpeak) -> None:
    async with context.read() as session:
        topic = await speaking.spoken_on(session, context.me, button.topic, context.now.date())
    draft(context).update(topic=topic.key, title=topic.title, in_group=topic.in_group)


async def begin_reply(context: Context, button: StartReply) -> None:
    async with context.read() as session:
        word = await speaking.standing(session, button.opinion)
        await speaking.spoken_on(session, context.me, word.topic.key, context.now.date())
    sort = Sort.REPLY.value
    draft(context).update(
        topic=word.topic.key, title=word.topic.title, in_group=False, reply_to=button.opinion, sort=sort
    )


async def comrades(context: Context) -> list[Who]:
    async with context.read() as session:
        everyone = await speaking.comrades(session, context.me.branch_id)
    return [who for who in everyone if who.person_id != context.me.person_id]


def _heading(facts: Draft) -> Markup:
    whom = Markup("（对{}）").format(facts["about_name"]) if facts.get("about") else Markup("")
    return Markup("<b>{}{}</b>：{}").format(facts["sort"], whom, facts["title"])


async def ask_words(context: Context) -> Markup:
    facts = draft(context)
    return lines(_heading(facts), Markup("{}\n（{} 到 {} 字）").format(HINTS[Sort(facts["sort"])], SHORTEST, LONGEST))


async def review_words(context: Context) -> Markup:
    """Who will read it, before it is said."""
    facts = draft(context)
    personal = Sort(facts["sort"]).personal
    seen = "本支部党员能看到" if personal else "本支部党员能看到，督导的同志也能看到"
    group = "，并发到支部群" if facts["in_group"] and not personal else ""
    return lines(_heading(facts), Markup("\n{}").format(facts["words"]), Markup("\n{}{}。").format(seen, group))


async def speak(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        word = await speaking.speak(
            tx,
            context.me,
            facts["topic"],
            sort=Sort(facts["sort"]),
            text=facts["words"],
            about=facts.get("about"),
            reply_to=facts.get("reply_to"),
            now=context.now,
        )
        await pushes.said(tx, word, context)
    more = [StartSpeak(facts["topic"]).labelled("💬 再发言")]
    await context.show(escape("💬 已发言，谢谢您！书记会逐条答复。"), [more, back(OpenTopic(facts["topic"]))])


SAID = Text("words", ask_words, "发言", LONGEST, shortest=SHORTEST)
SAYING = [SAID, Review("confirm", review_words, "✅ 发言", speak, typed=Typed(TEXT, SAID.typed))]
QUESTIONS = [
    Choice(
        "sort", "<b>💬 {title}</b>\n您要说哪一类？", options=each(Sort.OPINION, Sort.SELF, Sort.CRITICISM), columns=1
    ),
    Person(
        "about",
        "<b>🤝 批评建议</b>\n向哪位同志提？",
        comrades,
        when=lambda facts: facts["sort"] == Sort.CRITICISM,
    ),
    *SAYING,
]
SPEAKING = Form("opinion", "话题发言", StartSpeak, QUESTIONS, begin_speaking)
REPLYING = Form("opinion_reply", "回应发言", StartReply, SAYING, begin_reply)


async def begin_edit(context: Context, button: StartEdit) -> None:
    async with context.read() as session:
        word = await speaking.changeable(session, context.me, button.opinion)
    draft(context).update(opinion=button.opinion, former=clip(word.opinion.text, LONGEST))


async def edit(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        await speaking.change(tx, context.me, facts["opinion"], facts["words"], context.now)
    await context.show(escape("✏️ 已修改。"), [back(OpenOpinion(facts["opinion"]))])


EDITING = Form(
    name="opinion_edit",
    title="修改发言",
    start=StartEdit,
    begin=begin_edit,
    questions=[
        Text(
            "words",
            "<b>✏️ 修改发言</b>\n原文：{former}\n\n请发送修改后的全文。修改前的内容会保留，大家能看到改过。",
            "发言",
            LONGEST,
            shortest=SHORTEST,
        )
    ],
    save=edit,
)


async def begin_answer(context: Context, button: StartAnswer) -> None:
    async with context.read() as session:
        word = await speaking.answerable(session, context.me, button.opinion)
    verdict = button.verdict
    draft(context).update(
        opinion=button.opinion,
        topic=word.topic.key,
        verdict=verdict.value,
        mark=cards.MARKS[verdict],
        said=clip(word.opinion.text, 600),
    )


def verdict_alone(facts: Draft) -> str | None:
    """批评 needs words."""
    return None if facts["verdict"] == Verdict.CRITICISE else f"不写了，直接{facts['verdict']}"


async def answer(context: Context) -> None:
    facts = draft(context)
    verdict = Verdict(facts["verdict"])
    async with context.write() as tx:
        word = await speaking.answer(tx, context.me, facts["opinion"], verdict, words=facts["words"], now=context.now)
        await pushes.answered(tx, word, verdict, context)
    onward = [NextUnanswered(facts["topic"]).labelled("✍ 下一条"), OpenOpinion(facts["opinion"]).labelled("查看")]
    said = escape(f"{facts['mark']} 已答复，并告诉了本人。")
    await context.show(said, [onward, back(OpenTopic(facts["topic"]))])


ANSWERING = Form(
    name="opinion_answer",
    title="答复发言",
    start=StartAnswer,
    begin=begin_answer,
    questions=[
        Text(
            "words",
            f"{{mark}} <b>{{verdict}}</b>\n发言：{{said}}\n\n请写一句话（{WORDS} 字以内），本人会收到。",
            "答复",
            WORDS,
            ways=[Way(verdict_alone, value="")],
        )
    ],
    save=answer,
)
FORMS = (OPENING, CLOSING, SPEAKING, REPLYING, EDITING, ANSWERING)
