"""Looking at discipline facts: the keepers at all of them, a person at their own; ground and document behind the PIN."""

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.discipline.buttons import OpenFact, OwnFact, RightsBasis, Standings, StartEnding, StartEntering
from handlers.kit.confidential.pin import unlocked
from handlers.kit.joins import Section
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup, escape, lines
from storage import discipline
from storage.discipline import DisciplineFact, Kind, Refused
from storage.mail.outbox import Push
from storage.meetings.roll import RIGHTS_RULE
from storage.people.directory import Person, Who
from storage.rules.regulations import basis
from storage.sealed.records import Unreadable
from storage.talks.lists import names_of


def span(fact: DisciplineFact) -> str:
    """From when to when, and since when no more."""
    until = f"至 {fact.until:%Y-%m-%d}" if fact.until else "起，没有写明截止"
    ended = f"（{fact.ended_on:%Y-%m-%d} 起解除）" if fact.ended_on else ""
    return f"{fact.since:%Y-%m-%d} {until}{ended}"


def _follows(fact: DisciplineFact) -> str:
    return "期间没有表决权、选举权和被选举权。" if Kind(fact.kind).ends_vote else "表决权不受影响。"


async def listing(context: Context, button: Standings) -> None:
    """Whom it concerns stands behind the PIN too."""
    if not await unlocked(context, button):
        return
    today = context.now.date()
    async with context.read() as session:
        found = await discipline.everything(session)
        named = await names_of(session, {fact.person_id for fact in found})
    shown, turning = paged(found, button.page, Standings)
    rows = [
        [
            OpenFact(fact.number).labelled(
                f"{'🔴' if fact.stands(today) else '⚪'} {named.get(fact.person_id, '')} {fact.kind} {fact.since:%Y-%m-%d}"
            )
        ]
        for fact in shown
    ]
    text = lines(
        Markup("<b>⚖️ 处分与党员权利</b>"),
        Markup(
            "登记上级组织或者纪检机关已经作出的决定。表决、选举的法定人数和赞成人数，按这里的日期计算有表决权的党员。"
        ),
        Markup("🔴 正在执行　⚪ 已经结束") if found else Markup("还没有登记。"),
    )
    more = [StartEntering().labelled("➕ 登记决定"), RightsBasis().labelled("📜 依据")]
    await context.show(text, [*rows, *turning, more, HOME])


async def opened(context: Context, button: OpenFact) -> None:
    """With an entry on the trail."""
    if not await unlocked(context, button):
        return None
    async with context.write() as tx:
        fact = await discipline.look_into(tx, context.me, button.fact, context.now)
        grounds = None if isinstance(fact, Refused) else await discipline.grounds_of(tx, fact)
        who = None if isinstance(fact, Refused) else await tx.get(Person, fact.person_id)
    if isinstance(fact, Refused) or who is None:
        return await context.tell((fact if isinstance(fact, Refused) else Refused.GONE).value)
    rows = [] if fact.ended_on else [[StartEnding(fact.number).labelled("解除，或者更正误登")]]
    await context.show(_text(who.name, fact, grounds), [*rows, back(Standings(0))])
    return None


async def own(context: Context, button: OwnFact) -> None:
    if not await unlocked(context, button):
        return None
    async with context.read() as session:
        fact = await session.get(DisciplineFact, button.fact)
        if fact is None or fact.person_id != context.me.person_id:
            return await context.tell(Refused.GONE.value)
        grounds = await discipline.grounds_of(session, fact)
    note = Markup("\n如有不符，请在“我的数据”里申请更正，或者向党务干部、纪检监察的同志提出。")
    await context.show(lines(_text(context.me.name, fact, grounds), note), [HOME])
    return None


def _text(name: str, fact: DisciplineFact, grounds: tuple[str, str] | Unreadable | None) -> Markup:
    told = (
        Markup("理由：{}\n文号：{}").format(*grounds)
        if isinstance(grounds, tuple)
        else Markup("理由和文号已无法读取（密钥变更）。")
    )
    return lines(
        Markup("<b>⚖️ {}　{}</b>").format(name, fact.kind),
        Markup("{}").format(span(fact)),
        Markup("{}").format(_follows(fact)),
        told,
    )


async def show_basis(context: Context, _button: RightsBasis) -> None:
    """依据."""
    await context.show(escape(basis(RIGHTS_RULE)), [back(Standings(0))])


def told(fact: DisciplineFact, period: str) -> Push:
    """To the person: that there is something, and not what."""
    text = "⚖️ 您的处分或者党员权利情况有新的登记，请点“查看”。内容只有您本人、党务干部和纪检监察人员能看到。"
    row = keyboard([OwnFact(fact.number).labelled("🔒 查看")])
    return Push("discipline", f"discipline:{fact.number}", text, person_id=fact.person_id, period=period, keyboard=row)


async def mine(session: AsyncSession, me: Who) -> Section | None:
    """What was entered about oneself; its ground is opened behind the PIN."""
    found = await discipline.of_person(session, me.person_id)
    if not found:
        return None
    rows = [(fact.kind, fact.since, fact.until, fact.ended_on, _follows(fact)) for fact in found]
    return Section("discipline", "处分与党员权利", ("种类", "开始", "截止", "解除", "表决权"), rows)
