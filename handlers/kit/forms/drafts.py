"""What a form has gathered so far, which may have been begun under an earlier version of the bot."""

from typing import Any


class OlderDraft(KeyError):
    """What is stored is of another version: its form or question is no more, or it lacks what the question reads."""


class Answers(dict[str, Any]):
    """What a form has gathered. A question that finds missing what an earlier one always puts there has a draft of another version."""

    def __missing__(self, key: str) -> Any:
        raise OlderDraft(key)
