"""Where to begin in the demo: seven people, one of each role, and what to try as each."""

from dataclasses import dataclass

from sandbox.bureau.people import Bureau, Person
from sandbox.bureau.people_words import KNOWN_BRANCH


@dataclass(frozen=True)
class Role:
    """A person of that role, and what waits for them."""

    name: str
    person: Person
    tries: str


def roles(bureau: Bureau) -> list[Role]:
    """From the member up to the bureau's secretary; those of a branch all of the same one."""
    branch = [person for person in bureau.of_branch(KNOWN_BRANCH) if person.bound]
    member = next(person for person in branch if person.is_member and not person.posts)
    return [
        Role("党员", member, "交个人总结、参加宪法竞赛、在话题里发言、看健康指数"),
        Role("支部书记", _holding(branch, "支部书记"), "写明天的寄语、答复发言、验收总结、批请假、评分"),
        Role("支委", _holding(branch, "组织委员"), "填帮扶回访、答复公示里的提问、登记苗头"),
        Role("党务干部", bureau.holding("党务干部")[0], "验收各支部方案、答复意见建议、批年度计划"),
        Role("纪检监察", bureau.holding("纪检监察")[1], "答复申诉、凭事由查阅谈话、核对审计记录"),
        Role("党委书记", bureau.holding("党委书记")[0], "一张图看33个支部、各支部动态、廉政风险点"),
        Role("积极分子", _of(branch, "入党积极分子"), "看自己的公示、评议别人、提意见建议"),
    ]


def _holding(people: list[Person], post: str) -> Person:
    return next(person for person in people if post in person.posts)


def _of(people: list[Person], category: str) -> Person:
    return next(person for person in people if person.category == category)
