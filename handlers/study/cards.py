"""Lessons and hours in words."""

from datetime import date, datetime

from handlers.kit.screens.text import Markup, clip, day_text, lines
from scoring.study import hours_text
from storage.study.pace import Year
from storage.study.progress import Item, State
from storage.study.rows import Check, Lesson, Part, Training

SHORT = 30
SIGNS = {State.NEW: "🔵", State.UNDER_WAY: "▶️", State.FINISHED: "✅"}
KINDS = {
    "photo": "图片", "video": "视频", "audio": "音频", "voice": "语音", "document": "文件", "video_note": "视频",
    "animation": "动图",
}  # fmt: skip
LETTERS = "ABCD"
STEPS = 10


def label(item: Item) -> str:
    lesson = item.lesson
    far = f"（{item.reached}/{len(lesson.parts)}）" if item.state is State.UNDER_WAY else ""
    return clip(f"{SIGNS[item.state]} {lesson.title}{far}　{lesson.minutes} 分钟", 60)


def next_label(item: Item) -> str:
    return clip(f"▶ {'接着学' if item.reached else '下一门'}：{item.lesson.title}　{item.lesson.minutes} 分钟", 60)


def audience_text(where: str, *, members_only: bool) -> str:
    return f"{where}{'党员' if members_only else '全体人员'}"


def facts(lesson: Lesson, today: date) -> Markup:
    """Topic, length, hours, last day, what is in it, how it ends."""
    late = "（已过期限，仍可补学）" if lesson.until and lesson.until < today else ""
    return lines(
        Markup("主题：{}").format(lesson.topic),
        Markup("时长约 {} 分钟，计 {} 学时").format(lesson.minutes, hours_text(lesson.tenths)),
        Markup("学时由发布人核定：{}").format(lesson.grounds) if lesson.grounds else None,
        Markup("请在 {} 前学完{}").format(day_text(lesson.until, today), late) if lesson.until else None,
        Markup("共 {} 部分，学完后{}").format(len(lesson.parts), check_text(lesson.check)),
    )


def check_text(check: str) -> str:
    return "答一道题" if check == Check.QUESTION else "写几句收获"


def lesson_text(item: Item, where: str, by: str, today: date) -> Markup:
    lesson, record = item.lesson, item.record
    if item.state is State.FINISHED and record is not None and record.finished_on is not None:
        standing = Markup("✅ {} 学完，已计 {} 学时。").format(
            day_text(record.finished_on, today), hours_text(record.tenths)
        )
    elif item.state is State.UNDER_WAY:
        standing = Markup("▶️ 学到第 {}/{} 部分。").format(item.reached, len(lesson.parts))
    else:
        standing = Markup("🔵 还没有学。")
    return lines(
        Markup("<b>📖 {}</b>").format(lesson.title),
        facts(lesson, today),
        Markup("面向：{}　发布：{}").format(audience_text(where, members_only=lesson.members_only), by),
        Markup("\n{}").format(standing),
    )


def part_text(lesson: Lesson, number: int, part: Part) -> Markup:
    """The words of a part; above them which one it is."""
    heading = Markup("<b>📖 {}</b>　{}/{}").format(clip(lesson.title, SHORT), number, len(lesson.parts))
    shown = "、".join(dict.fromkeys(KINDS.get(kind, "文件") for kind, _ in part.files))
    sent = Markup("本部分的{}在上面。").format(shown) if part.files else None
    return lines(heading, sent, Markup("\n{}").format(part.text) if part.text else None)


def part_summary(number: int, part: Part) -> Markup:
    kinds = [KINDS.get(kind, "文件") for kind, _ in part.files]
    counted = [f"{kind} {kinds.count(kind)}" if kinds.count(kind) > 1 else kind for kind in dict.fromkeys(kinds)]
    words = clip(" ".join(part.text.split()), 40)
    return Markup("{}. {}").format(number, "　".join([*counted, *([words] if words else [])]))


def new_text(lesson: Lesson, by: str, today: date) -> Markup:
    """What tells people of a new lesson."""
    return lines(Markup("📖 新微课（{} 发布）：<b>{}</b>").format(by, lesson.title), facts(lesson, today))


def unfinished_text(lesson: Lesson, today: date) -> Markup:
    if lesson.until is None:
        return Markup("📖 有一门微课您还没有学完：<b>{}</b>").format(clip(lesson.title, SHORT))
    if lesson.until < today:
        return Markup("❗ 微课<b>{}</b>已过期限，请尽快补学").format(clip(lesson.title, SHORT))
    return Markup("⏰ 微课<b>{}</b>请在 {} 前学完").format(clip(lesson.title, SHORT), day_text(lesson.until, today))


def bar(tenths: int, target: int) -> str:
    """▓▓▓░░░░░░░."""
    full = min(STEPS, tenths * STEPS // target) if target else STEPS
    return "▓" * full + "░" * (STEPS - full)


def hours_line(year: Year, *, over: bool = False) -> Markup:
    """The year's hours, with them the pace, or once it is `over` how it ended."""
    text = Markup("{} {}/{} 学时").format(
        bar(year.tenths, year.target), hours_text(year.tenths), hours_text(year.target)
    )
    if year.done:
        return text + Markup("　✅ 已达标")
    if over:
        return text + Markup("　❗ 未达标") if year.behind else text
    if year.behind:
        return text + Markup("\n⏳ 按全年进度，今天应有 {}，还差 {}。").format(
            hours_text(year.expected), hours_text(year.expected - year.tenths)
        )
    return text + Markup("　进度正常")


def pace_line(year: Year) -> Markup:
    """Somebody in the list of a branch."""
    sign = "⏳" if year.behind else "✅" if year.done else "🟢"
    return Markup("{} {}　{}/{}").format(sign, year.who.name, hours_text(year.tenths), hours_text(year.target))


def behind_text(year: Year, today: date) -> Markup:
    return Markup("⏰ 您{}年学时 <b>{}/{}</b>，按进度应有 {}，请抓紧学习").format(
        today.year, hours_text(year.tenths), hours_text(year.target), hours_text(year.expected)
    )


def training_label(training: Training, people: int) -> str:
    return clip(f"{training.held_on:%Y-%m-%d} {training.name}　{people} 人", 60)


def managed_label(lesson: Lesson, done: int, now: datetime) -> str:
    """A lesson for those who answer for it; ⬇ is one that was retired."""
    retired = "⬇ " if lesson.retired_at else ""
    return clip(f"{retired}{lesson.at.astimezone(now.tzinfo):%m-%d} {lesson.title}　{done} 人学完", 60)
