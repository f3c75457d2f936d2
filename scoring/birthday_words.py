"""Words for a political birthday: the oath, drafts that a secretary may start from, and what is said if nobody writes."""

from collections.abc import Sequence

OATH = (
    "我志愿加入中国共产党，拥护党的纲领，遵守党的章程，履行党员义务，执行党的决定，严守党的纪律，保守党的秘密，"
    "对党忠诚，积极工作，为共产主义奋斗终身，随时准备为党和人民牺牲一切，永不叛党。"
)
"""The oath on joining, to the letter."""
_DIGITS = "零一二三四五六七八九十"


def drafts(name: str, years: int, posts: Sequence[str], position: str | None) -> tuple[str, ...]:
    """A few dignified texts filled from the record, for the writer to take over or to change."""
    role = f"担任{'、'.join(posts)}以来" if posts else f"在{position}岗位上" if position else "在平凡的岗位上"
    return (
        f"{name}同志：今天是您入党{years}周年的政治生日。{_span(years)}您{role}，勤勉尽责、默默奉献，"
        "支部的同志都看在眼里。愿您牢记入党誓词，初心如磐，继续走在前、作表率。",
        f"{name}同志：{years}年前的今天，支部大会通过决议，接收您加入党组织。{role}，您用行动诠释了共产党员的担当。"
        "值此政治生日，向您致以诚挚的祝贺，望珍惜荣誉、再接再厉，不负党和人民的重托。",
        f"{name}同志，祝您政治生日快乐！入党{years}年来，您对党忠诚、心系群众，在急难险重任务面前冲得上、顶得住。"
        "愿您始终保持入党时的那份赤诚，平安健康，再立新功。",
    )


def in_words(number: int) -> str:
    """A number below 100 in Chinese numerals: 十, 二十, 三十五."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return head + (_DIGITS[ones] if ones else "")


def _span(years: int) -> str:
    """Whole decades, as one says them: 十载, 二十余载."""
    tens, ones = divmod(years, 10)
    if not tens:
        return "一路走来，"
    about = in_words(tens * 10) + ("余载" if ones else "载")
    return about + ("躬身笃行，" if tens == 1 else "砥砺前行，" if tens == 2 else "风雨兼程，")


def default(name: str, years: int) -> str:
    """What the card says when nothing was written in time; it may be read some days late."""
    return (
        f"{name}同志：值此您入党{years}周年政治生日之际，党支部向您致以诚挚的祝贺。"
        "愿您牢记入党誓词，坚守初心使命，在本职岗位上再立新功。"
    )
