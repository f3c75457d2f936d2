"""Every table in one metadata, for the migrations: whatever a module of storage declares."""

from importlib import import_module
from pkgutil import walk_packages

from sqlmodel import SQLModel

import storage

for found in walk_packages(storage.__path__, "storage."):
    if not found.name.startswith("storage.migrations") and found.name != __name__:
        import_module(found.name)

METADATA = SQLModel.metadata
