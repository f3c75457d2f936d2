"""What is told of somebody who has come to another branch: to both secretaries and to the person."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.pushing import keyboard, nudge
from handlers.kit.screens.text import Markup
from handlers.transfers.buttons import OpenTransfer
from storage import transfers
from storage.mail.outbox import Push
from storage.people import directory
from storage.transfers import Following, Transfer

LEFT = Markup("🔁 <b>{}</b>已调到{}（{}）。{}")
CAME = Markup("🔁 <b>{}</b>从{}调入（{}）。{}")
OWN = Markup("🔁 您已调入<b>{}</b>（{}）。任务、学时、考试等本人的记录不变{}。")
HANDED = Markup("🔁 {}已移交<b>{}</b>的事项，请接收。")
ACCEPTED = Markup("🔁 {}已接收<b>{}</b>的事项。")


def kept(following: Following) -> str:
    """What there is to hand over, in words that anybody may read; what is confidential has no name here."""
    words = [
        "发展党员档案" if following.case else "",
        f"未完成的任务 {following.tasks} 项" if following.tasks else "",
        "其他须交接的事项" if following.signs or following.care else "",
    ]
    return "、".join(filter(None, words))


def since(row: Transfer) -> str:
    return f"{row.on:%Y-%m-%d} 起" if row.on else "日期不详"


async def moved(session: AsyncSession, row: Transfer, local: datetime) -> list[Push]:
    """That it has happened."""
    names = await directory.branch_names(session)
    heads = await directory.heads(session)
    name = await directory.name_of(session, row.person_id)
    following = await transfers.following(session, row.person_id)
    what, days = kept(following), since(row)
    asked = Markup("请移交：{}。").format(what) if what else Markup("没有须移交的事项。")
    coming = Markup("待原支部移交：{}。").format(what) if what else Markup("没有须接收的事项。")
    texts = {
        heads.get(row.from_branch): LEFT.format(name, names[row.to_branch], days, asked),
        heads.get(row.to_branch): CAME.format(name, names[row.from_branch], days, coming),
        # Nobody is told of their own what is kept from them.
        row.person_id: OWN.format(names[row.to_branch], days, "，发展党员档案由两个支部交接" if following.case else ""),
    }
    return [_push(row, "transfer_moved", person, text, local) for person, text in texts.items() if person]


async def handed(session: AsyncSession, row: Transfer, name: str, local: datetime) -> list[Push]:
    """To the new branch: it can be accepted."""
    names, heads = await _known(session)
    to = heads.get(row.to_branch)
    text = HANDED.format(names[row.from_branch], name)
    return [_push(row, "transfer_handed", to, text, local)] if to and to != row.person_id else []


async def accepted(session: AsyncSession, row: Transfer, name: str, local: datetime) -> list[Push]:
    """To the old branch: it is done."""
    names, heads = await _known(session)
    to = heads.get(row.from_branch)
    text = ACCEPTED.format(names[row.to_branch], name)
    return [_push(row, "transfer_accepted", to, text, local)] if to else []


async def _known(session: AsyncSession) -> tuple[Mapping[int, str], Mapping[int, int]]:
    return await directory.branch_names(session), await directory.heads(session)


def _push(row: Transfer, kind: str, person: int, text: Markup, local: datetime) -> Push:
    rows = [] if person == row.person_id else [[OpenTransfer(row.id or 0).labelled("🔁 去办理")]]
    return nudge(kind, f"transfer:{row.id}", str(text), local, person_id=person, keyboard=keyboard(*rows))
