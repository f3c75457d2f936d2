"""What is filled in on talks: recording one, adding to one's own, the purpose of reading another's, and a search by person."""

from contextlib import suppress
from datetime import date, datetime, timedelta

from telegram.error import BadRequest, InvalidToken

from handlers.kit.confidential.pin import unlock
from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.forms import confided
from handlers.kit.forms.choices import Person, each
from handlers.kit.forms.dates import Day
from handlers.kit.forms.form import Draft, Form, Next, Resume, Typed, draft
from handlers.kit.forms.question import Review, Way
from handlers.kit.forms.reading import TEXT
from handlers.kit.forms.words import Text
from handlers.kit.screens.context import Context
from handlers.kit.screens.finding import person_label
from handlers.kit.screens.links import StartTalk
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, day_text, lines
from handlers.talks import cards, pushes
from handlers.talks.buttons import ABOUT_ME, MINE, OpenTalk, StartAdding, StartFinding, StartReading, TalkHome
from handlers.talks.circumstances import PLACES, Held, Other, choose, kept_already, the_other, within_reach
from handlers.talks.content import check_readable, reveal
from handlers.talks.recording import RECORD
from handlers.talks.screens import check_list, every, talks
from handlers.talks.sent import KEEP_EARLY, counted
from scoring.chinese.times import find_times
from storage.engine.refusal import Answered, Refusal
from storage.people import directory
from storage.people.directory import Who
from storage.talks import content, lists
from storage.talks.content import Said
from storage.talks.rows import TalkKind, kinds_for

PURPOSES = ("例行检查", "专项督导", "信访核实")
LONGEST, LONGEST_ADDENDUM = 2000, 3000
IN_WORDS = "请用文字写，或点“跳过”。"
YEAR = timedelta(days=366)
LOST_VOICE = "有一条语音已取不到（可能太久了），请点“改内容”，删去它再发一次。"


async def begin_recording(context: Context, button: StartTalk) -> None:
    """With what is known already, as when a sign leads here. Where no kind is named it is a heart-to-heart talk, until another is chosen."""
    await unlock(context, button)
    draft(context).update(hour="", kind=TalkKind.HEART.value)
    if button.person:
        other = await the_other(context, button.person)
        kind = TalkKind.numbered(button.kind) or TalkKind.HEART
        if kind in kinds_for(context.me, other):
            choose(context, other, kind)


class FollowUp(Text):
    """What is to be done; the day that it names is when the task is due."""

    def kept(self, context: Context, value: str) -> Next:
        draft(context)["until"] = _day_in(value, context.now)
        return super().kept(context, value)


def _day_in(text: str, now: datetime) -> str | None:
    """The first day of a text that lies ahead, within a year."""
    days = [place.when.at.date() for place in find_times(text, now) if place.when and place.has_day]
    return next((day.isoformat() for day in days if now.date() <= day <= now.date() + YEAR), None)


async def within_a_year(context: Context, day: date) -> date:
    today = context.now.date()
    if day > today + YEAR:
        raise Refusal(f"请选今天（{day_text(today, today)}）以后、一年以内的日期。")
    return day


async def review_talk(context: Context) -> Markup:
    """The facts; of the content only how much."""
    facts, today = draft(context), context.now.date()
    place = facts["place"] if facts["place"] in PLACES else f"已写 {len(facts['place'])} 字"
    due = (
        f"，{day_text(date.fromisoformat(facts['until']), today)}前落实，列入您的任务" if facts["until"] else "，不提醒"
    )
    texts = [piece["text"] for piece in facts["record"]["pieces"]]
    return lines(
        Markup("<b>6/6　请核对</b>"),
        Markup("对象：{}　类别：{}{}").format(facts["person_name"], facts["kind"], facts["pair"]),
        Markup("时间：{} {}").format(day_text(date.fromisoformat(facts["when"]), today), facts["hour"]).rstrip(),
        Markup("地点：{}").format(place),
        Markup("内容：文字 {} 字，语音 {} 条").format(sum(map(len, texts)), len(facts["record"]["files"])),
        Markup("约定事项：{}").format(f"{len(facts['agreed'])} 字" if facts["agreed"] else "无"),
        Markup("后续安排：{}").format(f"{len(facts['follow_up'])} 字{due}" if facts["follow_up"] else "无"),
        Markup("❓ 另有 {} 没有收下，要收请点“改内容”。").format(counted(facts["early"]))
        if facts.get("early")
        else None,
        Markup("\n保存后不能改写，只能补充；对方会看到有这次谈话，看不到内容。"),
    )


def skipped(facts: Draft) -> str:
    return "删去，不写" if "until" in facts else "跳过"


def _reminder(facts: Draft) -> str | None:
    if not facts["follow_up"]:
        return None
    return "⏰ 改提醒" if facts["until"] else "⏰ 定提醒"


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
            follow_up_on=date.fromisoformat(facts["until"]) if facts["until"] else None,
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
            "<b>1/6　记录谈话或家访：同谁谈的？</b>\n先选类别，再点一位，或输入姓名、警号。",
            within_reach,
            typed="姓名或警号",
            may_be=the_other,
            ways=[KEEP_EARLY, kept_already("person")],
        ),
        Held(
            "when",
            "<b>2/6　什么时候、在哪里谈的？</b>\n同{person_name}，{kind}{pair}",
            past=True,
            ways=[
                KEEP_EARLY,
                Way(lambda facts: None if "when" in facts else "‹ 改对象或类别", to="person"),
                kept_already("when"),
            ],
            otherwise="请用文字写时间和地点，或点按钮。",
        ),
        RECORD,
        Text(
            "agreed",
            "<b>4/6　约定了什么？</b>\n用文字写，或跳过。",
            "约定事项",
            LONGEST,
            ways=[Way(skipped, value=""), kept_already("agreed")],
            otherwise=IN_WORDS,
        ),
        FollowUp(
            "follow_up",
            "<b>5/6　后续要做什么？</b>\n用文字写（同样加密保存），或跳过。写上日期，到期前会提醒您，例如：下周五前上门看望。",
            "后续安排",
            LONGEST,
            ways=[Way(skipped, value=""), kept_already("follow_up")],
            otherwise=IN_WORDS,
        ),
        Day(
            "until",
            "<b>后续安排什么时候落实？</b>\n到期前会提醒您。",
            check=within_a_year,
            ways=[Way("不用提醒", value=None)],
            otherwise="请用文字写日期，或点日历。",
        ),
        Review(
            "confirm",
            review_talk,
            "✅ 加密保存",
            record,
            ways=[
                Way("改对象类别", to="person"),
                Way("改时间地点", to="when"),
                Way("改内容", to="record"),
                Way("改约定", to="agreed"),
                Way("改后续", to="follow_up"),
                Way(_reminder, to="until"),
            ],
            columns=3,
            otherwise="请点“加密保存”；要补充内容，请点“改内容”。",
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
