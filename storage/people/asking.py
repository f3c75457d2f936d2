"""What many subjects ask about one person, as scalar selects over the same parameters: one statement asks all of them.

A select is made once, where its subject is; what it is to say of the person and the moment is a parameter.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Date, Integer, ScalarSelect, Select, bindparam, case, select
from sqlalchemy.types import TypeEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import UTCDateTime, table_of
from storage.people.directory import Person, PostHeld, Who
from storage.people.posts import Post

Asked = ScalarSelect[Any]
Answers = Mapping[Asked, Any]

_VALUES: dict[str, Callable[[Who, datetime], object]] = {}


def parameter(name: str, kind: TypeEngine[Any], value: Callable[[Who, datetime], object]) -> BindParameter[Any]:
    """One that any question may name; `value` makes it of the person and the moment, in the bureau's zone."""
    _VALUES[name] = value
    return bindparam(name, type_=kind)


ME = parameter("me", Integer(), lambda me, _: me.person_id)
BRANCH = parameter("my_branch", Integer(), lambda me, _: me.branch_id)
NOW = parameter("now", UTCDateTime(), lambda _, now: now)
TODAY = parameter("today", Date(), lambda _, now: now.date())
MIDNIGHT = parameter("midnight", UTCDateTime(), lambda _, now: now.replace(hour=0, minute=0, second=0, microsecond=0))
_PERSON, _HELD = table_of(Person).c, table_of(PostHeld).c
HEAD = (
    select(_PERSON.id)
    .select_from(table_of(Person).join(table_of(PostHeld), _HELD.person_id == _PERSON.id))
    .where(
        _PERSON.branch_id == BRANCH,
        _PERSON.left_at.is_(None),
        _HELD.post.in_([Post.SECRETARY.value, Post.DEPUTY_SECRETARY.value]),
    )
    .order_by(case((_HELD.post == Post.SECRETARY.value, 0), else_=1), _PERSON.police_no.desc())
    .limit(1)
    .scalar_subquery()
)
"""The branch's secretary, or the deputy where the post is vacant, as `directory.secretaries` has them."""
JOINED = select(_PERSON.joined_on).where(_PERSON.id == ME).scalar_subquery()
"""On which day a person joined the party, if the roster says so."""


async def answers(session: AsyncSession, me: Who, now: datetime, asked: Iterable[Asked]) -> Answers:
    """Each question with its answer."""
    wanted = tuple(dict.fromkeys(asked))
    if not wanted:
        return {}
    values = {name: value(me, now) for name, value in _VALUES.items()}
    row: Sequence[Any] = (await session.exec(_statement(wanted), params=values)).one()  # type: ignore[call-overload]
    return dict(zip(wanted, row, strict=True))


@cache
def _statement(wanted: tuple[Asked, ...]) -> Select[Any]:
    return select(*(each.label(f"answer_{number}") for number, each in enumerate(wanted)))
