"""Facts of invented members, for the tests of the health index."""

from datetime import date

from hypothesis import strategies as st

from scoring.index.facts import Came, Checked, Duty, Exam, Facts, Meeting, PostCheck, Rating, Study, Topic

MONTH = date(2026, 10, 1)


def halves(least, most):
    """Numbers in steps of a half, counted in halves."""
    return st.integers(2 * least, 2 * most)


def of_full(full):
    """An exam of so many points."""
    return st.builds(Exam, st.integers(1, 99), st.integers(0, full), st.just(full))


studies = st.builds(Study, st.just(2026), st.integers(0, 900), st.integers(0, 560))
exams = st.lists(
    st.integers(1, 120).flatmap(of_full),
    max_size=4,
    unique_by=lambda e: e.number,
)
duties = st.lists(
    st.builds(Duty, st.dates(date(2026, 1, 1), date(2026, 12, 1)), halves(0, 23), halves(0, 23), st.integers(0, 20)),
    max_size=3,
    unique_by=lambda duty: duty.month,
)
meetings = st.lists(
    st.builds(Meeting, st.integers(1, 999), st.sampled_from(Came)), max_size=12, unique_by=lambda m: m.number
)
topics = st.lists(st.builds(Topic, st.integers(1, 99), st.booleans()), max_size=4, unique_by=lambda t: t.number)
marks = st.tuples(*[halves(1, 5)] * 5)
ratings = st.lists(
    st.builds(Rating, st.dates(date(2026, 1, 1), date(2026, 12, 1)), marks), max_size=3, unique_by=lambda r: r.month
)
checks = st.builds(PostCheck, st.just(date(2026, 7, 1)), st.sampled_from(Checked))

facts = st.builds(
    Facts,
    study=st.none() | studies,
    exams=exams.map(tuple),
    duty=duties.map(tuple),
    check=st.none() | checks,
    meetings=meetings.map(tuple),
    topics=topics.map(tuple),
    ratings=ratings.map(tuple),
)

FULL = Facts(
    study=Study(2026, 250, 243),
    exams=(Exam(1, 100, 100),),
    duty=(Duty(MONTH, 40, 40, 0),),
    check=PostCheck(date(2026, 7, 1), Checked.IN_TIME),
    meetings=(Meeting(1, Came.ON_SPOT), Meeting(2, Came.LIVE), Meeting(3, Came.MADE_UP)),
    ratings=(Rating(MONTH, (10,) * 5),),
)
"""Nothing is missing."""

EMPTY = Facts()
"""Nothing is known."""

POOR = Facts(
    study=Study(2026, 0, 243),
    exams=(Exam(1, 0, 100),),
    duty=(Duty(MONTH, 40, 20, 9),),
    check=PostCheck(date(2026, 7, 1), Checked.MISSING),
    meetings=(Meeting(1, Came.ABSENT),),
    ratings=(Rating(MONTH, (2,) * 5),),
)
"""Everything is known to be missing."""
