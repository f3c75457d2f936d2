"""Every table in one metadata, for the migrations."""

from sqlmodel import SQLModel

from storage import discipline, feedback, notices
from storage.ballots import rows as ballots
from storage.birthdays import rows as birthdays
from storage.care import rows as care
from storage.development import rows as development
from storage.engine import sweeps
from storage.exams import rows as exams
from storage.index import index, keeping, stale
from storage.inputs import attendance, rating
from storage.mail import conversations, inbox, outbox, pictures, sent_polls
from storage.meetings import rows as meetings
from storage.people import accounts, bindings, directory, roster_imports
from storage.risks import rows as risks
from storage.sealed import audit, keycheck, pin, records, vanishing
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
    "care",
    "conversations",
    "development",
    "directory",
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
