"""Exams in words."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from math import ceil

from handlers.kit.screens.text import Markup, clip, lines, when_text
from scoring.exams import Kind, percent
from storage.exams.rows import Exam, Question, Sitting
from storage.exams.sitting import Asked, Mine, Paper

LETTERS = "ABCDEFGH"
SHORT = 30


def exam_facts(exam: Exam, now: datetime) -> Markup:
    """What everybody may know of it."""
    points = " · ".join(f"{kind} {exam.points[kind]} 分" for kind in Kind)
    return lines(
        Markup("开放：{} 至 {}").format(when_text(exam.opens_at, now), when_text(exam.closes_at, now)),
        Markup("共 {} 题，限时 {} 分钟，可作答 {} 次，得分达 {}% 合格。").format(
            exam.asks, exam.minutes, exam.tries, exam.pass_percent
        ),
        Markup("{}；多选题选对全部、没有多选才得分。").format(points),
    )


def announced(exam: Exam, by: str, now: datetime) -> Markup:
    heading = Markup("📝 <b>{}：{}</b>（{} 发布）").format(exam.word, exam.title, by)
    return lines(heading, exam_facts(exam, now))


def reminded(exam: Exam, until: datetime, now: datetime) -> Markup:
    return Markup("📝 {}<b>{}</b>您还没有参加，{} 结束。").format(exam.word, exam.title, when_text(until, now))


def label(mine: Mine, now: datetime) -> str:
    exam, best = mine.exam, mine.best
    if mine.under_way is not None:
        sign = "⏳"
    elif best is not None:
        sign = "✅" if best.passed(exam) else "✗"
    elif now < exam.opens_at:
        sign = "🕒"
    else:
        sign = "🔵" if mine.can_start(now) else "⚪"
    earned = f"　{percent(best.share)}%" if best else ""
    return f"{sign} {exam.closes_at.astimezone(now.tzinfo):%m-%d} {clip(exam.title, SHORT)}{earned}"


def exam_card(mine: Mine, by: str, now: datetime) -> Markup:
    """One exam as I have it."""
    exam, taker = mine.exam, mine.taker
    extra = None
    if taker.extra_opens_at and taker.extra_closes_at:
        ends = when_text(taker.extra_opens_at, now), when_text(taker.extra_closes_at, now)
        extra = Markup("🕒 您的补考时间：{} 至 {}").format(*ends)
    done = (each for each in mine.sittings if each.handed_in_at)
    results = (Markup("第 {} 次：{}").format(each.number, earned(each, exam)) for each in done)
    return lines(announced(exam, by, now), extra, *results)


def earned(sitting: Sitting, exam: Exam) -> Markup:
    """85 / 100 分（85%）✅ 合格."""
    word = "✅ 合格" if sitting.passed(exam) else "✗ 未合格"
    return Markup("{} / {} 分（{}%）{}").format(sitting.points or 0, sitting.full or 0, percent(sitting.share), word)


def result(paper: Paper, now: datetime) -> Markup:
    sitting, exam = paper.sitting, paper.exam
    took = (sitting.handed_in_at or now) - sitting.started_at
    return lines(
        Markup("<b>📝 {}</b>　第 {} 次").format(exam.title, sitting.number),
        Markup("⏰ 时间到，系统已自动交卷。") if sitting.by_itself else Markup("✅ 已交卷。"),
        Markup("得分：{}").format(earned(sitting, exam)),
        Markup("答了 {} / {} 题，用时 {}。").format(paper.length - len(paper.unanswered), paper.length, lasting(took)),
    )


def lasting(time: timedelta) -> str:
    """12 分 30 秒, without the hours that no exam has."""
    seconds = max(0, ceil(time.total_seconds()))
    return f"{seconds // 60} 分 {seconds % 60:02d} 秒"


def question(asked: Asked, paper: Paper, now: datetime) -> Markup:
    """The open question of a sitting, with the time left as it is now."""
    several = "（选好全部答案，再点一次取消）" if asked.question.sort is Kind.SEVERAL else ""
    return lines(
        Markup("<b>{}</b>　第 {}/{} 题").format(clip(paper.exam.title, SHORT), asked.place + 1, paper.length),
        Markup("⏳ 还剩 {}　已答 {}/{}").format(
            lasting(paper.sitting.deadline - now), paper.length - len(paper.unanswered), paper.length
        ),
        Markup("\n〔{} · {} 分〕{}{}").format(asked.question.sort, asked.points, asked.question.text, several),
        options(asked.options),
    )


def options(texts: Sequence[str]) -> Markup:
    """A. …, one below the other."""
    return lines(*(Markup("{}. {}").format(LETTERS[place], text) for place, text in enumerate(texts)))


def choice(asked: Question, texts: Sequence[str], place: int) -> str:
    """What a button says: the letter, and 对 or 错 with it, which is short."""
    return f"{LETTERS[place]} {texts[place]}" if asked.sort is Kind.JUDGE else LETTERS[place]


def letters(places: Iterable[int]) -> str:
    """ABD; a dash for none."""
    return "".join(LETTERS[place] for place in sorted(places)) or "—"


def explained(asked: Question, right: Iterable[int]) -> Markup:
    """The right answer as shown, with explanation and source."""
    return lines(
        Markup("正确答案：<b>{}</b>").format(letters(right)),
        Markup("解析：{}").format(asked.explanation) if asked.explanation else None,
        Markup("出处：{}").format(asked.source) if asked.source else None,
    )


def reviewed(asked: Asked, paper: Paper) -> Markup:
    """A question of a handed-in paper."""
    verdict = "✅ 答对" if asked.marked == asked.right else "✗ 答错" if asked.marked else "⚪ 没有作答"
    return lines(
        Markup("<b>{}</b>　第 {}/{} 题　{}").format(
            clip(paper.exam.title, SHORT), asked.place + 1, paper.length, verdict
        ),
        Markup("\n〔{}〕{}").format(asked.question.sort, asked.question.text),
        options(asked.options),
        Markup("\n您的答案：{}").format(letters(asked.marked)),
        explained(asked.question, asked.right),
    )


def question_label(each: Question) -> str:
    mark = "⛔ " if each.retired_at else ""
    return f"{mark}{each.kind} {clip(each.text, SHORT)}"


def whole_question(each: Question, branch: str | None) -> Markup:
    """A question of the bank with everything that is kept of it."""
    return lines(
        Markup("<b>第 {} 号题</b>　{} · {} · 难度 {}").format(each.number, each.kind, each.topic, each.difficulty),
        Markup("{}　{}").format(
            f"{branch}题库" if branch else "全局题库", "⛔ 已停用" if each.retired_at else "使用中"
        ),
        Markup("\n{}").format(each.text),
        options(each.options),
        Markup(""),
        explained(each, each.right),
    )
