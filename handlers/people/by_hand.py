"""One person added, changed or moved without a file: each shown by name before it is confirmed, taken back as an import is."""

from dataclasses import dataclass, field

from handlers.kit.forms.choices import Choice, Option
from handlers.kit.forms.form import Draft, Form, draft
from handlers.kit.forms.question import Prompt, Review, Way
from handlers.kit.forms.tables import listed
from handlers.kit.screens.context import Context, Rows
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, lines
from handlers.people import facts_asked as ask_for
from handlers.people.buttons import AskUndoChange, OpenPerson, Planned, Roster, StartAdd, StartChange
from handlers.people.facts_asked import COLUMNS, is_full_member, is_member, told
from handlers.people.pushes import imported
from handlers.people.since import day_line, day_of, is_to_come, since
from handlers.people.telling import sections, stopping
from storage.engine.refusal import Refusal
from storage.mail import outbox
from storage.people import by_hand, directory, planned, roster
from storage.people.access import opens_confidential
from storage.people.directory import Branch
from storage.people.planned import Content
from storage.people.posts import BRANCH_POSTS, Post
from storage.people.register import Stamp
from storage.people.register import Way as Entered
from storage.people.roster_plan import RosterPlan, posts_in

CHANGED = "⚠️ 名册刚才又有变化，请重新核对。"


async def _proposed(context: Context) -> RosterPlan:
    """What was entered so far would do. Raises Refusal."""
    facts = draft(context)
    async with context.read() as session:
        return await by_hand.propose(
            session, facts.get("person"), told(facts), left=facts.get("left", False), apart=facts.get("same") == "no"
        )


@dataclass(frozen=True)
class PlanReview(Review):
    """What it would do, by name, old → new; what cannot be done says why, and has no button that does it."""

    prompt: Prompt = field(default="", init=False)
    label: str = field(default="✅ 确认登记", init=False)

    def words_of_effect(self, context: Context) -> str | None:
        if draft(context)["problem"]:
            return None
        return "✅ 登记，到日生效" if is_to_come(context) else self.label

    async def rows(self, context: Context) -> Rows:
        facts = draft(context)
        try:
            plan = await _proposed(context)
            facts["problem"], facts["shown"] = None, plan.mark
        except Refusal as refusal:
            facts["problem"] = str(refusal)
        return ()

    async def words(self, context: Context) -> Markup:
        facts = draft(context)
        if facts["problem"]:
            return lines(Markup("<b>还不能登记</b>"), Markup("⚠️ {}").format(facts["problem"]))
        plan = await _proposed(context)
        found, _ = listed(sections(plan))
        warned, _ = listed(stopping(plan))
        waits = waiting_posts(plan)
        return lines(
            Markup("<b>请核对</b>（还没有写入）"),
            found,
            warned,
            Markup("\n⏳ 待第二人确认后才能看保密内容：{}").format("、".join(waits)) if waits else None,
            Markup("\n{}").format(day_line(context)),
            Markup("{}").format(CHANGED) if facts.pop("anew", False) else None,
        )


def waiting_posts(plan: RosterPlan) -> list[str]:
    """The posts given by it that a second person has to confirm."""
    given = [
        post
        for each in (*plan.new, *plan.changed)
        for post in posts_in(each.after["职务"])
        if each.returns or "支部" in each.fields or post not in posts_in(each.before.get("职务"))
    ]
    return [post for post in given if opens_confidential(Post(post))]


async def save(context: Context) -> str | None:
    """What was shown, and nothing else."""
    facts, me, now = draft(context), context.me, context.now
    stamp = Stamp(day_of(context), me.person_id, now, Entered.CHAT)
    async with context.write() as tx:
        person, left, apart = facts.get("person"), facts.get("left", False), facts.get("same") == "no"
        plan = await by_hand.propose(tx, person, told(facts), left=left, apart=apart)
        same = plan.mark == facts["shown"]
        if same and is_to_come(context):
            name, what = (
                (plan.new or plan.changed)[0].name,
                "恢复在册" if left else "、".join(plan.changed[0].fields if plan.changed else ["新增"]),
            )
            await planned.plan(tx, (person, name), what, Content(told(facts), apart, returns=left), stamp)
        elif same:
            await roster.change(tx, plan, stamp, slip=facts.get("kind") == "slip")
            await outbox.put(tx, now, *await imported(tx, plan.done, me, context.occasion))
    if not same:
        facts["anew"] = True
        return "review"
    await _told(context, plan)
    return None


async def _told(context: Context, plan: RosterPlan) -> None:
    changed = (plan.new or plan.changed)[0]
    if is_to_come(context):
        text = lines(
            Markup("<b>✅ 已登记</b>，{:%Y-%m-%d} 生效。").format(day_of(context)), Markup("到日办理后会告诉您。")
        )
        await context.show(text, [[Planned(0).labelled("🗓 待生效的变动")], back(Roster(0))])
        return
    async with context.read() as session:
        who = await directory.who_has_number(session, changed.number)
    waits = Markup("职务待第二人确认，已告诉本人和能确认的人。") if plan.done.waiting else None
    open_ = back(OpenPerson(who.person_id)) if who else back(Roster(0))
    text = lines(Markup("<b>✅ 已登记</b>　{} {}").format(changed.number, changed.name), waits)
    await context.show(text, [[AskUndoChange().labelled("↩ 撤销这次登记")], open_])


WHAT = [
    Option("branch", "调到别的支部"),
    Option("group", "党小组"),
    Option("posts", "职务"),
    Option("category", "类别"),
    Option("position", "岗位"),
    Option("phone", "手机号"),
    Option("name", "更正姓名"),
    Option("number", "更换警号"),
    Option("joined", "更正入党日期"),
    Option("full", "更正转正日期"),
]
DATED = ("branch", "group", "posts", "category", "number")
"""Of these it is asked since when; what is corrected is so at once."""


def _of(*words: str) -> ask_for.When:
    return lambda facts: facts.get("what") in words


def _moves_with_posts(facts: Draft) -> bool:
    return facts.get("what") == "branch" and bool(facts.get("bound"))


async def begin_change(context: Context, button: StartChange) -> None:
    async with context.read() as session:
        kept = await by_hand.facts_of(session, button.person)
    held = posts_in(kept["职务"])
    draft(context).update(
        person=button.person,
        person_name=kept["姓名"],
        from_branch=kept["支部"],
        held=held,
        bound=[word for word in held if Post(word) in BRANCH_POSTS],
        had_joined=bool(kept["入党日期"]),
    )


async def begin_add(context: Context, button: StartAdd) -> None:
    if button.branch:
        async with context.read() as session:
            branch = await session.get(Branch, button.branch)
        if branch is not None:
            draft(context)["branch"] = branch.name


async def _whether_known(context: Context) -> None:
    """Somebody new may be somebody known, who has another number now: asked once."""
    facts = draft(context)
    async with context.read() as session:
        try:
            found = await by_hand.known_already(session, told(facts))
        except Refusal:
            # The review says why.
            found = None
        where = await session.get(Branch, found.branch_id) if found else None
    facts.pop("same", None)
    left = "，已离开" if found and found.left_at else ""
    facts["known"] = f"{found.police_no} {found.name}（{where.name if where else ''}{left}）" if found else None


async def _one_more(context: Context, word: str) -> str:
    """What is chosen again is asked again; what was entered for others stays, and is written together with it."""
    for each in (word, "group") if word == "branch" else (word,):
        draft(context).pop(each, None)
    return word


async def _posts_asked(context: Context) -> Markup:
    facts = draft(context)
    if "branch" in facts:
        text = Markup("<b>{}</b>在新支部担任什么职务？原支部的职务自调动之日起免去；没有就直接点下一步。")
    else:
        text = Markup("请勾选<b>{}</b>今后的全部职务；去掉勾选的即免去。")
    return text.format(facts["person_name"])


CHANGE = Form(
    name="person_change",
    title="变更人员信息",
    start=StartChange,
    begin=begin_change,
    questions=[
        Choice("what", "<b>{person_name}</b>：要变更什么？", options=WHAT, check=_one_more),
        ask_for.branch("调到哪个支部？", _of("branch")),
        ask_for.group("编入哪个党小组？", _of("branch", "group")),
        ask_for.posts(_posts_asked, lambda facts: _of("posts")(facts) or _moves_with_posts(facts)),
        ask_for.category("今后的类别？（发展党员各步审批后的类别，请在“发展党员”里确认。）", _of("category")),
        ask_for.joined("入党日期是哪一天？", lambda f: _of("joined")(f) or (is_member(f) and not f.get("had_joined"))),
        ask_for.full("转正日期是哪一天？", lambda f: _of("full")(f) or is_full_member(f)),
        ask_for.position("今后的岗位？", _of("position")),
        ask_for.phone("新的手机号？改后本人会收到通知。", _of("phone")),
        ask_for.name("正确的姓名？", _of("name")),
        ask_for.number("新的警号？原有的绑定和记录都保留。", _of("number")),
        *since("从什么时候起？", _of(*DATED)),
        PlanReview("review", save=save, ways=[Way("改日期", to="when"), Way("再改一项", to="what")]),
    ],
)
ADD = Form(
    name="person_add",
    title="新增人员",
    start=StartAdd,
    begin=begin_add,
    questions=[
        ask_for.number("<b>新增人员</b>\n警号？"),
        ask_for.name("姓名？"),
        ask_for.branch("在哪个支部？"),
        ask_for.group("编入哪个党小组？"),
        ask_for.category("类别？"),
        ask_for.posts("担任什么职务？没有就直接点下一步。"),
        ask_for.phone("手机号？本人可凭它绑定账号；没有也可以用链接绑定。"),
        ask_for.position("岗位？"),
        ask_for.joined("入党日期？", is_member),
        ask_for.full("转正日期？", is_full_member),
        *since("从什么时候起在这里？", then=_whether_known),
        Choice(
            "same",
            "名册里有 {known}，同名，手机号或入党日期也相同。\n<b>是同一人吗？</b>",
            options=[Option("yes", "是同一人，换了警号"), Option("no", "不是，另有其人")],
            columns=1,
            when=lambda facts: bool(facts.get("known")),
        ),
        PlanReview(
            "review",
            save=save,
            ways=[Way(f"改{word}", to=name) for name, word in COLUMNS.items() if name not in ("joined", "full")]
            + [Way("改日期", to="when")],
        ),
    ],
)
