"""What waits for a person in topics, as questions: to speak, and as the branch's secretary to answer."""

from sqlalchemy import exists
from sqlmodel import func, select

from storage.engine.columns import table_of
from storage.people.asking import BRANCH, HEAD, ME, TODAY
from storage.topics.rows import Opinion, OpinionAnswer, Sort, Topic

_TOPIC, _OPINION, _ANSWER = table_of(Topic).c, table_of(Opinion).c, table_of(OpinionAnswer).c
_SPOKE = exists().where(_OPINION.topic_id == _TOPIC.id, _OPINION.by == ME, _OPINION.withdrawn_at.is_(None))
SILENT = (
    select(func.count())
    .select_from(table_of(Topic))
    .where(_TOPIC.branch_id == BRANCH, _TOPIC.closed_at.is_(None), _TOPIC.until >= TODAY, ~_SPOKE)
    .scalar_subquery()
)
"""On how many open topics of the branch a person has said nothing yet."""
OWED = (
    select(func.count())
    .select_from(
        table_of(Topic)
        .join(table_of(Opinion), _OPINION.topic_id == _TOPIC.id)
        .join(table_of(OpinionAnswer), _ANSWER.opinion_id == _OPINION.id, isouter=True)
    )
    .where(
        _TOPIC.branch_id == BRANCH,
        _TOPIC.closed_at.is_(None),
        _OPINION.withdrawn_at.is_(None),
        _OPINION.sort != Sort.REPLY.value,
        _ANSWER.opinion_id.is_(None),
        # Nobody answers their own.
        _OPINION.by.is_distinct_from(HEAD),
    )
    .scalar_subquery()
)
"""How much waits for the answer of the branch's secretary."""
