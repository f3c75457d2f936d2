"""Looking at discipline facts: the staff at all of them, a person at their own; ground and document behind the PIN."""

from handlers.discipline.buttons import OpenFact, OwnFact, RightsBasis, Standings, StartEnding, StartEntering
from handlers.kit.confidential.pin import unlock
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.text import Markup, escape, lines
from storage import discipline
from storage.discipline import DisciplineFact, Kind, Refused
from storage.engine.refusal import Refusal
from storage.meetings.roll import RIGHTS_RULE
from storage.people.directory import name_of, names_of
from storage.rules.regulations import basis
from storage.sealed.records import Unreadable


def follows(fact: DisciplineFact) -> str:
    return "期间没有表决权、选举权和被选举权。" if Kind(fact.kind).ends_vote else "表决权不受影响。"


async def show_all(context: Context, button: Standings) -> None:
    """Whom it concerns stands behind the PIN too."""
    await unlock(context, button)
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


async def open_fact(context: Context, button: OpenFact) -> None:
    """With an entry on the trail."""
    await unlock(context, button)
    async with context.write() as tx:
        fact = await discipline.look_into(tx, context.me, button.fact, context.now)
        grounds = await discipline.grounds_of(tx, fact)
        name = await name_of(tx, fact.person_id)
    rows = [] if fact.ended_on else [[StartEnding(fact.number).labelled("解除，或者更正误登")]]
    await context.show(_text(name, fact, grounds), [*rows, back(Standings(0))])


async def open_own(context: Context, button: OwnFact) -> None:
    await unlock(context, button)
    async with context.read() as session:
        fact = await session.get(DisciplineFact, button.fact)
        if fact is None or fact.person_id != context.me.person_id:
            raise Refusal(Refused.GONE)
        grounds = await discipline.grounds_of(session, fact)
    note = Markup("\n如有不符，请在“我的数据”里申请更正，或者向党务干部、纪检监察的同志提出。")
    await context.show(lines(_text(context.me.name, fact, grounds), note), [HOME])


def _text(name: str, fact: DisciplineFact, grounds: tuple[str, str] | Unreadable) -> Markup:
    until = f"至 {fact.until:%Y-%m-%d}" if fact.until else "起，没有写明截止"
    ended = f"（{fact.ended_on:%Y-%m-%d} 起解除）" if fact.ended_on else ""
    return lines(
        Markup("<b>⚖️ {}　{}</b>").format(name, fact.kind),
        Markup("{:%Y-%m-%d} {}{}").format(fact.since, until, ended),
        Markup("{}").format(follows(fact)),
        Markup("理由：{}\n文号：{}").format(*grounds)
        if isinstance(grounds, tuple)
        else Markup("理由和文号已无法读取（密钥变更）。"),
    )


async def show_basis(context: Context, _button: RightsBasis) -> None:
    await context.show(escape(basis(RIGHTS_RULE)), [back(Standings(0))])
