"""What did not go through, for the party-affairs staff: those whom Telegram refuses, those without an account, and what failed."""

from datetime import date

from handlers.kit.engine import set_aside
from handlers.kit.engine.access_check import pressed
from handlers.kit.engine.inbox import Inbox
from handlers.kit.engine.polling import MOST_DIGITS
from handlers.kit.feature import Feature, Module
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME, paged
from handlers.kit.screens.records import word_of
from handlers.kit.screens.text import Markup, day_text, lines, when_text
from storage.engine import sweeps
from storage.mail import inbox, unsent
from storage.mail.inbox import SetAside
from storage.mail.unsent import Stuck
from storage.people.rights import Act

SHOWN = 12
MANAGED = 6
PLACES = {
    "stored": "存下的内容读不出",
    "text": "文字有误",
    "buttons": "按钮有误",
    "files": "附件有误",
    "recipient": "名册里已没有这个人",
    "sending": "发送时出错",
    "answer": "已发出，但没能记下",
    "claimed": "几次都没发完机器人就停了，可能已送达",
}
"""Where a push failed, when it was not Telegram that refused it."""


class Unsent(Button, prefix="unsent", act=Act.SEE_UNSENT):
    page: int


class Retry(Button, prefix="unsent_again", act=Act.SEE_UNSENT):
    """Try what failed once more."""


class Drop(Button, prefix="unsent_drop", act=Act.SEE_UNSENT):
    """Let go of what failed."""


class RunAgain(Button, prefix="aside_again", act=Act.SEE_UNSENT):
    """Run an update once more that was set aside."""

    number: str


class LetGo(Button, prefix="aside_drop", act=Act.SEE_UNSENT):
    """No longer try it; its sender is told."""

    number: str


async def show(context: Context, button: Unsent) -> None:
    """Those who cannot be reached, and what failed."""
    async with context.read() as session:
        people = await unsent.stuck(session)
        failed = await unsent.failed(session)
        failing = await sweeps.failing(session)
        undone = await inbox.all_set_aside(session)
    today = context.now.date()
    shown, turning = paged(people, button.page, Unsent, SHOWN)
    text = lines(
        Markup("<b>📮 未送达的消息</b>"),
        None if people or failed or failing or undone else Markup("所有消息都送到了，没有人在等。"),
        Markup("收不到消息的 {} 人：").format(len(people)) if people else None,
        *[_person(each, context) for each in shown],
        Markup("本人绑定账号或重新打开机器人后，会自动补发。") if people else None,
        Markup("\n发送失败的 {} 条：").format(len(failed)) if failed else None,
        *[
            Markup("• {} {}　{}（{}）").format(
                day_text(each.created_at.astimezone(context.now.tzinfo).date(), today),
                each.name,
                word_of(each.subject, "消息"),
                _why(each.problem),
            )
            for each in failed[:SHOWN]
        ],
        Markup("\n没有处理成功的操作 {} 个（本人已收到编号）：").format(len(undone)) if undone else None,
        *[_undone(each, today) for each in undone[:SHOWN]],
        Markup("\n⚠️ 有 {} 项自动工作出错，该做的没有做，请把括号里的内容告诉系统管理员：").format(len(failing))
        if failing
        else None,
        *[
            Markup("• {}（{}，{}起）").format(each.name, each.problem, when_text(each.since, context.now))
            for each in failing
        ],
    )
    manage = [[Retry().labelled("🔄 全部重发"), Drop().labelled("不再发送")]] if failed else []
    manage += [
        [
            RunAgain(str(each.number)).labelled(f"🔄 {each.number} 再试一次"),
            LetGo(str(each.number)).labelled("不再处理"),
        ]
        for each in [each for each in undone if each.runs][:MANAGED]
    ]
    manage += [[LetGo(str(each.number)).labelled(f"清除 {each.number}")] for each in undone if not each.runs][:MANAGED]
    await context.show(text, [*turning, *manage, HOME])


def _undone(each: SetAside, today: date) -> Markup:
    after = "" if each.runs else "，已不能再试，请本人重做"
    return Markup("• {} {}（{}）　编号 {}{}").format(
        day_text(each.day, today), each.sort, each.reason, each.number, after
    )


def _number(text: str) -> int:
    """An update's number is longer than any number of ours; a forged one is nobody's."""
    return int(text[:MOST_DIGITS]) if text.isascii() and text.isdigit() else -1


def _person(each: Stuck, context: Context) -> Markup:
    since = each.person.unreachable_since
    why = f"{since.astimezone(context.now.tzinfo):%m-%d}起无法送达" if since else "未绑定"
    return Markup("• {}（{}）　{}，{} 条在等").format(each.person.name, each.branch, why, each.waiting)


def _why(problem: str) -> str:
    """`Forbidden`, `buttons: TypeError`: where, in words, with the kind of failure for whoever looks into it."""
    place, _, kind = problem.rpartition(": ")
    return f"{PLACES[place]}：{kind}" if place in PLACES else f"Telegram 未接受：{problem}"


async def retry(context: Context, _button: Retry) -> None:
    """Once more."""
    async with context.write() as tx:
        await unsent.retry_failed(tx, context.now)
    await context.toast("正在重发")
    await show(context, Unsent(0))


async def drop(context: Context, _button: Drop) -> None:
    async with context.write() as tx:
        await set_aside.drop_pushes(tx, context.now)
    await context.toast("已清除，并告诉了本人")
    await show(context, Unsent(0))


async def run_again(context: Context, button: RunAgain) -> None:
    """As if its sender had done it just now."""
    async with context.write() as tx:
        found = await inbox.run_again(tx, _number(button.number))
    if isinstance(queue := context.update_queue, Inbox):
        await queue.look(context.bot)
    await context.toast("正在重新处理，结果会发给本人" if found else "已经处理过了")
    await show(context, Unsent(0))


async def let_go(context: Context, button: LetGo) -> None:
    async with context.write() as tx:
        found = await set_aside.let_go(tx, _number(button.number), context.now)
    await context.toast("已清除，并告诉了本人" if found else "已经处理过了")
    await show(context, Unsent(0))


FEATURE = Feature(
    handlers=[
        pressed(Unsent, show),
        pressed(Retry, retry),
        pressed(Drop, drop),
        pressed(RunAgain, run_again),
        pressed(LetGo, let_go),
    ],
    modules=[Module("📮 未送达消息", Unsent(0))],
)
