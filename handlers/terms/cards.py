"""Terms and elections in words."""

from collections.abc import Mapping
from datetime import date

from handlers.kit.screens.text import Markup, day_text, lines, names
from storage.people.register import Tenure
from storage.terms.rows import OFFICES, CommitteeTerm, TermElection, soon

COMMITTEE = "局党委"


def left(term: CommitteeTerm, today: date) -> str:
    """还有 90 天, 逾期 3 天."""
    days = (term.ends_on - today).days
    return f"❗ 任期届满已 {-days} 天，未换届" if days < 0 else "⚠️ 今天届满" if not days else f"还有 {days} 天"


def label(term: CommitteeTerm | None, name: str, today: date) -> str:
    if term is None:
        return f"➖ {name}　任期未登记"
    sign = "❗" if term.ends_on < today else "⏳" if term.ends_on <= soon(today) else "✅"
    return f"{sign} {term.ends_on:%Y-%m-%d}　{name}"


def term_text(term: CommitteeTerm, today: date) -> Markup:
    changed = f"（按规定是 {term.by_rule:%Y-%m-%d}，已批准更改）" if term.ends_on != term.by_rule else ""
    return Markup("本届自 {} 起，任期 {} 年，<b>{:%Y-%m-%d}</b> 届满{}　{}").format(
        f"{term.begun_on:%Y-%m-%d}", term.years, term.ends_on, changed, left(term, today)
    )


def tenure_text(tenure: Tenure) -> Markup:
    """支部书记　王芳　2024-03-15 至今."""
    since = f"{tenure.since:%Y-%m-%d}" if tenure.since else "（开始日期不详）"
    until = "至今" if not tenure.over else f"至 {tenure.until:%Y-%m-%d}" if tenure.until else "（已结束，日期不详）"
    return Markup("• {}　{}　{} {}").format(tenure.post.value, tenure.name, since, until)


def posts_text(posts: Mapping[str, int], known: Mapping[int, str]) -> Markup:
    """Every post of the committee with whose it becomes."""
    rows = [
        Markup("• {}：{}").format(post.value, known.get(posts[post.value], "") if post.value in posts else "空缺")
        for post in OFFICES
    ]
    return lines(*rows)


def election_text(row: TermElection, branch: str, known: Mapping[int, str], today: date) -> Markup:
    """What was prepared, and how far it is."""
    return lines(
        Markup("<b>🏛 {}　换届选举</b>").format(branch),
        Markup("应选 {} 名，候选人 {} 名：{}").format(
            row.seats, len(row.candidates), names(known.get(each, "") for each in row.candidates)
        ),
        result_text(row, known, today) if row.reported_at else None,
    )


def result_text(row: TermElection, known: Mapping[int, str], today: date) -> Markup:
    state = {None: "⏳ 已报上级，等待答复", True: "✅ 上级已同意，职务已登记", False: "↩ 上级退回，请改好后重新上报"}
    return lines(
        Markup("选举日期：{}　{}").format(
            day_text(row.held_on, today) if row.held_on else "",
            "表决由本系统计票" if row.counted else "由支部登记（不是本系统计票）",
        ),
        Markup("当选：{}").format(names(known.get(each, "") for each in row.winners or [])),
        posts_text(row.posts or {}, known),
        Markup("{}").format(state[row.agreed]),
        Markup("上级意见：{}").format(row.word) if row.word else None,
    )
