"""Those of a branch who have not bound an account yet, and the way by which each can."""

from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.joins import OnList, PeopleList
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import narrowing
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.text import Markup, lines
from handlers.people.buttons import OpenBranch, OpenPerson, Unbound
from handlers.people.screens import branch
from storage.engine.refusal import Refusal
from storage.people import directory
from storage.people.access import Place, may
from storage.people.directory import Who
from storage.people.rights import Act

BY_PHONE = Markup("📱 可用手机号：请本人在 Telegram 搜 @{}，发送 /start，再点“分享本人手机号”。")
BY_LINK = Markup("🔗 名册里没有手机号：{}。")


async def unbound(context: Context, button: Unbound) -> None:
    if not may(context.me, Act.SEE_ROSTER, Place(branch_id=button.branch)):
        raise Refusal(NOT_ALLOWED)
    async with context.read() as session:
        everybody = await directory.people_of(session, branch_id=button.branch)
        phones = await directory.with_phones(session, button.branch)
    found = [who for who in everybody if who.telegram_id is None]
    if not found:
        return await branch(context, OpenBranch(button.branch, 0))
    shown, turning = paged(found, button.page, lambda page: Unbound(button.branch, page))
    rows = [[OpenPerson(who.person_id).labelled(_entry(who, phones))] for who in shown]
    links = "点姓名，再点“生成绑定链接”" if may(context.me, Act.MANAGE_BINDINGS) else "请党务干部发给绑定链接或绑定卡"
    numbers = {who.person_id for who in found}
    text = lines(
        Markup("<b>{}</b>").format(found[0].branch),
        Markup("{} 人还没有绑定账号，收不到通知，也不能签到。").format(len(found)),
        BY_PHONE.format(context.bot.username) if numbers & phones else None,
        BY_LINK.format(links) if numbers - phones else None,
    )
    await context.show(text, [*rows, *turning, *narrowing(button, len(found)), back(OpenBranch(button.branch, 0))])


async def _of_branch(context: Context, button: Unbound) -> list[OnList]:
    if not may(context.me, Act.SEE_ROSTER, Place(branch_id=button.branch)):
        raise Refusal(NOT_ALLOWED)
    async with context.read() as session:
        everybody = await directory.people_of(session, branch_id=button.branch)
        phones = await directory.with_phones(session, button.branch)
    return [
        OnList(who.name, who.police_no, _entry(who, phones), OpenPerson(who.person_id))
        for who in everybody
        if who.telegram_id is None
    ]


PEOPLE = PeopleList(Unbound, _of_branch)


def _entry(who: Who, phones: set[int]) -> str:
    return f"{'📱' if who.person_id in phones else '🔗'} {who.name}  {who.police_no}"
