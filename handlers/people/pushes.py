"""What is told when somebody decides about posts and accounts: those concerned, the inspectors, and those who confirm it.

A phone number is in none of these texts, and neither is anything confidential.
"""

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.buttons import Button
from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import OPERATOR, Markup, lines, names
from storage.mail.outbox import Push
from storage.people import accounts, directory
from storage.people.access import opens_confidential
from storage.people.accounts import Decided
from storage.people.confirming import trusted
from storage.people.directory import Who
from storage.people.posts import Post
from storage.people.rights import Act
from storage.people.roster_plan import Done

WAITS = Markup(
    "⏳ 您的职务（{}）由{}登记，待第二人确认：确认前看不到谈话、苗头、审计等保密内容，也不能办理名册和账号，其他功能照常。"
    "如与实际不符，请告诉纪检监察人员。"
)
ENDED = Markup("名册更新后，您不再担任：{}（由{}登记）。如与实际不符，请告诉纪检监察人员或另一位党务干部。")
PHONE = Markup("名册里您的手机号被改过（由{}登记）。如果不是您要求的，请立即告诉纪检监察人员或另一位党务干部。")
NAME = Markup("名册里您的姓名由“{}”改成了“{}”（由{}登记）。如与实际不符，请告诉纪检监察人员或另一位党务干部。")
TO_CONFIRM = Markup("⏳ 有职务待第二人确认：{}。请核实后确认或不同意。")
NUMBER = Markup("名册里您的警号由“{}”改成了“{}”（由{}登记），绑定和记录不变。如与实际不符，请告诉党务干部。")
REPORT = Markup("📥 {}更新了名册：")
ACCOUNT = Markup("👤 {}为<b>{}</b>（{}）办理了账号：{}。如有疑问，请向本人核实。")
REBOUND = Markup(
    "👤 <b>{}</b>（{}）由党务干部办理后重新绑定了账号，其职务（{}）待第二人确认。请向本人当面核实后再确认。"
)


class ConfirmPosts(Button, prefix="posts_wait", act=Act.CONFIRM_POST):
    """The posts that wait for a second person."""

    page: int


async def imported(session: AsyncSession, done: Done, by: Who | None, period: str) -> list[Push]:
    """After a roster file was taken over, or the last one taken back."""
    author = by.name if by else OPERATOR
    concerned = {*done.waiting, *done.ended, *done.phones, *done.names, *done.numbers}
    known = {who.person_id: who for who in await directory.people_of(session, ids=concerned)} if concerned else {}
    parts = (
        ("待确认的职务", [f"{known[each].name}（{'、'.join(posts)}）" for each, posts in done.waiting.items()]),
        ("不再担任", [f"{known[each].name}（{'、'.join(posts)}）" for each, posts in done.ended.items()]),
        ("改了手机号", [known[each].name for each in done.phones]),
        ("改了姓名", [f"{was} → {known[each].name}（{known[each].police_no}）" for each, was in done.names.items()]),
        ("换了警号", [f"{known[each].name}（{was} → {known[each].police_no}）" for each, was in done.numbers.items()]),
    )
    told = [Markup("{}：{}").format(word, names(each, 20)) for word, each in parts if each]
    report = str(lines(REPORT.format(author), *told))
    own = by.person_id if by else None
    pushes = [Push("roster_told", "roster", report, person_id=each, period=period) for each in done.watching if told]
    for each, posts in done.waiting.items():
        pushes.append(_to("post_waits", each, WAITS.format("、".join(posts), author), period))
    for each, posts in done.ended.items():
        pushes.append(_to("post_ended", each, ENDED.format("、".join(posts), author), period))
    pushes += [_to("phone_changed", each, PHONE.format(author), period) for each in done.phones]
    pushes += [
        _to("name_changed", each, NAME.format(was, known[each].name, author), period)
        for each, was in done.names.items()
    ]
    pushes += [
        _to("number_changed", each, NUMBER.format(was, known[each].police_no, author), period)
        for each, was in done.numbers.items()
    ]
    if done.waiting:
        asked = TO_CONFIRM.format(names(parts[0][1], 20))
        pushes += await _to_confirm(session, "posts", asked, period, but={own})
    return pushes


async def _to_confirm(
    session: AsyncSession, subject: str, text: Markup, period: str, but: set[int | None]
) -> list[Push]:
    """To whoever may be the second one."""
    who = [*await trusted(session, Post.PARTY_STAFF), *await trusted(session, Post.INSPECTOR)]
    row = keyboard([ConfirmPosts(0).labelled("去确认")])
    return [
        Push("post_to_confirm", subject, str(text), person_id=each, period=period, keyboard=row)
        for each in sorted({each.person_id for each in who} - but)
    ]


async def account_decided(session: AsyncSession, who: Who, what: Decided, by: Who, period: str) -> list[Push]:
    """The inspectors are told at once when an officer has decided about an account that opens much."""
    posts = [post.value for post in who.posts if opens_confidential(post)]
    if not posts:
        return []
    text = str(ACCOUNT.format(by.name, who.name, "、".join(sorted(posts)), what.value))
    to = {each.person_id for each in await trusted(session, Post.INSPECTOR)} - {by.person_id}
    return [
        Push("account_decided", f"person:{who.person_id}", text, person_id=each, period=period) for each in sorted(to)
    ]


async def bound_anew(session: AsyncSession, who: Who, period: str) -> list[Push]:
    """Somebody has bound an account that an officer had decided about, and their posts wait."""
    posts = "、".join(sorted(post.value for post in who.waiting))
    giver = await accounts.last_decider(session, who.person_id)
    by = await directory.who_has_id(session, giver) if giver else None
    asked = REBOUND.format(who.name, who.branch, posts)
    return [
        _to("post_waits", who.person_id, WAITS.format(posts, by.name if by else OPERATOR), period),
        *await _to_confirm(session, f"person:{who.person_id}", asked, period, but={who.person_id, giver}),
    ]


def _to(kind: str, person_id: int, text: Markup, period: str) -> Push:
    return Push(kind, f"person:{person_id}", str(text), person_id=person_id, period=period)
