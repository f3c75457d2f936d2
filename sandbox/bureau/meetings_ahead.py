"""Each branch's lecture of this week and meeting of next: called, with one leave granted and one that waits for its answer."""

from collections.abc import Iterator
from datetime import datetime

from sandbox.bureau.meetings_words import NEXT, NEXT_LECTURE, PLACES, Theme
from sandbox.bureau.past import Past, Story, Team
from scoring.duties import MeetingKind
from storage.meetings import leave, planning

_ASKED, _GRANTED = "当天要出庭作证，预计下午五点才能回来。", "外出参加市局业务培训。"
_GENERAL = frozenset({MeetingKind.GENERAL, MeetingKind.THEME_DAY})
_LECTURE = frozenset({MeetingKind.LECTURE})


def stories(past: Past) -> Iterator[Story]:
    for number, team in enumerate(past.teams()):
        at = past.at(-7 - number % 4, (9, 14, 15)[number % 3], 30)
        yield _called(past, team, _GENERAL, NEXT, at, PLACES[number % len(PLACES)])
        yield _called(past, team, _LECTURE, NEXT_LECTURE, past.at(-2 - number % 2, 15), PLACES[0])


async def _called(  # noqa: PLR0917 - what a meeting consists of
    past: Past, team: Team, kinds: frozenset[MeetingKind], theme: Theme, at: datetime, place: str
) -> Story:
    here, secretary = past.branches[team.branch.name], past.id_of(team.secretary)
    yield past.at(4, 15)
    expected = await planning.propose_expected(past.tx, kinds, here, None)
    meeting = await planning.call(
        past.tx,
        kinds=kinds,
        branch_id=here,
        group_id=None,
        title=theme.title.format(n=at.month),
        starts_at=at,
        place=place,
        live_url=None,
        agenda=theme.agenda,
        chair_id=secretary,
        expected=[who.person_id for who in expected],
        now=past.at(4, 15),
    )
    for ago, person, reason in ((3, team.leaders[0], _GRANTED), (1, team.leaders[1], _ASKED)):
        yield past.at(ago, 12)
        await leave.ask(past.tx, meeting.number, past.id_of(person), reason)
        if reason is _GRANTED:
            await leave.answer(past.tx, meeting.number, past.id_of(person), granted=True, word=None, by=secretary)
