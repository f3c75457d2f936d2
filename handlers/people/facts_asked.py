"""The questions about a person's facts, as the forms for one person ask them; what was answered, as columns of the roster."""

from collections.abc import Callable, Sequence

from handlers.kit.forms.choices import Choice, Option, Several, each
from handlers.kit.forms.dates import Day
from handlers.kit.forms.form import Draft, always, draft
from handlers.kit.forms.question import Prompt, Way
from handlers.kit.forms.words import Line
from handlers.kit.screens.context import Context
from storage.engine.refusal import Refusal
from storage.people import directory
from storage.people.phones import mobile
from storage.people.posts import BRANCH_POSTS, MEMBERS, Category, Post
from storage.people.roster_cells import police_number
from storage.people.roster_plan import posts_fact
from storage.sheets.cells import BadCell

NONE = ""
COLUMNS = {
    "number": "警号", "name": "姓名", "branch": "支部", "group": "党小组", "category": "类别", "posts": "职务",
    "phone": "手机号", "position": "岗位", "joined": "入党日期", "full": "转正日期",
}  # fmt: skip
"""Question → the column that it answers."""


def told(facts: Draft) -> dict[str, str | None]:
    """What was answered so far."""
    found = {word: facts[name] or None for name, word in COLUMNS.items() if name in facts}
    if "posts" in facts:
        found["职务"] = posts_fact(facts["posts"])
    return found


def _number(text: str) -> str:
    try:
        return police_number(text)
    except BadCell as error:
        raise Refusal(f"{error}。") from error


def _phone(text: str) -> str:
    number = mobile(text)
    if number is None:
        raise Refusal(f"“{text}”不是 11 位手机号，请只发一个手机号。")
    return number


When = Callable[[Draft], bool]


def number(prompt: str, when: When = always) -> Line:
    return Line("number", prompt, "警号", 20, read=_number, when=when)


def name(prompt: str, when: When = always) -> Line:
    return Line("name", prompt, "姓名", 20, when=when)


def phone(prompt: str, when: When = always) -> Line:
    return Line("phone", prompt, "手机号", 30, read=_phone, ways=[Way("没有手机号", value=NONE)], when=when)


def position(prompt: str, when: When = always) -> Line:
    return Line("position", prompt, "岗位", 40, ways=[Way("不填", value=NONE)], when=when)


async def branches(context: Context) -> Sequence[Option]:
    """Every branch but the one in which the person is."""
    async with context.read() as session:
        found = await directory.branches(session)
    return each(*(branch.name for branch in found if branch.name != draft(context).get("from_branch")))


async def groups(context: Context) -> Sequence[Option]:
    """Those of the branch that was chosen, or in which the person is."""
    facts = draft(context)
    wanted = facts.get("branch") or facts.get("from_branch") or ""
    async with context.read() as session:
        ids = {branch.name: branch.id for branch in await directory.branches(session)}
        found = await directory.groups_of(session, ids.get(wanted) or 0)
    return [*each(*(group.name for group in found)), Option(NONE, "不编入党小组")]


def branch(prompt: str, when: When = always) -> Choice:
    return Choice("branch", prompt, options=branches, columns=1, when=when)


def group(prompt: str, when: When = always) -> Choice:
    return Choice("group", prompt, options=groups, when=when)


def category(prompt: str, when: When = always) -> Choice:
    return Choice("category", prompt, options=each(*(word.value for word in Category)), when=when)


async def _held(context: Context) -> Sequence[str]:
    """Of somebody who goes to another branch, what is not a branch's."""
    facts = draft(context)
    held: Sequence[str] = facts.get("held", [])
    return [word for word in held if Post(word) not in BRANCH_POSTS] if "branch" in facts else held


def posts(prompt: Prompt, when: When = always) -> Several:
    every = each(*(post.value for post in Post))
    return Several("posts", prompt, options=every, unit="个职务", columns=2, proposed=_held, when=when)


def joined(prompt: str, when: When = always) -> Day:
    return Day("joined", prompt, past=True, ways=[Way("不填", value=NONE)], when=when)


def full(prompt: str, when: When = always) -> Day:
    return Day("full", prompt, past=True, ways=[Way("不填", value=NONE)], when=when)


def is_member(facts: Draft) -> bool:
    return facts.get("category") in {each.value for each in MEMBERS}


def is_full_member(facts: Draft) -> bool:
    return bool(facts.get("category") == Category.FULL_MEMBER.value)
