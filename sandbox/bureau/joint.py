"""A theme day of next week that one branch has called for several: one has agreed, one is asked."""

from collections.abc import Iterator

from sandbox.bureau.past import Past, Story
from sandbox.bureau.people_words import KNOWN_BRANCH
from scoring.duties import MeetingKind
from storage.meetings import inviting, planning

TITLE, AGENDA = "{n}月联合主题党日：警地共建、平安同行", "1. 集中学习\n2. 到共建社区开展反诈宣传\n3. 交流讨论"
_KIND = frozenset({MeetingKind.THEME_DAY})


def stories(past: Past) -> Iterator[Story]:
    yield _held_together(past)


async def _held_together(past: Past) -> Story:
    host, guest = [each for each in past.teams() if each.branch.name != KNOWN_BRANCH][3:5]
    here, secretary = past.branches[host.branch.name], past.id_of(host.secretary)
    called = past.at(2, 10)
    yield called
    at = past.at(-9, 15)
    expected = await planning.propose_expected(past.tx, _KIND, here, None)
    meeting = await planning.call(
        past.tx,
        kinds=_KIND,
        branch_id=here,
        group_id=None,
        title=TITLE.format(n=at.month),
        starts_at=at,
        place="县公安局大礼堂",
        live_url=None,
        agenda=AGENDA,
        chair_id=secretary,
        expected=[who.person_id for who in expected],
        now=called,
    )
    invited = [past.branches[guest.branch.name], past.branches[KNOWN_BRANCH]]
    await inviting.invite(past.tx, meeting.number, invited, secretary, called)
    agreed = past.at(1, 11)
    yield agreed
    await inviting.agree(past.tx, past.who(guest.secretary), meeting.number, past.branches[guest.branch.name], agreed)
