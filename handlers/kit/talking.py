"""The button with which any feature sends somebody to record a talk."""

from dataclasses import dataclass

from handlers.kit.buttons import Button
from storage.access import Act


@dataclass(frozen=True)
class StartTalk(Button, prefix="talk_new", act=Act.LOG_TALK):
    """Record a talk: with that person (0: not chosen yet), of that kind (`TalkKind.number`; -1: not chosen yet)."""

    person: int
    kind: int
