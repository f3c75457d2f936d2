"""What was on paper before the bureau began with the bot: its first day, and the last meetings that one branch held by hand."""

from collections.abc import Iterator

from sandbox.bureau.past import BEGAN, Past, Story
from sandbox.bureau.people_words import KNOWN_BRANCH
from sandbox.bureau.roles import roles
from storage.people import going_live
from storage.takeover import batches
from storage.takeover.files import read_paper
from storage.takeover.subjects import SUBJECTS

NAME = "2025年三会一课台账.csv"
_HELD = (
    (80, "党支部党员大会暨主题党日", "三楼会议室", "{}"),
    (50, "支委会", "支部活动室", ""),
    (20, "党支部党员大会暨主题党日", "三楼会议室", ""),
)


def stories(past: Past) -> Iterator[Story]:
    yield _first_day(past)


async def _first_day(past: Past) -> Story:
    staff = next(role.person for role in roles(past.bureau) if role.name == "党务干部")
    now = past.at(BEGAN - 1, 10)
    yield now
    await going_live.begin(past.tx, past.who(staff), past.day(BEGAN), now)
    file = read_paper(SUBJECTS["meetings"].columns, NAME, meetings(past).encode())
    await batches.carry_out(past.tx, past.who(staff), SUBJECTS["meetings"], file, now, name=NAME)


def meetings(past: Past) -> str:
    """As a secretary has them on paper."""
    away = past.team(KNOWN_BRANCH).members[-1].name
    lines = ["支部,会议类型,日期,地点,请假人员"]
    for before, kinds, place, leave in _HELD:
        lines.append(f"{KNOWN_BRANCH},{kinds},{past.day(BEGAN + before)},{place},{leave.format(away)}")
    return "\n".join(lines)
