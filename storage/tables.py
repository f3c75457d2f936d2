"""Every table of the house in one metadata, for the migrations."""

from sqlmodel import SQLModel

from storage import bindings, conversations, inbox, outbox, people
from storage.meetings import rows as meetings

__all__ = ["METADATA", "bindings", "conversations", "inbox", "meetings", "outbox", "people"]

METADATA = SQLModel.metadata
