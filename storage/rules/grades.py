"""The words for how grave something is, and for the interviews (约谈) that a sign may lead to."""

from enum import StrEnum


class Level(StrEnum):
    """How grave a risk or a sign is; the value is the word shown."""

    HIGH = "高"
    MIDDLE = "中"
    LOW = "低"

    @property
    def weight(self) -> int:
        """To sort by, the gravest first."""
        return list(Level).index(self)


class Interview(StrEnum):
    """A grade of interview, the lightest first; the value is the word shown."""

    HEART = "日常交心谈话"
    HINT = "工作提示约谈"
    WARNING = "警示提醒约谈"

    @property
    def number(self) -> int:
        """For buttons: 0 for the lightest."""
        return list(Interview).index(self)

    @property
    def higher(self) -> "Interview | None":
        """The next grade; None above the highest."""
        grades = list(Interview)
        return grades[self.number + 1] if self.number + 1 < len(grades) else None
