"""The second person's decision on a post that opens what is confidential."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME, paged
from handlers.kit.screens.text import OPERATOR, Markup, lines, when_text
from handlers.people.parting import part_with
from handlers.people.pushes import ConfirmPosts
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.people import accounts, confirming, directory
from storage.people.confirming import Waiting
from storage.people.directory import Who
from storage.people.rights import Act

CONFIRMED = Markup("✅ {}已确认您的职务（{}），相应的功能现在可以使用。")
REFUSED = Markup("{}没有同意您的职务（{}）。如有疑问，请联系党务干部。")
TO_GIVER = Markup("{}{}了<b>{}</b>的职务（{}）。")
TAKEN_OFF = "您的账号绑定经核实已解除。如有疑问，请联系党务干部。"


class AnswerPosts(Button, prefix="posts_yes", act=Act.CONFIRM_POST):
    """Confirm (1) somebody's posts, or not (0)."""

    person: int
    agreed: int


async def listing(context: Context, button: ConfirmPosts) -> None:
    """Those whose posts wait, who gave them, and who lately decided about their account."""
    async with context.read() as session:
        found = await confirming.waiting(session)
        mine = {each.who.person_id for each in await confirming.for_me(session, context.me, context.now)}
        shown, turning = paged(found, button.page, ConfirmPosts, size=5)
        told = [await _told(session, each, context.now) for each in shown]
    rows = [
        [
            AnswerPosts(each.who.person_id, 1).labelled(f"✅ 确认 {each.who.name}"),
            AnswerPosts(each.who.person_id, 0).labelled(f"✖ 不同意 {each.who.name}"),
        ]
        for each in shown
        if each.who.person_id in mine
    ]
    heading = Markup("<b>待确认的职务（{} 人）</b>").format(len(found)) if found else Markup("没有待确认的职务。")
    why = (
        Markup("请向本人或组织核实后再确认。自己登记的、自己办理过账号的和自己的职务，由别人确认。") if found else None
    )
    await context.show(lines(heading, why, *told), [*rows, *turning, HOME])


async def _told(session: AsyncSession, each: Waiting, now: datetime) -> Markup:
    async def named(person: int | None) -> str:
        who = await directory.who_has_id(session, person) if person else None
        return who.name if who else OPERATOR

    hands = sorted(await accounts.deciders(session, each.who.person_id, now))
    return lines(
        Markup("\n<b>{}</b>　{}　{}").format(each.who.name, each.who.police_no, each.who.branch),
        Markup("职务：{}").format("、".join(each.posts)),
        Markup("{}由{}{}").format(
            when_text(each.since, now),
            await named(each.given_by),
            "办理账号后重新绑定；不同意即解除绑定，职务保留" if each.for_account else "登记；不同意即不再担任",
        ),
        Markup("账号由{}办理过。").format("、".join([await named(hand) for hand in hands])) if hands else None,
    )


async def answer(context: Context, button: AnswerPosts) -> None:
    """One word; the list again."""
    agreed = button.agreed == 1
    async with context.write() as tx:
        who = await directory.who_has_id(tx, button.person)
        outcome = await confirming.answer(tx, context.me, button.person, context.now, agreed=agreed)
        if who is not None:
            pushes = answered(who, outcome, context.me.name, context.occasion, agreed=agreed)
            await outbox.put(tx, context.now, *pushes)
    await context.toast("已确认" if agreed else "已记为不同意")
    await listing(context, ConfirmPosts(0))
    if outcome.account is not None:
        await part_with(context, outcome.account, TAKEN_OFF)


def answered(who: Who, outcome: confirming.Answered, by: str, period: str, *, agreed: bool) -> list[Push]:
    """To the holder of the posts, and to whoever gave them."""
    posts, subject = "、".join(outcome.posts), f"person:{who.person_id}"
    mine = (CONFIRMED if agreed else REFUSED).format(by, posts)
    pushes = [Push("post_answered", subject, str(mine), person_id=who.person_id, period=period)]
    if outcome.given_by is not None and outcome.given_by != who.person_id:
        word = TO_GIVER.format(by, "确认" if agreed else "不同意", who.name, posts)
        pushes.append(Push("post_answered", subject, str(word), person_id=outcome.given_by, period=period))
    return pushes
