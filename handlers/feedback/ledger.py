"""Feedback in the ledger of those who owe the answers."""

from handlers.feedback.buttons import OpenFeedback
from handlers.kit.joins import Subject
from storage import feedback
from storage.people.access import Act

FEEDBACK = Subject(
    "feedback", "意见建议", feedback.ledger, lambda entry: OpenFeedback(entry.record), act=Act.ANSWER_FEEDBACK
)
