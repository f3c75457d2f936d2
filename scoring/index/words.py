"""The rule file in words that people use: 占“德”的七成, 六成得 60 分. Its numbers stand in the file itself."""

from collections.abc import Mapping
from fractions import Fraction

from scoring.index.facts import Checked
from scoring.index.measures import CHECKED
from scoring.index.rules import Indicator
from scoring.rating import Dimension

_DIGITS = "零一二三四五六七八九"
WHOLE = {"meetings": "全部参加", "study": "学满进度", "exams": "满分", "presence": "满勤"}
"""What the whole of what an indicator measures as a share is called; the others are not shares."""
CHECKED_WORDS = {Checked.IN_TIME: "按期提交", Checked.LATE: "逾期提交", Checked.MISSING: "没有提交"}


def part(share: Fraction) -> str:
    """六成, 两成半, 一半, 全部; a percentage where there is no such word."""
    if share == 1:
        return "全部"
    whole, rest = divmod(share * 10, 1)
    if share == Fraction(1, 2):
        return "一半"
    if not 0 < whole < 10 or rest not in (0, Fraction(1, 2)):
        return f"{_number(round(share * 100, 1))}%"
    return f"{'两' if whole == 2 else _DIGITS[whole]}成{'半' if rest else ''}"


def weight(indicator: Indicator, weights: int) -> str:
    """占“德”的七成: of its dimension, whose indicators have those `weights` together."""
    return f"占“{indicator.dimension.value}”的{part(Fraction(indicator.weight, weights))}" if weights else "不计分"


def dimensions(weights: Mapping[Dimension, int]) -> str:
    """五个维度各占两成; each by its own where they differ."""
    together = sum(weights.values())
    if len(set(weights.values())) == 1:
        return f"{_DIGITS[len(weights)]}个维度各占{part(Fraction(1, len(weights)))}"
    return "，".join(f"{each.value}占{part(Fraction(number, together))}" for each, number in weights.items())


def curve(indicator: Indicator) -> str:
    """六成得 60 分，满勤得 100 分; what lies between is in proportion."""
    if indicator.key == "post_check":
        found = [
            f"{word}得 {_number(indicator.curve.points(CHECKED[how]) / 10)} 分" for how, word in CHECKED_WORDS.items()
        ]
        return "，".join(found)
    # That nothing brings nothing goes without saying.
    knots = [(value, points) for value, points in indicator.curve.knots if value or points]
    return "，".join(f"{_value(indicator.key, value)}得 {_number(points / 10)} 分" for value, points in knots)


def _value(key: str, value: Fraction) -> str:
    if key in WHOLE:
        return WHOLE[key] if value == 1 else part(value)
    if key == "punctuality":
        return f"每月 {_number(value)} 次" if value else "一次没有"
    return f"评 {_number(value)} 分"


def _number(value: Fraction | float) -> str:
    return f"{float(value):g}"
