"""Exams and daily practice: one exam that is over, a contest that runs, and what everybody has practised this month.

Nobody in a branch stands where another does: who has the same points has practised on more days, or on fewer.
"""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from random import Random
from typing import Any

from sqlalchemy import insert

from sandbox.bureau.past import Past
from sandbox.bureau.people import Person
from sandbox.bureau.roles import roles
from scoring import ranking
from scoring.exams import Item, Kind, draw, is_right, seed_of
from scoring.ranking import Facts
from storage.exams import bank, exams, practice, starting
from storage.exams.exams import Plan
from storage.exams.rows import Answer, Exam, PracticeCard, PracticeDay, Question, Sitting

_POINTS: dict[str, int] = {Kind.SINGLE: 4, Kind.SEVERAL: 6, Kind.JUDGE: 3}
_MINUTES = 30
_OVER, _RUNS = (22, 9), (4, -10)
"""Days ago on which each was opened, and is closed."""
_TOOK, _TAKES = 0.94, 0.4
_MOST_PRACTICE, _A_DAY = 11, 5


async def add(past: Past) -> None:
    """Both exams with what everybody made of them, and the practice."""
    await starting.add(past.tx, past.at(400))
    random = past.random("exams")
    people = [each for each in past.bureau.people if each.bound]
    skill = {each.badge: random.triangular(0.45, 1.0, 0.86) for each in people}
    pools = await bank.pool(past.tx, None)
    questions = await bank.several(past.tx, [item.number for pool in pools.values() for item in pool])
    topics = sorted(pools, key=lambda topic: (-len(pools[topic]), topic))[:3]
    over = await _set(past, "11月党章党规知识测试", dict.fromkeys(topics, 5), _OVER, contest=False)
    runs = await _set(past, "宪法宣传周知识竞赛", dict.fromkeys(topics[:2], 5), _RUNS, contest=True)
    # Who tries the demo takes the open one in their place.
    guests = {role.person for role in roles(past.bureau)}
    took = [each for each in people if each.is_member and (random.random() < _TOOK or each in guests)]
    takes = [each for each in people if each not in guests and random.random() < _TAKES]
    shares: dict[str, list[Fraction]] = {each.badge: [] for each in people}
    for exam, some in ((over, took), (runs, takes)):
        papers = _Papers(past, exam, pools, questions, random)
        for each in some:
            shares[each.badge].append(papers.sit(each, skill[each.badge]))
        await papers.store()
    for each in set(people) - set(took):
        shares[each.badge].append(Fraction(0))
    await _practise(past, random, people, shares, [item for pool in pools.values() for item in pool], questions)


async def _set(past: Past, title: str, counts: dict[str, int], days: tuple[int, int], *, contest: bool) -> Exam:
    opens, closes = past.at(days[0]), past.at(days[1], 20)
    plan = Plan(
        title=title,
        contest=contest,
        branch_id=None,
        members_only=not contest,
        counts=counts,
        points=_POINTS,
        minutes=_MINUTES,
        opens_at=opens,
        closes_at=closes,
        tries=2 if contest else 1,
        pass_percent=60,
        review_early=contest,
    )
    exam, _ = await exams.publish(past.tx, past.who(past.bureau.holding("党务干部")[1]), plan, opens)
    # Drawn by chance, the papers would be other ones at each start.
    exam.seed = seed_of(past.bureau.seed, title)
    past.tx.add(exam)
    await past.tx.flush()
    return exam


class _Papers:
    """What people made of one exam: drawn and marked as the bot does it, stored all at once."""

    def __init__(
        self, past: Past, exam: Exam, pools: dict[str, list[Item]], questions: dict[int, Question], random: Random
    ) -> None:
        self.past, self.exam, self.pools, self.questions, self.random = past, exam, pools, questions, random
        self.sittings: list[Sitting] = []
        self.chosen: list[list[list[int]]] = []

    def sit(self, person: Person, skill: float) -> Fraction:
        """One try of one person, who knows that share of what is asked; gives the share of the points."""
        exam, random = self.exam, self.random
        drawn = draw(seed_of(exam.seed, self.past.id_of(person), 1), self.pools, exam.counts)
        asked = [self.questions[each.number] for each in drawn]
        chosen = [_answered(random, each, right=random.random() < skill) for each in asked]
        earned = [
            exam.points[each.kind] if is_right(each.right, answer) else 0
            for each, answer in zip(asked, chosen, strict=True)
        ]
        last = min(exam.closes_at, self.past.now)
        started = exam.opens_at + random.random() * (last - exam.opens_at - timedelta(minutes=_MINUTES))
        made = Sitting(
            exam_id=exam.key,
            person_id=self.past.id_of(person),
            number=1,
            drawn=[[each.number, list(each.order)] for each in drawn],
            started_at=started,
            deadline=started + timedelta(minutes=_MINUTES),
            handed_in_at=started + timedelta(minutes=random.randint(6, _MINUTES - 2)),
            points=sum(earned),
            full=sum(exam.points[each.kind] for each in asked),
        )
        self.sittings.append(made)
        self.chosen.append(chosen)
        return made.share

    async def store(self) -> None:
        self.past.tx.add_all(self.sittings)
        await self.past.tx.flush()
        await self.past.tx.exec(insert(Answer), params=list(self._answers()))

    def _answers(self) -> Iterator[dict[str, Any]]:
        for sitting, chosen in zip(self.sittings, self.chosen, strict=True):
            for place, answer in enumerate(chosen):
                number, _ = sitting.drawn_at(place)
                yield {
                    "sitting_id": sitting.key,
                    "place": place,
                    "question_id": number,
                    "chosen": answer,
                    "at": sitting.handed_in_at,
                    "right": is_right(self.questions[number].right, answer),
                }


def _answered(random: Random, question: Question, *, right: bool) -> list[int]:
    if right:
        return sorted(question.right)
    places = range(len(question.options))
    if question.sort is Kind.SEVERAL:
        return sorted(random.sample(question.right, len(question.right) - 1)) or [0]
    return [random.choice([place for place in places if place not in question.right])]


async def _practise(  # noqa: PLR0917 - what practice is made of
    past: Past,
    random: Random,
    people: list[Person],
    shares: dict[str, list[Fraction]],
    items: list[Item],
    questions: dict[int, Question],
) -> None:
    """Days of practice this month: as many as tell equal ones apart, of the newest day each with the cards that follow."""
    days: list[dict[str, Any]] = []
    cards: list[dict[str, Any]] = []
    this_month = range(1, past.now.day)
    for person, number in _days_of_practice(random, people, shares):
        for ago in sorted(random.sample(this_month, number)):
            drawn = draw(seed_of("practised", person.badge, ago), {"": items}, {"": _A_DAY})
            chosen = [_answered(random, questions[each.number], right=random.random() < 0.8) for each in drawn]
            rights = [is_right(questions[each.number].right, it) for each, it in zip(drawn, chosen, strict=True)]
            days.append(
                {
                    "person_id": past.id_of(person),
                    "day": past.day(ago),
                    "drawn": [[each.number, list(each.order)] for each in drawn],
                    "answers": chosen,
                    "right": sum(rights),
                    "done_at": past.at(ago, random.randint(7, 21)),
                }
            )
            if cards and cards[-1]["person_id"] == past.id_of(person):
                continue
            for each, right in zip(drawn, rights, strict=True):
                card, due = practice.reviewed(None, each.number, past.at(ago, 12), right=right)
                known = {"person_id": past.id_of(person), "question_id": each.number}
                cards.append({**known, "card": card, "due_at": due})
    await past.tx.exec(insert(PracticeDay), params=days)
    await past.tx.exec(insert(PracticeCard), params=cards)


def _days_of_practice(
    random: Random, people: list[Person], shares: dict[str, list[Fraction]]
) -> Iterator[tuple[Person, int]]:
    taken: set[tuple[str, Fraction]] = set()
    for person in people:
        scores = {
            days: ranking.score(Facts(tuple(shares[person.badge]), None, days), ranking.own(), 1).total
            for days in range(_MOST_PRACTICE)
        }
        free = [days for days, score in scores.items() if (person.branch, score) not in taken]
        number = min(free, key=lambda days: abs(days - random.triangular(0, 9, 3)))
        taken.add((person.branch, scores[number]))
        yield person, number
