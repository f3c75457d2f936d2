"""What is filled in: the words for a card, the photo on it, and an entry of a member's growth list."""

import re
import unicodedata
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram.ext import filters

from handlers.birthdays import cards, picture, pushes
from handlers.birthdays.buttons import AddEntry, Birthday, MemberGrowth, OpenBirthday, StartPortrait, WriteMessage
from handlers.kit.forms.choices import Option
from handlers.kit.forms.form import DONE, NEXT, Form, Next, Typed, ask, ask_below, draft
from handlers.kit.forms.question import Own, Review, Way
from handlers.kit.forms.reading import TEXT
from handlers.kit.forms.words import Line, Text
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, day_text, lines
from scoring.birthday_words import drafts
from storage.birthdays import celebrants, greeting, growth, messages
from storage.birthdays.celebrants import Celebrant
from storage.birthdays.rows import ENTRY_LONGEST, LONGEST, SHORTEST, Refused
from storage.engine.refusal import Refusal
from storage.people.directory import Person
from storage.people.posts import BRANCH_POSTS

RECORD = 8
TIME_LONGEST = 20
FOUNDED = 1921
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*(?:月|(?:[-/.月]\s*(\d{1,2})\s*[日号]?))?")
UNREADABLE = "没有看懂这个日期。请写年和月，例如 2019-07 或 2019年7月，也可以写到日：2019-07-01。"
PORTRAIT_SAVED = Markup("<b>✅ 照片已保存</b>\n会用在您的政治生日贺卡上，可以随时更换或取消。")


async def begin_message(context: Context, button: WriteMessage) -> None:
    async with context.read() as session:
        celebrant = await messages.open_for(session, context.me, button.person, button.year, context.now.date())
    written = celebrant.row.words if celebrant.row is not None and celebrant.written else None
    draft(context).update(person=button.person, year=button.year, written=written)


async def _celebrant(context: Context, session: AsyncSession) -> Celebrant:
    facts = draft(context)
    return await messages.open_for(session, context.me, facts["person"], facts["year"], context.now.date())


async def _drafts(session: AsyncSession, celebrant: Celebrant) -> tuple[str, ...]:
    who = celebrant.who
    person = await session.get(Person, who.person_id)
    posts = sorted(post.value for post in who.posts & BRANCH_POSTS)
    return drafts(who.name, celebrant.birthday.years, posts, person.position if person else None)


async def drafts_offered(context: Context) -> list[Option]:
    async with context.read() as session:
        offered = await _drafts(session, await _celebrant(context, session))
    return [Option(words, f"用草稿{number}") for number, words in enumerate(offered, 1)]


async def ask_words(context: Context) -> Markup:
    """The member's record, the drafts, and what is written so far."""
    facts = draft(context)
    async with context.read() as session:
        celebrant = await _celebrant(context, session)
        offered = await _drafts(session, celebrant)
        listed = await growth.of_person(session, celebrant.who.person_id, celebrant.birthday.day)
    words = facts.get("words", facts["written"])
    return lines(
        Markup("<b>✍ 给{}同志的寄语</b>").format(celebrant.who.name),
        Markup("{}　{}　入党 {} 周年").format(
            celebrant.who.branch, day_text(celebrant.birthday.day, context.now.date()), celebrant.birthday.years
        ),
        *[cards.milestone_line(each) for each in growth.chosen(listed, RECORD)],
        Markup("\n现在写的是：\n<blockquote>{}</blockquote>").format(words) if words else None,
        *[
            Markup("\n草稿{}：\n<blockquote>{}</blockquote>").format(number, each)
            for number, each in enumerate(offered, 1)
        ],
        Markup("\n请直接输入寄语（{} 到 {} 个字），或者选一份草稿，看过贺卡后还可以改。").format(SHORTEST, LONGEST),
    )


class CardReview(Review):
    """The card as it will be, with the words below it to be copied and changed."""

    async def show(self, context: Context) -> None:
        facts = draft(context)
        async with context.read() as session:
            celebrant = await _celebrant(context, session)
            signed = messages.signature(context.me, celebrant)
            shown = await picture.facts(session, facts["person"], facts["year"], (facts["words"], signed))
        text = lines(
            Markup("<b>请核对贺卡</b>（{}送出）").format(day_text(celebrant.birthday.day, context.now.date())),
            Markup("<blockquote>{}</blockquote>—— {}").format(facts["words"], signed),
            Markup("点“再改改”后，可以复制上面的文字修改。"),
        )
        await ask_below(context, picture.drawing(context.bot, *shown), text, self.ways_shown(context))


async def write(context: Context) -> None:
    """The words stand, and nobody is asked for them any more."""
    facts = draft(context)
    async with context.write() as tx:
        celebrant = await messages.write(tx, context.me, facts["person"], facts["year"], facts["words"], context.now)
        await pushes.answered(tx, facts["person"])
    day = day_text(celebrant.birthday.day, context.now.date())
    text = Markup("<b>✅ 寄语已保存</b>\n贺卡{}上午自动送给{}同志，在这之前可以随时修改。")
    see = [OpenBirthday(facts["person"], facts["year"]).labelled("📄 查看")]
    await context.show(text.format(day, celebrant.who.name), [see, back(Birthday())])


WORDS = Text("words", ask_words, "寄语", LONGEST, shortest=SHORTEST, options=drafts_offered, columns=3)
MESSAGE = Form(
    name="birthday_words",
    title="政治生日寄语",
    start=WriteMessage,
    begin=begin_message,
    questions=[
        WORDS,
        CardReview(
            "confirm", "", "✅ 就用这段", write, ways=[Way("‹ 再改改", to="words")], typed=Typed(TEXT, WORDS.typed)
        ),
    ],
)


async def begin_portrait(context: Context, _button: StartPortrait) -> None:
    """For members, as the card is."""
    async with context.read() as session:
        await celebrants.joined_on(session, context.me.person_id)


async def ask_photo(context: Context) -> None:
    text = "<b>🖼 贺卡照片</b>\n请发送一张本人照片（作为“照片”发送，不要作为文件），最好是正面半身照。"
    await ask(context, Markup(text))


async def take_photo(context: Context) -> Next:
    if context.file is None:
        return None
    async with context.write() as tx:
        await greeting.portray(tx, context.me.person_id, context.file[1])
    await context.show(PORTRAIT_SAVED, [back(Birthday())])
    return DONE


async def take_other(_context: Context) -> Next:
    """A picture sent as a file may be of any size and kind."""
    raise Refusal("收到的是文件。请重新选择这张图片，作为“照片”发送（发送时勾选“压缩图片”）。")


PORTRAIT = Form(
    name="portrait",
    title="贺卡照片",
    start=StartPortrait,
    begin=begin_portrait,
    questions=[Own("photo", ask_photo, [Typed(filters.PHOTO, take_photo), Typed(filters.Document.ALL, take_other)])],
)


def read_month(text: str) -> date:
    """A month (its first day) or a day as people write them, full width or not. Raises Refusal."""
    match = _MONTH.fullmatch(unicodedata.normalize("NFKC", text).strip())
    try:
        found = date(int(match[1]), int(match[2]), int(match[3] or 1)) if match else None
    except ValueError:
        found = None
    if found is None or found.year < FOUNDED:
        raise Refusal(UNREADABLE)
    return found


async def begin_entry(context: Context, button: AddEntry) -> None:
    async with context.read() as session:
        person = await growth.kept_by(session, context.me, button.person)
    draft(context).update(person=button.person, name=person.name)


async def not_ahead(context: Context, on: date) -> str:
    if on > context.now.date():
        raise Refusal(Refused.FUTURE)
    draft(context)["month"] = f"{on:%Y.%m}"
    return on.isoformat()


async def anew(context: Context) -> Next:
    for name in ("on", "what"):
        draft(context).pop(name)
    return NEXT


async def add(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        on = date.fromisoformat(facts["on"])
        await growth.add(tx, context.me, facts["person"], on, facts["what"], context.now)
    rows = [[AddEntry(facts["person"]).labelled("➕ 再添加一条")], back(MemberGrowth(facts["person"], 0))]
    await context.show(Markup("<b>✅ 已添加</b>\n会出现在{}的政治生日贺卡上。").format(facts["name"]), rows)


ENTRY = Form(
    name="growth_entry",
    title="成长历程",
    start=AddEntry,
    begin=begin_entry,
    questions=[
        Line(
            "on",
            "<b>🏅 {name}的成长历程</b>\n是什么时候？请写年和月，例如 2019-07 或 2019年7月。",
            "时间",
            TIME_LONGEST,
            read=read_month,
            check=not_ahead,
        ),
        Line(
            "what",
            f"{{month}}\n请写内容（不超过 {ENTRY_LONGEST} 个字），例如：被评为全局优秀共产党员、荣立个人三等功。",
            "内容",
            ENTRY_LONGEST,
        ),
        Review(
            "confirm",
            "<b>请核对</b>\n{name}的成长历程\n{month}　{what}",
            "✅ 确认添加",
            add,
            ways=[Way("‹ 重新填", does=anew)],
        ),
    ],
)
FORMS = (MESSAGE, PORTRAIT, ENTRY)
