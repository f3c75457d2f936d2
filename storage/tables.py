"""Every table of the house in one metadata, for the migrations."""

from sqlmodel import SQLModel

from storage import bindings, conversations, inbox, people

__all__ = ["METADATA", "bindings", "conversations", "inbox", "people"]

METADATA = SQLModel.metadata
