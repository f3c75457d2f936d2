"""Decisions and look-ins in the ledger: what those who answer for a case owed. Nobody who is helped is named there."""

from handlers.health.case_buttons import OpenCase
from handlers.kit.ledger import Subject
from storage.health import case_lists

CASES = Subject("help", "关注帮扶", case_lists.ledger, lambda entry: OpenCase(entry.record))
