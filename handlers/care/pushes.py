"""What a case tells people unasked. Never what somebody wrote: that is read in the bot alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.links import OpenCase
from handlers.kit.screens.pushing import keyboard, nudge
from handlers.kit.screens.text import Markup, day_text
from storage.care.rows import Appeal, HealthCase
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.people import directory
from storage.people.access import confirmed
from storage.people.confirming import trusted
from storage.people.directory import Who, name_of
from storage.people.posts import Post

_MANAGE = {Post.SECRETARY, Post.DEPUTY_SECRETARY}
STAYS = timedelta(days=10)
TO_MEMBER_PROPOSED = Markup(
    "健康指数的规则对您给出了<b>重点关注提示</b>。规则只是提示，还没有任何决定；您可以先说明情况。"
)
TO_MEMBER_GRAY = Markup(
    "支部对您作出了<b>重点关注</b>的决定，并安排了帮扶。理由、措施和期限请点开看；您可以说明情况，也可以申诉。"
)


def push(  # noqa: PLR0917 - a push's parts
    kind: str,
    case: HealthCase,
    person: int,
    text: Markup,
    local: datetime,
    period: str = "",
) -> Push:
    """One message about a case; in quiet hours it waits for the morning."""
    return nudge(
        kind,
        f"case:{case.key}",
        text,
        local,
        person_id=person,
        period=period,
        keyboard=keyboard([OpenCase(case.key).labelled("查看")]),
    )


@dataclass(frozen=True)
class Managers:
    """Branch → its secretary and deputies; and the party-affairs staff, who stand in where there is none."""

    of_branch: Mapping[int, Sequence[Who]]
    staff: Sequence[Who]

    def of(self, case: HealthCase) -> list[Who]:
        """Those who manage it, but the member."""
        found = [who for who in self.of_branch.get(case.branch_id, ()) if who.person_id != case.person_id]
        return found or [who for who in self.staff if who.person_id != case.person_id]


NOBODY = Managers({}, ())


async def all_managers(session: AsyncSession, branch_id: int | None = None) -> Managers:
    """Of every branch, or that one's."""
    of_branch: dict[int, list[Who]] = {}
    for who in await directory.people_of(session, branch_id=branch_id, posts=_MANAGE):
        if confirmed(who).posts & _MANAGE:
            of_branch.setdefault(who.branch_id, []).append(who)
    return Managers(of_branch, await trusted(session, Post.PARTY_STAFF))


async def managers(session: AsyncSession, case: HealthCase) -> list[Who]:
    """The branch's secretary and deputies but the member; where there is none, the party-affairs staff."""
    return (await all_managers(session, case.branch_id)).of(case)


async def proposed(tx: AsyncSession, case: HealthCase, local: datetime) -> int:
    """To those who decide, and to the member."""
    name = await name_of(tx, case.person_id)
    text = Markup("健康指数的规则对<b>{}</b>给出重点关注提示（灰），请了解情况后决定是否列入").format(name)
    pushes = [push("case_proposed", case, who.person_id, text, local) for who in await managers(tx, case)]
    pushes.append(push("case_proposed", case, case.person_id, TO_MEMBER_PROPOSED, local))
    return await outbox.put(tx, local, *pushes)


async def decided(tx: AsyncSession, case: HealthCase, local: datetime, occasion: str) -> None:
    """To the member and the helper."""
    ends = day_text(case.ends_on, local.date()) if case.ends_on else ""
    helper = Markup("请您帮扶<b>{}</b>同志，到{}为止。措施和回访日期请点开看").format(
        await name_of(tx, case.person_id), ends
    )
    await _tell(tx, "case_gray", case, local, occasion, TO_MEMBER_GRAY, helper)


async def declined(tx: AsyncSession, case: HealthCase, local: datetime, occasion: str) -> None:
    text = Markup("对您的重点关注提示，支部决定<b>不列入</b>。理由请点开看")
    await _tell(tx, "case_declined", case, local, occasion, text, None)


async def extended(tx: AsyncSession, case: HealthCase, local: datetime, occasion: str) -> None:
    """To the member and the helper."""
    ends = day_text(case.ends_on, local.date()) if case.ends_on else ""
    member = Markup("对您的重点关注延长到{}。理由请点开看；您可以说明情况，也可以申诉").format(ends)
    helper = Markup("您帮扶的<b>{}</b>同志，期限延长到{}").format(await name_of(tx, case.person_id), ends)
    await _tell(tx, "case_extended", case, local, occasion, member, helper)


async def lifted(tx: AsyncSession, case: HealthCase, local: datetime, occasion: str) -> None:
    """To the member and the helper: it has ended."""
    member = Markup("对您的重点关注已经<b>结束</b>")
    helper = Markup("您对<b>{}</b>同志的帮扶已经结束，谢谢").format(await name_of(tx, case.person_id))
    await _tell(tx, "case_over", case, local, occasion, member, helper)


async def replied(tx: AsyncSession, case: HealthCase, local: datetime, occasion: str) -> None:
    text = Markup("<b>{}</b>同志对重点关注作了说明").format(await name_of(tx, case.person_id))
    to = [who.person_id for who in await managers(tx, case)]
    await _put(tx, "case_reply", case, local, occasion, {person: text for person in to})


async def appealed(tx: AsyncSession, case: HealthCase, appeal: Appeal, local: datetime, occasion: str) -> None:
    """To the inspectors, and to whoever decided: only that there is one. It is answered where it is read, as its opening is on the trail."""
    text = appeal_text(appeal, local)
    inspectors = [who.person_id for who in await trusted(tx, Post.INSPECTOR)]
    to = {person: text for person in inspectors if person not in (case.person_id, case.decided_by)}
    await _put(tx, "case_appeal", case, local, occasion, to)
    if case.decided_by is not None:
        told = Markup("有一项重点关注的决定被提出申诉，由纪检监察人员答复")
        await _put(tx, "case_appeal", case, local, occasion, {case.decided_by: told})


async def answered(tx: AsyncSession, case: HealthCase, local: datetime, occasion: str) -> None:
    """To the member and whoever decided; to the helper when it has ended."""
    text = Markup("您的申诉已有书面答复，请查看")
    await _put(tx, "case_answer", case, local, occasion, {case.person_id: text})
    if case.decided_by is not None:
        told = Markup("纪检监察人员已答复一项重点关注的申诉，请查看")
        await _put(tx, "case_answer", case, local, occasion, {case.decided_by: told})
    if not case.stands.open and case.helper_id is not None:
        helper = Markup("您对<b>{}</b>同志的帮扶已经结束，谢谢").format(await name_of(tx, case.person_id))
        await _put(tx, "case_over", case, local, occasion, {case.helper_id: helper})


def appeal_text(appeal: Appeal, local: datetime) -> Markup:
    """That an appeal waits, and until when."""
    return Markup("有一件重点关注的申诉待您答复，{}前{}").format(
        day_text(appeal.due_on, local.date()), "（节假日未公布，暂算）" if appeal.provisional else ""
    )


async def _tell(  # noqa: PLR0917 - a push's parts
    tx: AsyncSession, kind: str, case: HealthCase, local: datetime, occasion: str, member: Markup, helper: Markup | None
) -> None:
    to = {case.person_id: member}
    if helper is not None and case.helper_id is not None:
        to[case.helper_id] = helper
    await _put(tx, kind, case, local, occasion, to)


async def _put(  # noqa: PLR0917 - a push's parts
    tx: AsyncSession, kind: str, case: HealthCase, local: datetime, occasion: str, to: dict[int, Markup]
) -> None:
    await outbox.put(tx, local, *(push(kind, case, person, text, local, occasion) for person, text in to.items()))
