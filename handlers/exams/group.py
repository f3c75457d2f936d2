"""群内今日一题: switched on by the secretary, answered in the group, counted for the branch's picture of the day alone."""

import json
from datetime import timedelta

from handlers.exams.buttons import Daily, Quiz, SwitchDaily
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, clip, day_text, lines
from scoring.exams import Kind, percent, share
from storage.exams import group
from storage.exams.group import EXPLANATION_UNITS, Picture
from storage.exams.rows import GroupQuestion, Question
from storage.mail.outbox import QUIZ, Push
from storage.people.access import Place, may
from storage.people.directory import who_is
from storage.people.rights import Act

HEADING = "今日一题："


async def show(context: Context, button: Daily) -> None:
    """How the branch did today and yesterday; the secretary's switch."""
    me, today = context.me, context.now.date()
    async with context.read() as session:
        on = await group.is_on(session, me.branch_id)
        found = [await group.picture(session, me.branch_id, today - timedelta(days=back_)) for back_ in (0, 1)]
    text = lines(
        Markup("<b>📣 群内今日一题</b>　{}").format(me.branch),
        Markup("每天上午在支部群里出一道测验题，看看大家答得怎样。只作学习，不计成绩，也不计排名。"),
        Markup("现在：{}").format("已开启" if on else "未开启（由支部书记开启）"),
        *(_picture(each, context) for each in found if each is not None),
    )
    rows = []
    if may(me, Act.POST_TO_GROUP, Place(branch_id=me.branch_id)):
        rows.append([SwitchDaily(int(not on)).labelled("⏹ 停止出题" if on else "▶ 开启每天出题")])
    await context.show(text, [*rows, back(Quiz())])


def _picture(each: Picture, context: Context) -> Markup:
    return Markup("\n<b>{}</b>：{}\n{} 人中 {} 人作答，答对 {} 人（{}%）。").format(
        day_text(each.row.day, context.now.date()),
        clip(each.question.text, 80),
        each.people,
        each.answered,
        each.right,
        percent(share(each.right, each.answered)),
    )


async def switch(context: Context, button: SwitchDaily) -> None:
    """On or off, for one's own branch."""
    async with context.write() as tx:
        await group.switch(tx, context.me, context.now, on=button.on == 1)
    await context.toast("已开启，每天上午 9 点后在群里出题" if button.on == 1 else "已停止")
    await show(context, Daily())


def question_push(row: GroupQuestion, question: Question, chat_id: int) -> Push:
    """The day's question as a native quiz, not anonymous: who answered is counted once."""
    options = [question.options[each] for each in row.order]
    explanation = " ".join(part for part in (question.explanation, question.source) if part)
    poll = {
        "question": HEADING + question.text,
        "options": options,
        "type": "quiz",
        "is_anonymous": False,
        "allows_multiple_answers": question.sort is Kind.SEVERAL,
        "correct_option_ids": [shown for shown, entered in enumerate(row.order) if entered in question.right],
        "explanation": clip(explanation, EXPLANATION_UNITS) or None,
    }
    content = json.dumps({name: value for name, value in poll.items() if value is not None}, ensure_ascii=False)
    return Push("group_quiz", row.subject, question.text, chat_id=chat_id, files=((QUIZ, content),))


async def answered(context: Context) -> None:
    """A vote in a group's quiz; whoever is not of the branch, or votes again, changes nothing."""
    voted = context.incoming.poll_answer
    if voted is None or voted.user is None:
        return
    async with context.read() as session:
        who = await who_is(session, voted.user.id)
    if who is None or not may(who, Act.TAKE_EXAMS):
        return
    async with context.write() as tx:
        await group.vote(tx, who, voted.poll_id, list(voted.option_ids), context.now)
