"""The worked example in docs/health-index.md: every number on the page is what the program computes."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from scoring.index.chart import tenths
from scoring.index.facts import Came, Checked, Duty, Facts, Meeting, PostCheck, Rating, Study, Topic
from scoring.index.model import Colour, judge
from scoring.index.rules import own
from scoring.rating import Dimension

PAGE = (Path(__file__).parents[2] / "docs" / "health-index.md").read_text(encoding="utf-8")


def facts_of_the_page():
    said = json.loads(re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)[1])
    came = [Came(word) for word, count in said["meetings"].items() for _ in range(count)]
    spoke = [word == "spoke" for word, count in said["topics"].items() for _ in range(count)]
    facts = Facts(
        study=Study(2026, said["study"]["tenths"], said["study"]["due"]),
        duty=tuple(
            Duty(date.fromisoformat(row["month"]), 2 * row["owed"], 2 * row["present"], row["late"])
            for row in said["duty"]
        ),
        check=PostCheck(date(2026, 1, 1), Checked(said["check"])),
        meetings=tuple(Meeting(number, each) for number, each in enumerate(came, 1)),
        topics=tuple(Topic(number, each) for number, each in enumerate(spoke, 1)),
        ratings=tuple(
            Rating(date.fromisoformat(month), tuple(2 * mark for mark in marks))
            for month, marks in said["ratings"].items()
        ),
    )
    return facts, Colour(said["before"])


def table(title):
    """The rows below a heading, without the table's head."""
    part = PAGE.split(f"## {title}")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line[:1] == "|"]
    return rows[2:]


def decimal(points):
    return "unknown" if points is None else f"{points / 10:.1f}"


@pytest.fixture(scope="module")
def verdict():
    facts, before = facts_of_the_page()
    return judge(facts, own(), before)


def test_every_indicators_value_and_points(verdict):
    lines = {line.key: line for line in verdict.lines}
    rows = table("1.")
    assert [row[0] for row in rows] == list(lines)
    for key, value, _, points in rows:
        assert (lines[key].value or "unknown", decimal(lines[key].points)) == (value, points)


def test_every_dimension(verdict):
    assert [(row[0], row[2]) for row in table("2.")] == [
        (each.value, decimal(verdict.dimensions[each])) for each in Dimension
    ]


def test_total_known_share_and_colour(verdict):
    part = PAGE.split("## 3.")[1].split("\n## ")[0]
    total, known, colour = re.findall(r"\*\*(.+?)\*\*", part)
    assert (total, known, colour) == (tenths(verdict.total), f"{verdict.known // 10} %", verdict.colour.value)


def test_what_would_raise_it(verdict):
    lines = {line.key: line for line in verdict.lines}
    for key, how, more in table("4."):
        raised = verdict.gain(lines[key]) if "full" in how or "unknown" in how else verdict.step(lines[key])
        assert f"+{raised / 10:.1f}" == more
