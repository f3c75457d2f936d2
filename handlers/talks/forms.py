"""What is filled in on talks: recording one, adding to one's own, the purpose of reading another's, and a search by person."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

from telegram.error import BadRequest, InvalidToken

from handlers.kit.confidential.pin import unlock
from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.forms import confided
from handlers.kit.forms.choices import Choice, Option, Person, each
from handlers.kit.forms.dates import Day
from handlers.kit.forms.form import Form, Next, Resume, Typed, draft
from handlers.kit.forms.question import Review, Way
from handlers.kit.forms.reading import TEXT
from handlers.kit.forms.words import Line, Text
from handlers.kit.screens.context import Context, Rows
from handlers.kit.screens.finding import person_label
from handlers.kit.screens.links import StartTalk
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, day_text, lines
from handlers.talks import cards, pushes
from handlers.talks.buttons import ABOUT_ME, MINE, OpenTalk, StartAdding, StartFinding, StartReading, TalkHome
from handlers.talks.content import check_readable, reveal
from handlers.talks.recording import RECORD
from handlers.talks.screens import check_list, every, talks
from scoring.chinese.times import Unclear, parse_when
from storage.engine.refusal import Answered, Refusal
from storage.people import directory
from storage.people.access import Act, Reach, reach
from storage.people.directory import Who
from storage.talks import content, lists
from storage.talks.content import Said
from storage.talks.rows import Refused, TalkKind, kinds_for, may_talk, pair_of

PLACES = ("办公室", "会议室", "对方家中", "电话")
PURPOSES = ("例行检查", "专项督导", "信访核实")
LONGEST, LONGEST_ADDENDUM = 2000, 3000
IN_WORDS = "请用文字写，或点“跳过”。"
LOST_VOICE = "有一条语音已取不到（可能太久了），请回到“谈了什么”删去它再发一次。"


async def begin_recording(context: Context, button: StartTalk) -> None:
    """With what is known already, as when a sign leads here."""
    await unlock(context, button)
    draft(context)["hour"] = ""
    if button.person:
        other = await the_other(context, button.person)
        draft(context).update(person=other.person_id, person_name=other.name)
        kind = TalkKind.numbered(button.kind)
        if kind is not None and kind in kinds_for(context.me, other):
            draft(context)["kind"] = kind.value


async def the_other(context: Context, person: int) -> Who:
    async with context.read() as session:
        return await content.talked_with(session, context.me, person)


async def within_reach(context: Context) -> list[Who]:
    me, wide = context.me, reach(context.me, Act.LOG_TALK) is Reach.BUREAU
    async with context.read() as session:
        everyone = await directory.people_of(session, branch_id=None if wide else me.branch_id)
    return [who for who in everyone if may_talk(me, who)]


class Other(Person):
    """Where one's reach is the bureau, each label says of which branch they are."""

    async def rows(self, context: Context) -> Rows:
        wide = reach(context.me, Act.LOG_TALK) is Reach.BUREAU
        return await Person.rows(replace(self, columns=1, label=person_label) if wide else self, context)


async def kinds(context: Context) -> list[Option]:
    other = await the_other(context, draft(context)["person"])
    pair = pair_of(context.me, other)
    words = {TalkKind.HEART: f"{TalkKind.HEART.value}（{pair.value}）"} if pair else {}
    return [Option(kind.value, words.get(kind, kind.value)) for kind in kinds_for(context.me, other)]


class Held(Day):
    """A day that has been, and where it is written with its hour, that too."""

    async def take(self, context: Context, text: str) -> Next:
        """Raises Refusal for words that are not a moment, and for one to come."""
        try:
            when = parse_when(text, context.now, past=True)
        except Unclear as error:
            raise Refusal(str(error)) from error
        if when.at > context.now:
            raise Refusal(Refused.AHEAD)
        draft(context)["hour"] = f"{when.at:%H:%M}" if when.has_time else ""
        return await self.take_day(context, when.at.date())


async def within_a_year(context: Context, day: date) -> date:
    today = context.now.date()
    if day > today + timedelta(days=366):
        raise Refusal(f"请选今天（{day_text(today, today)}）以后、一年以内的日期。")
    return day


async def review_talk(context: Context) -> Markup:
    """The facts; of the content only how much."""
    facts, today = draft(context), context.now.date()
    until = f"，{day_text(date.fromisoformat(facts['until']), today)}前落实，列入您的任务" if facts.get("until") else ""
    texts = [piece["text"] for piece in facts["record"]["pieces"]]
    return lines(
        Markup("<b>请核对</b>"),
        Markup("对象：{}　类别：{}").format(facts["person_name"], facts["kind"]),
        Markup("时间：{} {}").format(day_text(date.fromisoformat(facts["when"]), today), facts["hour"]),
        Markup("内容：文字 {} 字，语音 {} 条").format(sum(map(len, texts)), len(facts["record"]["files"])),
        Markup("约定事项：{} 字").format(len(facts["agreed"])) if facts["agreed"] else None,
        Markup("后续安排：{} 字{}").format(len(facts["follow_up"]), until) if facts["follow_up"] else None,
        Markup("\n保存后不能改写，只能补充；对方会看到有这次谈话，看不到内容。"),
    )


async def change_record(context: Context) -> Next:
    """What follows from it is asked again."""
    for name in ("agreed", "follow_up", "until"):
        draft(context).pop(name, None)
    return "record"


async def record(context: Context) -> None:
    """One transaction: the sealed record, the talk, its entry in the trail, the task, and what is to vanish from the chat."""
    await unlock(context, Resume())
    facts = draft(context)
    try:
        voices = [await _fetched(context, file_id) for _, file_id in facts["record"]["files"]]
    except (BadRequest, InvalidToken):  # a 404 becomes the latter
        raise Refusal(LOST_VOICE) from None
    async with confided.keeping(context) as tx:
        stuck = await confided.too_old(tx, context)
        talk = await content.log(
            tx,
            context.me,
            with_id=facts["person"],
            kind=TalkKind(facts["kind"]),
            held_on=date.fromisoformat(facts["when"]),
            hour=facts["hour"],
            said=Said(facts["record"]["text"], facts["place"], facts["agreed"], facts["follow_up"], voices),
            follow_up_on=date.fromisoformat(facts["until"]) if facts.get("until") else None,
            now=context.now,
        )
        await pushes.logged(tx, talk, context)
    await context.show(cards.saved_text(stuck), [[OpenTalk(talk.key).labelled("查看")], back(TalkHome())])


async def _fetched(context: Context, file_id: str) -> bytes:
    return bytes(await (await context.bot.get_file(file_id)).download_as_bytearray())


RECORDING = Form(
    name="talk",
    title="记录谈话",
    start=StartTalk,
    begin=begin_recording,
    confidential=True,
    questions=[
        Other(
            "person",
            "<b>➕ 记录谈话或家访</b>\n同谁谈的？点一位，或输入姓名、警号来查找。",
            within_reach,
            typed="姓名或警号",
            may_be=the_other,
        ),
        Choice(
            "kind", "<b>同{person_name}：</b>是哪一类？", options=kinds, columns=1, otherwise="请点上面的按钮选类别。"
        ),
        Held(
            "when",
            "<b>什么时候谈的？</b>",
            past=True,
            hint="点日期，或直接写，例如：昨天下午3点。",
            otherwise="请用文字写时间，或点日历。",
        ),
        Line(
            "place",
            "<b>在哪里谈的？</b>\n点一个，或直接写。",
            "地点",
            60,
            options=each(*PLACES),
            otherwise="请用文字写地点，或点一个按钮。",
        ),
        RECORD,
        Text(
            "agreed",
            "<b>约定了什么？</b>\n用文字写，或跳过。",
            "约定事项",
            LONGEST,
            ways=[Way("跳过", value="")],
            otherwise=IN_WORDS,
        ),
        Text(
            "follow_up",
            "<b>后续要做什么？</b>\n用文字写（同样加密保存），或跳过。写了可以再定一个日期，到期前提醒您。",
            "后续安排",
            LONGEST,
            ways=[Way("跳过", value="")],
            otherwise=IN_WORDS,
        ),
        Day(
            "until",
            "<b>后续安排什么时候落实？</b>\n到期前会提醒您。",
            when=lambda facts: bool(facts["follow_up"]),
            check=within_a_year,
            ways=[Way("不用提醒", value=None)],
            otherwise="请用文字写日期，或点日历。",
        ),
        Review(
            "confirm",
            review_talk,
            "✅ 加密保存",
            record,
            ways=[Way("‹ 再改改", does=change_record)],
            otherwise="请点“加密保存”，或点“再改改”补充内容。",
        ),
    ],
)


async def _facts(context: Context) -> Markup:
    async with context.read() as session:
        return cards.facts(await lists.seen(session, context.me, draft(context)["talk"]), context.now.date())


async def begin_adding(context: Context, button: StartAdding) -> None:
    async with context.read() as session:
        await content.own(session, context.me, button.talk)
    await unlock(context, button)
    draft(context)["talk"] = button.talk


async def ask_addendum(context: Context) -> Markup:
    text = Markup("\n请写要补充或更正的内容。原来的记录不会改动，补充会记下时间，同样加密保存。")
    return lines(await _facts(context), text)


async def review_addendum(context: Context) -> Markup:
    """How much; not what, as the lock may have closed meanwhile."""
    words = draft(context)["words"]
    return Markup("补充 {} 字。保存后不能改写；要重写，请直接再发一次。").format(len(words))


async def add(context: Context) -> None:
    await unlock(context, Resume())
    facts = draft(context)
    async with confided.keeping(context) as tx:
        stuck = await confided.too_old(tx, context)
        talk = await content.add(tx, context.me, facts["talk"], facts["words"], context.now)
    await context.show(cards.saved_text(stuck), [back(OpenTalk(talk.key))])


ADDENDUM = Text("words", ask_addendum, "补充", LONGEST_ADDENDUM, otherwise="补充只收文字。")
ADDING = Form(
    name="talk_add",
    title="补充谈话",
    start=StartAdding,
    begin=begin_adding,
    confidential=True,
    questions=[
        ADDENDUM,
        Review(
            "confirm",
            review_addendum,
            "✅ 加密保存",
            add,
            typed=Typed(TEXT, ADDENDUM.typed),
            otherwise="补充只收文字。",
        ),
    ],
)


async def begin_reading(context: Context, button: StartReading) -> None:
    await check_readable(context, button.talk, purpose=True)
    await unlock(context, button)
    draft(context)["talk"] = button.talk


async def ask_purpose(context: Context) -> Markup:
    text = Markup("\n请写明查阅事由（4 到 100 个字），将记入审计记录，谈话双方可以看到谁查阅过：")
    return lines(await _facts(context), text)


async def read(context: Context) -> None:
    await unlock(context, Resume())
    facts = draft(context)
    await reveal(context, facts["talk"], facts["purpose"], confided.keeping(context))


READING = Form(
    name="talk_read",
    title="查阅谈话",
    start=StartReading,
    begin=begin_reading,
    confidential=True,
    questions=[Text("purpose", ask_purpose, "事由", 100, shortest=4, options=each(*PURPOSES))],
    save=read,
)


async def begin_finding(context: Context, button: StartFinding) -> None:
    """Only in a list that one may see."""
    check_list(context, every(button.owner))
    if button.owner in (MINE, ABOUT_ME):
        raise Refusal(NOT_ALLOWED)
    draft(context)["owner"] = button.owner


async def listed(context: Context) -> list[Who]:
    owner = draft(context)["owner"]
    async with context.read() as session:
        return await directory.people_of(session, branch_id=owner if owner > 0 else None)


async def find(context: Context) -> None:
    with suppress(Answered):
        await talks(context, every(draft(context)["owner"], draft(context)["person"]))


FINDING = Form(
    name="talk_find",
    title="按人员查谈话",
    start=StartFinding,
    begin=begin_finding,
    questions=[
        Person(
            "person", "请输入姓名（或其中一部分）或警号：", listed, label=person_label, columns=1, typed="姓名或警号"
        )
    ],
    save=find,
)
FORMS = (RECORDING, ADDING, READING, FINDING)
