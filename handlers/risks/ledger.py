"""风险防控 in the ledger."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Subject
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup
from handlers.risks.buttons import OpenCheck, Risks, StartCheck
from handlers.risks.sign_buttons import OpenSign
from scoring.cadence import awake
from storage.ledger import Entry
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.people.access import Act
from storage.risks import checks, ledger, signs


async def _urge(tx: AsyncSession, context: Context, entries: Sequence[Entry]) -> int:
    """Each person who has not submitted theirs, once a day; who has waits for somebody else."""
    now = context.now
    running = checks.period(now.date())[1]
    pushes = []
    for entry in entries:
        if entry.person_id is None or entry.note == "待确认":
            continue
        text = Markup("🔔 <b>{}</b>提醒：<b>{}</b>还没有完成").format(context.me.name, entry.what)
        start = StartCheck(0 if entry.on == running else 1).labelled("📝 去填写")
        pushes.append(
            Push(
                "check_urge",
                f"check:{entry.person_id}:{entry.on}",
                str(text),
                person_id=entry.person_id,
                period=now.date().isoformat(),
                keyboard=keyboard([start]),
                not_before=awake(now),
                nudge=True,
            )
        )
    return await outbox.put(tx, now, *pushes)


def _opens(entry: Entry) -> Button:
    return OpenCheck(entry.record) if entry.record else Risks()


CHECKS = Subject("post_checks", "岗位风险排查", ledger.post_checks, _opens, _urge)


async def _urge_signs(tx: AsyncSession, context: Context, entries: Sequence[Entry]) -> int:
    """Who deals with each, once a day; neither about whom nor what."""
    now, pushes = context.now, []
    for entry in entries:
        row = await signs.handled_in(tx, entry.record)
        for who in await signs.responsible(tx, row) if row else []:
            if who.person_id == context.me.person_id:
                continue
            text = Markup("🔔 <b>{}</b>提醒：第 {} 号苗头提示还没有处理").format(context.me.name, entry.record)
            pushes.append(
                Push(
                    "sign_urge",
                    f"sign:{entry.record}",
                    str(text),
                    person_id=who.person_id,
                    period=now.date().isoformat(),
                    keyboard=keyboard([OpenSign(entry.record).labelled("🔒 打开")]),
                    not_before=awake(now),
                    nudge=True,
                )
            )
    return await outbox.put(tx, now, *pushes)


SIGNS = Subject(
    "signs", "苗头处置", ledger.handling, lambda entry: OpenSign(entry.record), _urge_signs, act=Act.SEE_SIGNS
)
