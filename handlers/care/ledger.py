"""Decisions and look-ins in the ledger: what those who answer for a case owed. Nobody who is helped is named there."""

from handlers.care.buttons import OpenCase
from handlers.kit.joins import Subject
from storage.care import lists

CASES = Subject("help", "关注帮扶", lists.ledger, lambda entry: OpenCase(entry.record))
