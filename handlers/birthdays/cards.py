"""Birthdays in words."""

from collections.abc import Sequence
from datetime import date

from handlers.kit.screens.text import Markup, day_text, lines, month_text
from handlers.kit.screens.when_sent import day
from scoring import birthdays
from scoring.birthday_words import OATH
from storage.birthdays.celebrants import Celebrant
from storage.birthdays.growth import Milestone
from storage.birthdays.rows import PoliticalBirthday, Telling

TELLINGS = {
    Telling.NOBODY: "不告诉支部",
    Telling.HOME: "只在支部同志的首页提一句",
    Telling.PHOTO: "在支部同志的首页祝贺，并附我的照片",
    Telling.GROUP: "在支部群里祝贺，不附贺卡",
    Telling.CARD: "在支部群里祝贺，并附贺卡",
}
TODAY = "🎂 今天是我的政治生日"


def oath_text() -> Markup:
    """The oath, to the letter."""
    return Markup("<b>入党誓词</b>\n<blockquote>{}</blockquote>").format(OATH)


def long_date(day: date) -> str:
    """2006年11月24日."""
    return f"{day.year}年{day.month}月{day.day}日"


def known_date(day: date, fact: str, vague: frozenset[str]) -> str:
    """As long_date(), without the day where nobody knows it."""
    return month_text(day) if fact in vague else long_date(day)


def countdown(joined: date, full: date | None, today: date, vague: frozenset[str] = frozenset()) -> Markup:
    """The 党龄 since full membership, where it is known, and when the next birthday is; of the facts that are `vague` only the month is known."""
    upcoming, years = birthdays.upcoming(joined, today), birthdays.completed(joined, today)
    standing = birthdays.standing(full, today)
    left = (upcoming.day - today).days
    if birthdays.welcomed(joined, today) and "入党日期" not in vague:
        first = Markup("🎉 今天是您加入中国共产党的日子，欢迎您，{}同志！").format("新党员")
        return lines(first, Markup("第一个政治生日是 {}。").format(day_text(upcoming.day, today)))
    return lines(
        Markup("党龄：{}（从转正之日 {} 算起）").format(
            f"{standing} 年" if standing else "不满 1 年", known_date(full, "转正日期", vague)
        )
        if full and standing is not None
        else None,
        Markup("下一个政治生日：{}（入党 {} 周年）。名册里只有入党年月，按当月 1 日祝贺").format(
            month_text(upcoming.day), upcoming.years
        )
        if "入党日期" in vague
        else Markup("<b>今天就是您的政治生日，入党 {} 周年！</b>").format(years)
        if left == 0
        else Markup("下一个政治生日：{}（入党 {} 周年），还有 {} 天").format(
            day_text(upcoming.day, today), upcoming.years, left
        ),
    )


def milestone_line(each: Milestone) -> Markup:
    """One line of the growth list."""
    return Markup("• {}　{}").format(each.when, each.text)


def caption(name: str, row: PoliticalBirthday, years: int, standing: int | None, *, late: int = 0) -> Markup:
    """What stands below the card: all of its words, for those who have them read out."""
    return lines(
        Markup("🎂 <b>{}同志，政治生日快乐！</b>").format(name),
        Markup("{}是您入党 {} 周年的政治生日{}。").format(
            long_date(row.day), years, f"，党龄 {standing} 年" if standing else ""
        ),
        Markup("（机器人停机，祝福晚到了 {} 天，请您见谅。）").format(late) if late else None,
        Markup("\n<b>寄语</b>\n{}\n—— {}").format(row.words, row.signed),
    )


def group_text(celebrant: Celebrant) -> Markup:
    name = celebrant.who.name
    return Markup("🎂 今天是<b>{}</b>同志入党 {} 周年的政治生日。\n祝{}同志政治生日快乐，不忘初心、牢记使命！").format(
        name, celebrant.birthday.years, name
    )


def ask_text(celebrant: Celebrant, today: date) -> Markup:
    """What the writer reads a week ahead."""
    return Markup("✍ <b>{}</b>同志{}过政治生日，入党 {} 周年。请您为贺卡写一段寄语，也可以从草稿改起。").format(
        celebrant.who.name, day_text(celebrant.birthday.day, today), celebrant.birthday.years
    )


def again_text(celebrant: Celebrant, today: date) -> Markup:
    """What the writer reads when it is near."""
    return Markup(
        "⏰ <b>{}</b>同志{}过政治生日：{}，寄语还没有写。到时没有寄语，贺卡上用的是以党支部名义的默认祝词。"
    ).format(celebrant.who.name, day(celebrant.birthday.day), day_text(celebrant.birthday.day, today))


def state(celebrant: Celebrant) -> str:
    """A sign for a line of the list."""
    return "🎁" if celebrant.given else "✅" if celebrant.written else "✍"


def names_of(celebrants: Sequence[Celebrant]) -> str:
    return "、".join(each.who.name for each in celebrants)
