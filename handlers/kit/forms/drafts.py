"""What a flow has gathered so far, which may have been begun under an earlier version of the bot."""

from typing import Any


class OlderDraft(KeyError):
    """What is stored is of another version: its flow or step is no more, or it lacks what the step reads."""


class Answers(dict[str, Any]):
    """What a flow has gathered. A step that finds missing what an earlier one always puts there has a draft of another version."""

    def __missing__(self, key: str) -> Any:
        raise OlderDraft(key)
