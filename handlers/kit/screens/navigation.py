"""The ways through the screens: home, back, pages, months and years."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from telegram import InlineKeyboardButton

from handlers.kit.screens.buttons import Button
from scoring.cadence import add_months
from storage.people.rights import Act

PAGE = 8
T = TypeVar("T")


class Home(Button, prefix="home", act=Act.HOME):
    """To the first screen."""


HOME = [Home().labelled("🏠 首页")]


def back(to: Button) -> list[InlineKeyboardButton]:
    """The last row of a screen: one step back, and home."""
    return [to.labelled("‹ 返回"), *HOME]


def paged(
    items: Sequence[T], page: int, turn: Callable[[int], Button], size: int = PAGE
) -> tuple[Sequence[T], list[list[InlineKeyboardButton]]]:
    """The items of a page (from 0; one beyond the end shows the last), and the row that turns the pages, if any."""
    last = max(0, (len(items) - 1) // size)
    page = min(max(page, 0), last)
    shown = items[page * size : (page + 1) * size]
    if last == 0:
        return shown, []
    # At an edge the arrow leads round to the other end, so that no button is dead.
    before, after = (page - 1) % (last + 1), (page + 1) % (last + 1)
    row = [turn(before).labelled("◀"), turn(page).labelled(f"{page + 1}/{last + 1}"), turn(after).labelled("▶")]
    return shown, [row]


def other_months(month: date, turn: Callable[[date], Button], last: date = date.max) -> list[InlineKeyboardButton]:
    """To the month before, and to the one after if that has begun by the last day."""
    before, after = add_months(month, -1), add_months(month, 1)
    return [turn(before).labelled("◀ 上月"), *([turn(after).labelled("下月 ▶")] if after <= last else [])]


def other_years(year: int, turn: Callable[[int], Button], first: int, last: int) -> list[InlineKeyboardButton]:
    """To the years beside this one that there are."""
    beside = ((year - 1, f"◀ {year - 1}年"), (year + 1, f"{year + 1}年 ▶"))
    return [turn(each).labelled(label) for each, label in beside if first <= each <= last]


def in_columns(buttons: Sequence[InlineKeyboardButton], columns: int = 2) -> list[list[InlineKeyboardButton]]:
    """Buttons side by side."""
    return [list(buttons[start : start + columns]) for start in range(0, len(buttons), columns)]
