"""A native poll or quiz: its options, who voted for what, and how the Bot API shows it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.telegram.errors import CannotActError

if TYPE_CHECKING:
    from sandbox.telegram.world import Message


@dataclass(slots=True, eq=False)
class Poll:
    """One poll, which may be shown in several messages. ``votes``: person → option indices."""

    id: str
    question: str
    options: list[str]
    anonymous: bool = True
    quiz: bool = False
    several: bool = False
    revoting: bool = True
    correct: list[int] = field(default_factory=list)
    explanation: str = ""
    open_period: int | None = None
    close_date: int | None = None
    closed: bool = False
    votes: dict[int, list[int]] = field(default_factory=dict)
    shown_in: "list[Message]" = field(default_factory=list)
    counts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.counts = [sum(at in chosen for chosen in self.votes.values()) for at in range(len(self.options))]

    def view(self) -> dict[str, Any]:
        """The Bot API's Poll, as the bot that sent it sees it."""
        shown: dict[str, Any] = {
            "id": self.id,
            "question": self.question,
            "options": [
                {"persistent_id": str(at), "text": text, "voter_count": self.counts[at]}
                for at, text in enumerate(self.options)
            ],
            "total_voter_count": len(self.votes),
            "is_closed": self.closed,
            "is_anonymous": self.anonymous,
            "type": "quiz" if self.quiz else "regular",
            "allows_multiple_answers": self.several,
            "allows_revoting": self.revoting,
            "members_only": False,
        }
        if self.quiz:
            shown["correct_option_ids"] = list(self.correct)
            if self.explanation:
                shown["explanation"] = self.explanation
        if self.open_period is not None:
            shown["open_period"] = self.open_period
        if self.close_date is not None:
            shown["close_date"] = self.close_date
        return shown

    def vote(self, user: int, options: list[int]) -> None:
        """Take a vote, or take it back (no options); CannotActError for what no app offers."""
        if self.closed:
            raise CannotActError("the poll is closed")
        if any(not 0 <= at < len(self.options) for at in options) or len(set(options)) != len(options):
            raise CannotActError("there is no such option")
        if len(options) > 1 and not self.several:
            raise CannotActError("the poll takes one answer")
        before = self.votes.get(user)
        if before is not None and not self.revoting:
            raise CannotActError("an answer to this poll cannot be changed")
        if before is None and not options:
            raise CannotActError("there is no vote to take back")
        for at in before or ():
            self.counts[at] -= 1
        for at in options:
            self.counts[at] += 1
        self.votes.pop(user, None)
        if options:
            self.votes[user] = sorted(options)

    def answer(self, user: dict[str, Any], options: list[int]) -> dict[str, Any]:
        """The Bot API's PollAnswer."""
        return {
            "poll_id": self.id,
            "user": user,
            "option_ids": sorted(options),
            "option_persistent_ids": [str(at) for at in sorted(options)],
        }
