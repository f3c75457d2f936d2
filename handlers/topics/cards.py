"""Topics and opinions in words."""

from datetime import date, datetime

from handlers.kit.screens.text import Markup, clip, day_text, lines, when_text
from storage.meetings.rows import Meeting
from storage.people.directory import Who
from storage.topics.lists import Counted, Said
from storage.topics.meetings import MEETING_OF
from storage.topics.rows import Kind, Opinion, Sort, Topic, Verdict, may_read

SHORT = 24
MARKS = {Verdict.PRAISE: "👍", Verdict.ENCOURAGE: "💪", Verdict.CRITICISE: "🔎"}
SIGNS = {Sort.OPINION: "💬", Sort.SELF: "🪞", Sort.CRITICISM: "🤝", Sort.REPLY: "↪"}
WITHIN = "（批评与自我批评的内容只在本支部内可见）"


def label(found: Counted, today: date, branch: str = "") -> str:
    """A line of the list; with the branch's name among those of several."""
    topic = found.topic
    state = "✓ " if topic.closed_at else "⏳ " if topic.until < today else "🔵 "
    where = f"{branch}：" if branch else ""
    return f"{state}{topic.until:%m-%d} {where}{clip(topic.title, SHORT)}（{found.speakers} 人发言）"


def topic_text(found: Counted, by: str, branch: str, meeting: Meeting | None, now: datetime) -> Markup:
    """A topic with where it stands, and the meeting that it prepares; with its branch for who belongs to another one."""
    topic = found.topic
    stands = (
        f"{when_text(topic.closed_at, now)}结束"
        if topic.closed_at
        else f"发言截止：{day_text(topic.until, now.date())}"
    )
    return lines(
        Markup("🗣 <b>{}：{}</b>").format(topic.kind, topic.title),
        Markup("{}").format(clip(topic.text, 1500 if topic.summary else 3000)),
        Markup("—— {}{}，{}").format(f"{branch} " if branch else "", by, when_text(topic.at, now)),
        Markup("\n{}").format(stands),
        meeting_line(topic, meeting, now),
        Markup("{} 人发言 {} 条").format(found.speakers, found.opinions)
        + (Markup("，待答复 {} 条").format(found.unanswered) if found.unanswered else Markup("")),
        Markup("\n📌 <b>小结</b>\n{}").format(clip(topic.summary, 2000)) if topic.summary else None,
    )


def meeting_line(topic: Topic, meeting: Meeting | None, now: datetime) -> Markup | None:
    """When the meeting is for which opinions are gathered."""
    if Kind(topic.kind) not in MEETING_OF:
        return None
    if meeting is None:
        return Markup("🗓 会议：还没有召集{}").format(topic.kind)
    return Markup("🗓 会议：{}　{}").format(meeting.title, when_text(meeting.starts_at, now))


def who(said: Said) -> str:
    """By whom, about whom."""
    return f"{said.by} → {said.about}" if said.about else said.by


def line(me: Who, topic: Topic, said: Said, number: int) -> Markup:
    sort = Sort(said.opinion.sort)
    mark = Markup("　{}").format(MARKS[Verdict(said.answer.verdict)]) if said.answer else Markup("")
    return Markup("{}. {} <b>{}</b> {}{}\n{}").format(
        number, SIGNS[sort], who(said), sort.value, mark, words(me, topic, said.opinion, 160)
    )


def words(me: Who, topic: Topic, opinion: Opinion, longest: int) -> Markup:
    """What it says, as far as that person may read it."""
    if not may_read(me, topic, opinion):
        return Markup("<i>{}</i>").format("本人已撤回" if opinion.withdrawn_at else WITHIN)
    changed = Markup(" <i>（已修改）</i>") if opinion.changed_at else Markup("")
    gone = Markup(" <i>（本人已撤回）</i>") if opinion.withdrawn_at else Markup("")
    return Markup("{}{}{}").format(clip(opinion.text, longest), changed, gone)


def opinion_text(me: Who, topic: Topic, said: Said, now: datetime) -> Markup:
    opinion = said.opinion
    sort = Sort(opinion.sort)
    answer = None
    if said.answer and may_read(me, topic, opinion):
        verdict = Verdict(said.answer.verdict)
        given = "（群里的表态）" if said.answer.reacted else f"：{said.answer.words}" if said.answer.words else ""
        answer = Markup("\n{} <b>书记{}</b>{}").format(MARKS[verdict], verdict.value, clip(given, 800))
    return lines(
        Markup("{} <b>{}</b> {}　{}").format(SIGNS[sort], who(said), sort.value, when_text(opinion.at, now)),
        Markup("话题：{}").format(topic.title),
        Markup("\n{}").format(words(me, topic, opinion, 2000)),
        answer,
    )


def posted(topic: Topic, opinion: Opinion, by: str) -> Markup:
    """An opinion in the branch's group."""
    return lines(
        Markup("💬 <b>{}</b> 在话题“{}”发言：").format(by, topic.title), Markup("{}").format(clip(opinion.text, 3000))
    )
