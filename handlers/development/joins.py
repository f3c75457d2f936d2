"""What 发展党员 gives to other screens: what waits, at home; the steps, in the ledger; what is kept about a person, for /mydata."""

from datetime import date, datetime, timedelta, tzinfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.development import cards
from handlers.development.buttons import Analysis, Categories, Comments, ManageCase, Materials, OpenDevelopment, Plan
from handlers.kit.joins import Finding, Found, Section, Subject, ToDo, Upload, Uploads, Waiting
from handlers.kit.screens.finding import bears
from scoring.development_materials import missing
from storage.development import (
    analysis,
    categories,
    comments,
    documents,
    dossiers,
    ledger,
    lists,
    materials,
    materials_list,
    sheet,
    transfers,
    waiting,
)
from storage.development.dossiers import Dossier, sees_inside
from storage.development.rows import DevelopmentCase
from storage.engine.refusal import passes
from storage.ledger import Scope
from storage.people.access import may
from storage.people.asking import Answers, Asked
from storage.people.directory import Who
from storage.people.finding import MOST, Words
from storage.people.rights import Act

NEAR = timedelta(days=10)


def _asks(me: Who, now: datetime) -> list[Asked]:
    behind = [categories.BEHIND] if may(me, Act.CONFIRM_CATEGORY) else []
    concerning = [lists.CONCERNING] if may(me, Act.RUN_DEVELOPMENT) else []
    moving = [lists.MOVING] if concerning and may(me, Act.APPROVE_DEVELOPMENT) else []
    analysed = [analysis.DONE] if _analyses(me, now) else []
    return [*behind, *concerning, *moving, *analysed, *waiting.asked(me)]


def _analyses(me: Who, now: datetime) -> bool:
    return analysis.is_time(now.date()) and analysis.confirms(me, me.branch_id)


async def _waiting(session: AsyncSession, me: Who, now: datetime, answers: Answers) -> list[ToDo]:
    """Comments to answer, plans and categories to confirm, files to hand over or accept, what is late or nearly so in my cases."""
    found = []
    if answers.get(waiting.HERE) or answers.get(waiting.OBJECTIONS):
        found += [
            ToDo(
                f"❗ 对{each.name}的异议待核实答复" if each.objections else f"💬 对{each.name}的评议待答复",
                Comments(each.case, 0),
            )
            for each in await waiting.unanswered(session, me, now.date())
        ]
    if year := answers.get(waiting.PLANNED):
        planned = await waiting.unapproved(session, year)
        found.append(ToDo(f"📋 {year} 年发展党员计划：{planned} 人待审定", Plan(year, 0)))
    if answers.get(categories.BEHIND) and (behind := await categories.waiting(session)):
        found.append(ToDo(f"🌱 {len(behind)} 人的类别变更待确认", Categories(0)))
    if not (answers.get(lists.CONCERNING) or answers.get(lists.MOVING)):
        return found
    if answers.get(analysis.DONE) == 0:
        year = analysis.year_owed(now.date())
        found.append(ToDo(f"📈 {year} 年发展党员年度分析待确认", Analysis(me.branch_id, year, 0), date(year, 12, 31)))
    there = await materials.kept(session, col(DevelopmentCase.branch_id) == me.branch_id)
    for each in await lists.everyone(session, me.branch_id, moving=True):
        case, name = each.file.case, each.person.name
        if _waits(me, each.file):
            found.append(ToDo(f"🔄 {name}的发展党员档案待移交接收", OpenDevelopment(case.number)))
        elif case.branch_id == me.branch_id:
            found += [
                ToDo(f"🌱 {name}：{due.step.words}", ManageCase(case.number), due.by.day)
                for due in lists.late_of(each.file, now.date() + NEAR)
            ]
            held = materials.owed_in(each.file.facts, there.get(case.number, {}), _zone(now))
            if late := [one for one in missing(held) if one.by < now.date()]:
                gaps = sum(one.missing for one in late)
                found.append(ToDo(f"📂 {name}的卷宗缺 {gaps} 份材料", Materials(case.number, 0)))
    return found


def _zone(now: datetime) -> tzinfo:
    if now.tzinfo is None:
        raise ValueError("a moment without its zone")
    return now.tzinfo


WAITING = Waiting(_waiting, _asks)


def _waits(me: Who, file: Dossier) -> bool:
    return passes(transfers.check_hand_over, me, file) or passes(transfers.acceptable, me, file)


LEDGER = Subject(
    "development", "发展党员", ledger.entries, lambda entry: OpenDevelopment(entry.record), tables=sheet.tables
)


async def mine(session: AsyncSession, who: Who) -> Section | None:
    """Of an applicant, every step."""
    query = select(DevelopmentCase).where(col(DevelopmentCase.person_id) == who.person_id)
    found = await dossiers.load_all(session, list((await session.exec(query)).all()))
    rows = [
        (done.step.words, done.on, "通过" if done.passed else "未通过") for file in found for done in file.facts.done
    ]
    return Section("development", "发展党员", ("步骤", "日期", "结果"), rows) if found else None


async def papers(session: AsyncSession, who: Who) -> Section | None:
    """Of an applicant, the documents that are in the file."""
    found = await materials.of_person(session, who.person_id)
    names = {each.key: each.name for each in materials_list.own()}
    rows = [
        (names.get(each.material, each.material), "纸质" if each.paper_on else "扫描件", each.paper_on or each.at)
        for each in found
    ]
    return Section("development_materials", "发展党员材料", ("材料", "形式", "归档"), rows) if found else None


async def said(session: AsyncSession, who: Who) -> Section | None:
    """What one has said by name; a confidential comment knows no name."""
    found = await comments.of_person(session, who.person_id)
    rows = [(str(await comments.text_of(session, each)), each.on, each.answer) for each in found]
    return Section("development_comments", "发展党员评议", ("内容", "日期", "答复"), rows) if found else None


async def _find(session: AsyncSession, _me: Who, words: Words, _now: datetime) -> list[Found]:
    """By the person's name, or its pinyin."""
    named = await lists.people_of(session)
    wanted = [number for number, name in named if all(bears(name, word) for word in words)][:MOST]
    return [
        Found(cards.label(each), OpenDevelopment(each.file.case.number)) for each in await lists.chosen(session, wanted)
    ]


FINDING = Finding("case", "🌱 发展党员", Act.SEE_DEVELOPMENT, _find)


async def _attached(session: AsyncSession, me: Who, scope: Scope) -> list[Upload]:
    """What was attached in that time to the cases of the branch that the person sees inside."""
    cases = await lists.everyone(session, scope.branch_id, ended=True)
    seen = {each.file.case.number: each.person.name for each in cases if sees_inside(me, each.file)}
    return [
        Upload(f"{scope.day(each.at)}_{seen[each.case_id]}_材料{number}", each.media, each.content)
        for number, each in enumerate(await documents.attached(session, list(seen), scope.start, scope.end), 1)
    ]


UPLOADS = Uploads("发展党员材料", Act.SEE_DEVELOPMENT, _attached)
