"""The election that ends a term: prepared from the branch's members, held as a ballot, reported, and answered by the superior."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from math import ceil

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import discipline
from storage.ballots.lists import about as ballots_about
from storage.ballots.matters import ELECTION_RULE as BALLOT_RULE
from storage.ballots.matters import Matter
from storage.ballots.result import outcome_of
from storage.ballots.rows import Ballot, BallotState
from storage.engine.clock import ZONE
from storage.engine.refusal import Refusal
from storage.meetings.rows import Meeting
from storage.people.directory import Who, names_of, people_of
from storage.people.posts import COMMITTEE_POSTS, Category, Post
from storage.people.roster_plan import Done
from storage.rules.regulations import own
from storage.sealed import audit
from storage.sealed.audit import Event
from storage.terms.keeping import begin, running
from storage.terms.posts import give_posts
from storage.terms.rows import (
    BRANCH_RULE,
    ELECTION_RULE,
    OFFICES,
    CommitteeTerm,
    Refused,
    TermElection,
    check_decide,
    check_run,
)

FEWEST = 3
"""Members of a committee, as the rule usually has it."""
DIFFERENCE = "election_difference"


async def eligible(session: AsyncSession, branch_id: int, day: date) -> list[Who]:
    """Who can be elected there: full members with their rights, those of the committee first."""
    people = await people_of(session, branch_id=branch_id)
    full = [who for who in people if who.category is Category.FULL_MEMBER]
    without = await discipline.without_vote(session, [who.person_id for who in full], day)
    able = [who for who in full if who.person_id not in without]
    return sorted(able, key=lambda who: not who.posts & COMMITTEE_POSTS)


async def latest(session: AsyncSession, term_id: int) -> TermElection | None:
    """The election of a term, if one was prepared."""
    query = select(TermElection).where(col(TermElection.term_id) == term_id).order_by(col(TermElection.id).desc())
    return (await session.exec(query)).first()


async def prepare(tx: AsyncSession, me: Who, branch_id: int, now: datetime) -> TermElection:
    """A proposal: as many seats as the committee has, its members and as many others as the difference asks for. Raises Refusal."""
    check_run(me, branch_id)
    term = await running(tx, branch_id)
    found = await latest(tx, term.key)
    if found is not None:
        return found
    able = await eligible(tx, branch_id, now.date())
    sitting = sum(bool(who.posts & COMMITTEE_POSTS) for who in able)
    seats = min(max(FEWEST, sitting), most_seats(), max(1, len(able)))
    stand = able[: seats + spare(seats)]
    row = TermElection(
        term_id=term.key,
        branch_id=branch_id,
        seats=seats,
        candidates=[who.person_id for who in stand],
        by=me.person_id,
        at=now,
    )
    tx.add(row)
    await tx.flush()
    return row


def most_seats() -> int:
    return own()[ELECTION_RULE].integer("most")


def spare(seats: int) -> int:
    """How many more are to stand than are elected."""
    return ceil(seats * own()[DIFFERENCE].share("spare"))


async def mine(session: AsyncSession, me: Who, election_id: int) -> TermElection:
    """One that the person prepares, and that is not reported. Raises Refusal."""
    row = await session.get(TermElection, election_id)
    if row is None:
        raise Refusal(Refused.GONE)
    check_run(me, row.branch_id)
    if row.waits or row.agreed:
        raise Refusal(Refused.REPORTED)
    return row


async def lay_down(
    tx: AsyncSession, me: Who, election_id: int, *, seats: int, candidates: Sequence[int], now: datetime
) -> TermElection:
    """How many are elected, and who stands. Raises Refusal."""
    row = await mine(tx, me, election_id)
    if not 1 <= seats <= most_seats():
        raise Refusal(Refused.SEATS, most=most_seats())
    able = {who.person_id for who in await eligible(tx, row.branch_id, now.date())}
    if not set(candidates) <= able or len(set(candidates)) != len(candidates):
        raise Refusal(Refused.STANDS)
    if len(candidates) < seats:
        raise Refusal(Refused.TOO_FEW)
    row.seats, row.candidates = seats, list(candidates)
    tx.add(row)
    await tx.flush()
    return row


def names_in(people: Sequence[Who]) -> dict[int, str]:
    """Person → name as a paper has it; of two with one name the number is said."""
    names = [who.name for who in people]
    return {
        who.person_id: who.name if names.count(who.name) == 1 else f"{who.name}（{who.police_no}）" for who in people
    }


async def votable(session: AsyncSession, branch_id: int, today: date) -> list[Matter]:
    """What a branch's general meeting can elect: the committee that was prepared and not voted on yet."""
    query = select(TermElection, CommitteeTerm).join(CommitteeTerm, col(CommitteeTerm.id) == col(TermElection.term_id))
    query = query.where(
        col(TermElection.branch_id) == branch_id,
        col(TermElection.reported_at).is_(None),
        col(CommitteeTerm.ended_on).is_(None),
    )
    found = []
    for row, _ in (await session.exec(query)).all():
        if await ballots_about(session, row.about):
            continue
        able = await eligible(session, branch_id, today)
        known = names_in(able)
        names = tuple(known[person] for person in row.candidates if person in known)
        if len(names) >= row.seats:
            found.append(Matter("选举支部委员会委员", BALLOT_RULE, row.about, names, row.seats))
    return found


async def ballots_of(session: AsyncSession, row: TermElection) -> list[Ballot]:
    """Its counted ballots: the first, and those again about the seats that were left."""
    found = await ballots_about(session, row.about)
    while found:
        query = select(Ballot).where(
            col(Ballot.after) == found[-1].number, col(Ballot.state) == BallotState.COUNTED.value
        )
        again = (await session.exec(query)).first()
        if again is None:
            break
        found.append(again)
    return found


async def elected(session: AsyncSession, row: TermElection, today: date) -> tuple[list[int], date | None]:
    """Who was elected by those ballots, and when; nobody where the bot has counted none."""
    ballots = await ballots_of(session, row)
    if not ballots:
        return [], None
    names = [each.options[place] for each in ballots for place in outcome_of(each).elected]
    people = await people_of(session, branch_id=row.branch_id)
    full = [who for who in people if who.category is Category.FULL_MEMBER]
    by_name = {name: person for person, name in names_in(full).items()}
    by_name |= {who.name: who.person_id for who in full if sum(each.name == who.name for each in full) == 1}
    by_name |= {f"{who.name}（{who.police_no}）": who.person_id for who in full}
    meeting = await session.get(Meeting, ballots[0].meeting_id)
    on = min(meeting.starts_at.astimezone(ZONE).date(), today) if meeting is not None else today
    return [by_name[name] for name in names if name in by_name], on


async def report(  # noqa: PLR0917 - a result's parts
    tx: AsyncSession,
    me: Who,
    election_id: int,
    held_on: date,
    winners: Collection[int],
    posts: Mapping[str, int],
    now: datetime,
) -> TermElection:
    """Who was elected to what, to the superior. What the bot has counted is not to be said otherwise. Raises Refusal."""
    row = await mine(tx, me, election_id)
    counted, on = await elected(tx, row, now.date())
    winners = list(counted or winners)
    held_on = on or held_on
    term = await tx.get_one(CommitteeTerm, row.term_id)
    if term.ended_on is not None:
        raise Refusal(Refused.ENDED)
    if not term.begun_on < held_on <= now.date():
        raise Refusal(Refused.HELD_ON)
    if not winners:
        raise Refusal(Refused.NO_WINNERS)
    able = {who.person_id for who in await eligible(tx, row.branch_id, now.date())}
    if not set(winners) <= able:
        raise Refusal(Refused.STANDS)
    if Post.SECRETARY.value not in posts:
        raise Refusal(Refused.NO_SECRETARY)
    if not set(posts) <= {post.value for post in OFFICES} or not set(posts.values()) <= set(winners):
        raise Refusal(Refused.NOT_ELECTED)
    row.held_on, row.winners, row.posts, row.counted = held_on, winners, dict(posts), bool(counted)
    row.reported_by, row.reported_at = me.person_id, now
    row.agreed = row.decided_by = row.decided_at = row.word = None
    tx.add(row)
    await tx.flush()
    await _on_trail(tx, Event.ELECTION_REPORTED, me, row, "", now)
    return row


async def answerable(session: AsyncSession, me: Who, election_id: int) -> TermElection:
    """A result that waits for that person's answer. Raises Refusal."""
    check_decide(me)
    row = await session.get(TermElection, election_id)
    if row is None:
        raise Refusal(Refused.GONE)
    if not row.waits:
        raise Refusal(Refused.DECIDED)
    if row.reported_by == me.person_id:
        raise Refusal(Refused.OWN)
    return row


async def refuse(tx: AsyncSession, me: Who, election_id: int, word: str, now: datetime) -> TermElection:
    """With why; the branch reports anew. Raises Refusal."""
    row = await answerable(tx, me, election_id)
    row.agreed, row.decided_by, row.decided_at, row.word = False, me.person_id, now, word
    tx.add(row)
    await _on_trail(tx, Event.ELECTION_ANSWERED, me, row, "退回", now)
    return row


async def agree(tx: AsyncSession, me: Who, election_id: int, now: datetime) -> tuple[TermElection, Done]:
    """The posts are given from the day of the election, and the next term begins with it. Raises Refusal."""
    row = await answerable(tx, me, election_id)
    assert row.held_on is not None  # noqa: S101 - of what was reported it is known
    term = await tx.get_one(CommitteeTerm, row.term_id)
    if term.ended_on is not None:
        raise Refusal(Refused.ENDED)
    able = {who.person_id for who in await eligible(tx, row.branch_id, now.date())}
    if gone := sorted(set((row.posts or {}).values()) - able):
        known = await names_of(tx, set(gone))
        raise Refusal(Refused.GONE_SINCE, names="、".join(known.get(each, "") for each in gone))
    done = await give_posts(tx, me, row.branch_id, row.posts or {}, row.held_on, now)
    years = term.years or own()[BRANCH_RULE].integer("years")
    await begin(tx, me, term, row.held_on, years, now)
    row.agreed, row.decided_by, row.decided_at, row.word = True, me.person_id, now, None
    tx.add(row)
    await tx.flush()
    await _on_trail(tx, Event.ELECTION_ANSWERED, me, row, "同意", now)
    return row, done


async def _on_trail(tx: AsyncSession, event: Event, me: Who, row: TermElection, note: str, now: datetime) -> None:  # noqa: PLR0917
    await audit.record(tx, event, by=me.person_id, now=now, subject=f"term:{row.branch_id}", note=note)
