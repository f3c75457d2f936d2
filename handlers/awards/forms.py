"""Entering an award: whose, which, how high, by whom, when, by which document, with a photo; and the staff's no to a proposal."""

from collections.abc import Sequence
from datetime import date

from handlers.awards import pushes
from handlers.awards.buttons import Awards, OpenAward, StartAward, StartRefuseAward
from handlers.kit.forms.choices import Choice, Option, Person, each
from handlers.kit.forms.dates import Day
from handlers.kit.forms.form import Form, draft
from handlers.kit.forms.photos import Photo
from handlers.kit.forms.question import Review, Way
from handlers.kit.forms.words import Line, Text
from handlers.kit.screens.context import Context
from handlers.kit.screens.finding import person_label
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, escape, lines
from storage.awards import keeping
from storage.awards.rows import (
    LONGEST_DOCUMENT,
    LONGEST_GIVER,
    LONGEST_TITLE,
    LONGEST_WORD,
    Given,
    Level,
    awarded,
)
from storage.mail import outbox
from storage.people import directory
from storage.people.access import Place, may, reach
from storage.people.directory import Who
from storage.people.rights import Act, Reach

PERSON, BRANCH = "个人", "集体"
OF_PERSON = each("优秀共产党员", "优秀党务工作者", "嘉奖", "三等功", "二等功", "优秀公务员")
OF_BRANCH = each("先进党支部", "先进基层党组织", "集体嘉奖", "集体三等功")


async def people(context: Context) -> list[Who]:
    """Those whose awards one enters or proposes."""
    wide = reach(context.me, Act.PROPOSE_AWARD) is Reach.BUREAU
    async with context.read() as session:
        return await directory.people_of(session, branch_id=None if wide else context.me.branch_id)


async def branches(context: Context) -> Sequence[Option]:
    async with context.read() as session:
        known = await directory.present_names(session)
    return [
        Option(number, name)
        for number, name in known.items()
        if may(context.me, Act.PROPOSE_AWARD, Place(branch_id=number))
    ]


async def check_person(context: Context, person: int) -> None:
    async with context.read() as session:
        await awarded(session, context.me, person, 0)


async def titles(context: Context) -> Sequence[Option]:
    return OF_PERSON if draft(context)["sort"] == PERSON else OF_BRANCH


async def givers(context: Context) -> Sequence[Option]:
    return [Option(context.bot_data.bureau, context.bot_data.bureau)]


def given(context: Context) -> Given:
    facts = draft(context)
    return Given(
        facts["title"],
        Level(facts["level"]),
        facts["giver"],
        date.fromisoformat(facts["on"]),
        facts["document"] or "",
        facts["photo"],
    )


async def review(context: Context) -> Markup:
    facts, found = draft(context), given(context)
    name = facts["person_name"] if facts["sort"] == PERSON else "集体"
    if facts["sort"] == BRANCH:
        async with context.read() as session:
            name = (await directory.branch_names(session, facts["branch"])).get(facts["branch"], "")
    return lines(
        Markup("<b>请核对</b>"),
        Markup("{}　<b>{}</b>").format(name, found.title),
        Markup("{}　{}　{:%Y-%m-%d}").format(found.level.value, found.giver, found.on),
        Markup("文号：{}").format(found.document) if found.document else None,
        Markup("附照片 1 张") if found.photo else None,
        None if may(context.me, Act.KEEP_AWARDS) else Markup("\n提交后由党务干部确认，确认后才列出。"),
    )


async def save(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        row = await keeping.enter(
            tx, context.me, facts.get("person"), facts.get("branch", 0), given(context), context.now
        )
        told = (
            pushes.entered(row, context.occasion)
            if row.counts
            else await pushes.proposed(tx, row, context.me, context.occasion)
        )
        await outbox.put(tx, context.now, *told)
    word = "✅ 已登记" if row.counts else "✅ 已提交，等党务干部确认"
    await context.show(
        escape(word), [[OpenAward(row.number).labelled("查看")], back(Awards(row.branch_id, row.on.year, 0))]
    )


ENTERING = Form(
    name="award",
    title="登记荣誉奖励",
    start=StartAward,
    questions=[
        Choice("sort", "<b>🏅 登记荣誉奖励</b>\n是个人的，还是支部（集体）的？", options=each(PERSON, BRANCH)),
        Person(
            "person",
            "哪一位？请输入姓名或警号查找，或点一位。",
            people,
            label=person_label,
            columns=1,
            may_be=check_person,
            when=lambda facts: facts["sort"] == PERSON,
        ),
        Choice("branch", "哪个支部？", options=branches, columns=1, when=lambda facts: facts["sort"] == BRANCH),
        Line(
            "title",
            f"什么荣誉？点一个，或者直接写（{LONGEST_TITLE} 字以内）。",
            "荣誉名称",
            LONGEST_TITLE,
            options=titles,
        ),
        Choice("level", "是哪一级的？", options=each(*Level), columns=3),
        Line(
            "giver", f"由哪个单位授予？（{LONGEST_GIVER} 字以内）", "授予单位", LONGEST_GIVER, options=givers, columns=1
        ),
        Day("on", "哪一天授予的？以文件上的日期为准。", past=True),
        Line("document", "文号是什么？例如：×公〔2026〕3号。", "文号", LONGEST_DOCUMENT, ways=[Way("没有文号")]),
        Photo("photo", "请发送证书或奖牌的照片。", ways=[Way("不附照片")]),
        Review("confirm", review, "✅ 保存", save),
    ],
)


async def begin_refuse(context: Context, button: StartRefuseAward) -> None:
    async with context.read() as session:
        row = await keeping.answerable(session, context.me, button.award)
    draft(context).update(award=row.number, title=row.title)


async def refuse(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        row = await keeping.answer(tx, context.me, facts["award"], context.now, word=facts["word"])
        await outbox.put(tx, context.now, pushes.refused(row, context.occasion))
    await context.show(escape("已答复，并告诉了提出的同志。"), [back(Awards(0, 0, 0))])


REFUSING = Form(
    name="award_refuse",
    title="不同意登记荣誉",
    start=StartRefuseAward,
    begin=begin_refuse,
    questions=[Text("word", "为什么不登记“{title}”？会告诉提出的同志。", "理由", LONGEST_WORD, shortest=2)],
    save=refuse,
)
FORMS = (ENTERING, REFUSING)
