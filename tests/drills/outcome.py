"""What a drill found, as one line of the table."""

from dataclasses import dataclass, field

HEAD = ("drill", "database", "acted", "lost", "doubled", "set aside", "seconds", "promise")


@dataclass
class Outcome:
    """What was asked of the bot under some trouble, and what was found afterwards."""

    drill: str
    database: str
    acted: int = 0
    lost: int = 0
    doubled: int = 0
    doubled_at_most: int = 0
    """What is promised: none of an effect; of messages one for each of delivery's lanes at a kill."""
    set_aside: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)
    """Further promises that were broken."""
    facts: dict[str, object] = field(default_factory=dict)
    """What else was measured."""

    @property
    def kept(self) -> bool:
        """Whether every promise was."""
        return not (self.lost or self.set_aside or self.wrong or self.doubled > self.doubled_at_most)

    def cells(self) -> tuple[str, ...]:
        """Its cells in the table."""
        facts = ", ".join(f"{name} {_number(value)}" for name, value in self.facts.items())
        verdict = "kept" if self.kept else "BROKEN: " + (", ".join(self.wrong) or "see figures")
        doubled = f"{self.doubled} (≤ {self.doubled_at_most})" if self.doubled_at_most else str(self.doubled)
        figures = (self.acted, self.lost, doubled, self.set_aside, f"{self.seconds:.0f}")
        return (self.drill, self.database, *map(str, figures), f"{verdict}; {facts}" if facts else verdict)

    def __str__(self) -> str:
        """For a failing test."""
        return table([self])


def table(outcomes: list[Outcome]) -> str:
    """All of them, as Markdown takes it."""
    rows = [HEAD, *(outcome.cells() for outcome in outcomes)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])


def _number(value: object) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)
