"""Talks in the ledger: that they were held, by whom."""

from handlers.kit.joins import Subject
from handlers.talks.buttons import FromLedger
from storage.talks import lists

TALKS = Subject("talks", "谈心谈话和家访", lists.ledger, lambda entry: FromLedger(entry.record))
