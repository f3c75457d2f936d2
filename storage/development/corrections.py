"""Corrected rules: which open cases still have another wording, and the bureau's decision to apply the correction to them.

A case keeps the rules of its first day until such a decision; what has been recorded stays as it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.development_dues import changes
from storage.development import lists
from storage.development.lists import Listed
from storage.development.rows import Refused, RuleDecision, RuleEdition
from storage.development.rules import USED, freeze, numbers_of, table_of
from storage.engine.refusal import Refusal
from storage.people.access import may
from storage.people.directory import Who
from storage.people.rights import Act
from storage.rules.regulations import Regulation, own
from storage.sealed import audit


@dataclass(frozen=True)
class Touched:
    """An open case under another wording, and what becomes different in it."""

    each: Listed
    before: Regulation
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Correction:
    """A rule as it is today, and the open cases that have it otherwise."""

    rule: Regulation
    touched: list[Touched]


async def corrections(session: AsyncSession, today: date) -> list[Correction]:
    """Every rule that some open case has otherwise than it is today."""
    found = await lists.everyone(session)
    every = [Correction(own()[key], _touched(found, key, today)) for key in USED]
    return [each for each in every if each.touched]


async def correction(session: AsyncSession, key: str, today: date) -> Correction:
    """That of one rule. Raises Refusal."""
    found = next((each for each in await corrections(session, today) if each.rule.key == key), None)
    if found is None:
        raise Refusal(Refused.NOTHING_CORRECTED)
    return found


def _touched(found: Sequence[Listed], key: str, today: date) -> list[Touched]:
    now = own()[key]
    touched = []
    for each in found:
        before = each.file.rules[key]
        if table_of(before) != table_of(now):
            after = numbers_of({**each.file.rules, key: now})
            touched.append(Touched(each, before, changes(each.file.facts, each.file.numbers, after, today)))
    return touched


def check_apply(me: Who, found: Correction, today: date) -> None:
    """Raises Refusal where that person cannot apply the correction."""
    if not may(me, Act.APPROVE_DEVELOPMENT):
        raise Refusal(Refused.NOT_ABOVE)
    if found.rule.effective and found.rule.effective > today:
        raise Refusal(Refused.NOT_IN_FORCE)
    if not _of_others(found, me):
        raise Refusal(Refused.OWN)


def _of_others(found: Correction, me: Who) -> list[Touched]:
    return [touched for touched in found.touched if touched.each.file.case.person_id != me.person_id]


async def apply(
    tx: AsyncSession, me: Who, key: str, *, document: str, reason: str, now: datetime
) -> tuple[RuleDecision, list[Touched]]:
    """Bind every open case but one's own to today's wording of that rule; each is an entry on the trail.

    Raises Refusal. `now` is in the bureau's zone.
    """
    found = await correction(tx, key, now.date())
    check_apply(me, found, now.date())
    if not document.strip() or not reason.strip():
        raise Refusal(Refused.BLANK)
    touched = _of_others(found, me)
    for each in touched:
        case = each.each.file.case
        text, edition = freeze({**each.each.file.rules, key: found.rule})
        if await tx.get(RuleEdition, edition) is None:
            tx.add(RuleEdition(hash=edition, tables=text, since=now))
            await tx.flush()
        case.edition = edition
        tx.add(case)
        await audit.record(
            tx,
            audit.Event.RULE_CORRECTED,
            by=me.person_id,
            now=now,
            over=case.person_id,
            subject=f"development:{case.number}",
            note=f"{found.rule.subject}：{document}",
        )
    decision = RuleDecision(
        rule=key,
        document=document,
        reason=reason,
        cases=[each.each.file.case.number for each in touched],
        by=me.person_id,
        at=now,
    )
    tx.add(decision)
    await tx.flush()
    return decision, touched


async def decisions(session: AsyncSession, case_id: int | None = None) -> list[RuleDecision]:
    """Every decision, the newest first; of a case those that touched it."""
    found = (await session.exec(select(RuleDecision).order_by(col(RuleDecision.id).desc()))).all()
    return [each for each in found if case_id is None or case_id in each.cases]
