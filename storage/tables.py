"""Every table of the house in one metadata, for the migrations."""

from sqlmodel import SQLModel

from storage import bindings, conversations, inbox, notices, outbox, people, pictures
from storage.health import attendance, rating
from storage.meetings import rows as meetings
from storage.tasks import rows as tasks

__all__ = [
    "METADATA",
    "attendance",
    "bindings",
    "conversations",
    "inbox",
    "meetings",
    "notices",
    "outbox",
    "people",
    "pictures",
    "rating",
    "tasks",
]

METADATA = SQLModel.metadata
