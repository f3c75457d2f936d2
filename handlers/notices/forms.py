"""Publishing a notice: to whom, with text, pictures or files, and when; shown with its receivers by name, confirmed, and sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from telegram import InlineKeyboardButton

from handlers.kit.forms.choices import Choice, Option, Several, Turn, turned
from handlers.kit.forms.dates import Moment
from handlers.kit.forms.form import Answer, Chosen, Draft, Form, Next, draft, scratch
from handlers.kit.forms.pieces import Pieces
from handlers.kit.forms.question import Asked, Prompt, Review, Way
from handlers.kit.screens.context import Context, Rows
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.text import Markup, lines, when_text
from handlers.notices import pushes
from handlers.notices.buttons import Notices, OpenNotice, Readers, StartNotice
from scoring.cadence import by_day
from storage.notices import publishing
from storage.notices.audience import Audience, in_words, offered, receivers
from storage.notices.rows import By
from storage.people import directory
from storage.people.access import Place, may, reach
from storage.people.directory import Who
from storage.people.rights import Act, Reach

LONGEST, MOST_FILES = 3000, 10
NAMES_A_PAGE = 60
OPENS = time(8)
WORDS = {By.BRANCHES: "🏢 选支部", By.GROUPS: "👥 选党小组", By.POSTS: "🎖 按职务", By.CATEGORIES: "🏷 按类别"}


async def audiences(context: Context) -> list[Option]:
    """The bureau, one's branch, its groups, as far as one may publish there, and what they can be chosen by: branch, group, by."""
    me = context.me
    async with context.read() as session:
        groups = await directory.groups_of(session, me.branch_id)
    found: list[Option] = []
    if reach(me, Act.PUBLISH_NOTICE) is Reach.BUREAU:
        found.append(Option([None, None, By.ALL.value], "🏢 全局"))
        found += [
            Option([None, None, by.value], f"{WORDS[by]}（全局）") for by in (By.BRANCHES, By.POSTS, By.CATEGORIES)
        ]
    whole = may(me, Act.PUBLISH_NOTICE, Place(branch_id=me.branch_id))
    if whole:
        found.append(Option([me.branch_id, None, By.ALL.value], f"👥 {me.branch}"))
    found += [
        Option([me.branch_id, group.id, By.ALL.value], f"👥 {group.name}")
        for group in groups
        if may(me, Act.PUBLISH_NOTICE, Place(branch_id=me.branch_id, group_id=group.id))
    ]
    if whole:
        several = [By.GROUPS] if len(groups) > 2 else []
        found += [
            Option([me.branch_id, None, by.value], f"{WORDS[by]}（本支部）")
            for by in (*several, By.POSTS, By.CATEGORIES)
        ]
    return found


async def ask_audience(context: Context) -> Markup:
    some = await audiences(context)
    text = "发给谁？" if some else "名册里没有您可以发布的范围，请党务干部核对您的党小组。"
    return Markup("<b>📣 发布通知</b>\n{}").format(text)


async def anew(context: Context, to: Any) -> Any:
    """Another place has others to choose from."""
    draft(context).pop("chosen", None)
    return to


async def to_choose(context: Context) -> list[Option]:
    branch, _, by = draft(context)["to"]
    async with context.read() as session:
        return [Option(value, label) for value, label in await offered(session, branch, By(by))]


async def somebody(context: Context, chosen: Any) -> Any:
    """Raises Refusal where nobody is meant."""
    async with context.read() as session:
        await publishing.for_somebody(session, _audience(draft(context) | {"chosen": chosen}), context.me)
    return chosen


def _audience(facts: Draft) -> Audience:
    branch, group, by = facts["to"]
    return Audience(branch, group, By(by), tuple(facts.get("chosen", ())))


async def _meant(context: Context) -> tuple[str, list[Who]]:
    """For whom it is, in words and by name."""
    audience = _audience(draft(context))
    async with context.read() as session:
        return await in_words(session, audience), await receivers(session, audience, context.me.person_id)


async def ask_content(context: Context) -> Markup:
    where, _ = await _meant(context)
    return Markup("<b>📣 发给：{}</b>\n请发送文字、图片或文件，可以分几次发，发完点“下一步”。").format(where)


def _moment(context: Context) -> datetime | None:
    """When it goes out; None at once. By night it waits for the morning, unless it is urgent."""
    facts = draft(context)
    wanted = datetime.fromisoformat(facts["at"]) if facts.get("at") else context.now
    due = wanted if facts.get("urgent") else by_day(wanted)
    return due if due > context.now else None


def _waits_by_night(context: Context) -> bool:
    facts = draft(context)
    wanted = datetime.fromisoformat(facts["at"]) if facts.get("at") else context.now
    return by_day(wanted) != wanted


async def review(context: Context) -> Markup:
    """Everything once more, with how many will get it, and when."""
    content, at = draft(context)["content"], _moment(context)
    where, to = await _meant(context)
    night = _waits_by_night(context)
    when = when_text(at, context.now) if at else "确认后马上"
    if night:
        when += "（紧急，夜间也响铃）" if draft(context).get("urgent") else "（22:00 到 7:00 不打扰）"
    return lines(
        Markup("<b>请核对通知</b>"),
        Markup("发给：{}（{} 人）").format(where, len(to)),
        Markup("发送：{}").format(when),
        Markup("附件 {} 个。").format(len(content["files"])) if content["files"] else None,
        Markup("\n{}").format(content["text"]) if content["text"] else None,
    )


class Sending(Review):
    """By night there is one way more."""

    def ways_shown(self, context: Context) -> list[list[InlineKeyboardButton]]:
        draft(context)["night"] = _waits_by_night(context)
        return super().ways_shown(context)


@dataclass(frozen=True)
class Named(Asked):
    """The receivers by name, in pages, before it is sent."""

    prompt: Prompt = field(default="", init=False)

    async def _shown(self, context: Context) -> tuple[str, int, Sequence[Who], Rows]:
        where, to = await _meant(context)
        shown, turning = paged(to, scratch(context).get("page", 0), Turn, NAMES_A_PAGE)
        return where, len(to), shown, turning

    async def words(self, context: Context) -> Markup:
        where, number, shown, _ = await self._shown(context)
        of_branch: dict[str, list[str]] = {}
        for who in shown:
            of_branch.setdefault(who.branch, []).append(who.name if who.telegram_id else f"{who.name}（未绑定）")
        return lines(
            Markup("<b>📣 将收到通知的 {} 人</b>　{}").format(number, where),
            *(Markup("<b>{}</b>　{}").format(branch, "、".join(people)) for branch, people in of_branch.items()),
        )

    async def rows(self, context: Context) -> Rows:
        return (await self._shown(context))[3]

    def answers(self) -> Sequence[Answer]:
        return (Chosen(Turn, turned),)


async def toggle_urgent(context: Context) -> Next:
    draft(context)["urgent"] = not draft(context).get("urgent")
    return "confirm"


def _urgent_label(facts: Draft) -> str | None:
    if not facts.get("night"):
        return None
    return "🌙 不紧急，等到早上" if facts.get("urgent") else "🚨 紧急，夜间也发"


def moments(context: Context) -> Sequence[Option]:
    tomorrow = datetime.combine(context.now.date() + timedelta(days=1), OPENS, context.now.tzinfo)
    return [Option(None, "确认后马上"), Option(tomorrow.isoformat(), f"🌅 明早 {OPENS:%H:%M}")]


def never(_facts: Draft) -> bool:
    """It is only led to."""
    return False


async def publish(context: Context) -> None:
    facts, at = draft(context), _moment(context)
    content, urgent = facts["content"], bool(facts.get("urgent")) and _waits_by_night(context)
    async with context.write() as tx:
        notice, to = await publishing.publish(
            tx,
            context.me,
            _audience(facts),
            text=content["text"],
            files=[(kind, file) for kind, file in content["files"]],
            now=context.now,
            at=at,
            urgent=urgent,
        )
        if at is None:
            await pushes.published(tx, notice, to, context.now, urgent=urgent)
    if at is not None:
        text = Markup(
            "<b>🕘 已安排</b>\n{} 发出，现在算来是 {} 人；到时以当时的名册为准。此前可以撤回，也可以提前发。"
        ).format(when_text(at, context.now), len(to))
        await context.show(text, [[OpenNotice(notice.key).labelled("查看、撤回或现在发")], back(Notices(0))])
        return
    text = Markup("<b>✅ 已发布</b>\n正在发给 {} 人，谁看了、谁没看，可以随时查。").format(len(to))
    await context.show(text, [[Readers(notice.key, 0).labelled("👀 阅读情况")], back(Notices(0))])


PUBLISHING = Form(
    name="notice",
    title="发布通知",
    start=StartNotice,
    questions=[
        Choice("to", ask_audience, options=audiences, columns=1, check=anew),
        Several(
            "chosen",
            "<b>📣 发给哪些？</b>点选，可以多选。",
            unit="项",
            options=to_choose,
            columns=2,
            too_few="请至少选一项。",
            check=somebody,
            when=lambda facts: facts["to"][2] != By.ALL.value,
        ),
        Pieces("content", ask_content, "通知", LONGEST, MOST_FILES),
        Sending(
            "confirm",
            review,
            "✅ 确认发布",
            publish,
            ways=[
                Way("‹ 改内容", to="content"),
                Way("‹ 改范围", to="to"),
                Way("👥 看名单", to="named"),
                Way("🕘 定时发送", to="at"),
                Way(_urgent_label, does=toggle_urgent),
            ],
        ),
        Named("named", ways=[Way("‹ 返回核对", to="confirm")], when=never),
        Moment(
            "at",
            "<b>🕘 什么时候发？</b>",
            options=moments,
            hour_asked="几点发？",
            ways=[Way("‹ 返回核对", to="confirm")],
            when=never,
        ),
    ],
)
