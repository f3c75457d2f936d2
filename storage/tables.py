"""Every table of the house in one metadata, for the migrations."""

from sqlmodel import SQLModel

from storage import (
    accounts,
    audit,
    bindings,
    conversations,
    discipline,
    feedback,
    inbox,
    keycheck,
    notices,
    outbox,
    people,
    pictures,
    pin,
    records,
    roster_imports,
    sent_polls,
    sweeps,
    vanishing,
)
from storage.ballots import rows as ballots
from storage.birthdays import rows as birthdays
from storage.development import rows as development
from storage.exams import rows as exams
from storage.health import attendance, case_rows, index, keeping, rating, stale
from storage.meetings import rows as meetings
from storage.risks import rows as risks
from storage.study import rows as study
from storage.talks import rows as talks
from storage.tasks import rows as tasks
from storage.topics import rows as topics

__all__ = [
    "METADATA",
    "accounts",
    "attendance",
    "audit",
    "ballots",
    "bindings",
    "birthdays",
    "case_rows",
    "conversations",
    "development",
    "discipline",
    "exams",
    "feedback",
    "inbox",
    "index",
    "keeping",
    "keycheck",
    "meetings",
    "notices",
    "outbox",
    "people",
    "pictures",
    "pin",
    "rating",
    "records",
    "risks",
    "roster_imports",
    "sent_polls",
    "stale",
    "study",
    "sweeps",
    "talks",
    "tasks",
    "topics",
    "vanishing",
]

METADATA = SQLModel.metadata
