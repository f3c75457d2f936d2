"""The first two questions about a talk: with whom, and of which kind; when, and where. Each is answered at once, or by taps."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from telegram import InlineKeyboardButton

from handlers.kit.forms.calendar import TurnTo
from handlers.kit.forms.choices import LONGEST_NAME, Person, Pick, among, each
from handlers.kit.forms.dates import AHEAD, Day
from handlers.kit.forms.form import NEXT, Answer, Chosen, Next, draft, scratch, this_step
from handlers.kit.forms.pieces import Piece
from handlers.kit.forms.question import Way
from handlers.kit.screens.context import Context, Rows
from handlers.kit.screens.finding import matching, person_label
from handlers.kit.screens.navigation import in_columns
from handlers.kit.screens.text import Markup, day_text, length, lines
from handlers.talks import sent
from scoring.chinese.times import Unclear, split_when
from storage.engine.refusal import Refusal
from storage.people import directory
from storage.people.access import may, reach
from storage.people.directory import Who
from storage.people.rights import Act, Reach
from storage.talks import content
from storage.talks.rows import Refused, TalkKind, kinds_for, may_talk, pair_of

PLACES = ("办公室", "会议室", "对方家中", "电话")
LONGEST_PLACE, LONGEST_ANSWER, LONGEST_MISTYPED = 40, 80, 6
STORY = re.compile(r"[。；;！!？?\n]|谈了|谈到|谈及|聊了|聊到|说")
"""What is told, rather than where it was."""


def choose(context: Context, other: Who, kind: TalkKind) -> None:
    """Put the one talked with, the kind and, for a heart-to-heart talk, between whom of the branch it was, into the draft."""
    pair = pair_of(context.me, other) if kind is TalkKind.HEART else None
    draft(context).update(
        person=other.person_id, person_name=other.name, kind=kind.value, pair=f"（{pair.value}）" if pair else ""
    )


async def the_other(context: Context, person: int) -> Who:
    async with context.read() as session:
        return await content.talked_with(session, context.me, person)


async def within_reach(context: Context) -> list[Who]:
    me, wide = context.me, reach(context.me, Act.LOG_TALK) is Reach.BUREAU
    async with context.read() as session:
        everyone = await directory.people_of(session, branch_id=None if wide else me.branch_id)
    return [who for who in everyone if may_talk(me, who)]


def kept_already(name: str) -> Way:
    """At a question that is asked once more."""
    return Way(lambda facts: "‹ 不改" if name in facts else None, to=NEXT)


class Other(Person):
    """The kinds stand above the people; of those whom the words of the talk name, if any came early, first."""

    async def words(self, context: Context) -> Markup:
        return lines(await super().words(context), sent.note(context, "没有找到是谁", "是姓名请换个写法再试"))

    async def rows(self, context: Context) -> Rows:
        chosen = _kind(context)
        kinds = [Pick(kind.value).labelled(f"{'● ' * (kind is chosen)}{kind.value}") for kind in _kinds(context)]
        wide = reach(context.me, Act.LOG_TALK) is Reach.BUREAU
        # Where one's reach is the bureau, each label says of which branch they are.
        people = await Person.rows(replace(self, columns=1, label=person_label) if wide else self, context)
        return [*in_columns(kinds), *people]

    async def matching(self, context: Context) -> list[Who]:
        said = "".join(piece["text"] for piece in draft(context).get("ahead", []))
        return sorted(await super().matching(context), key=lambda who: who.name not in said)

    def answers(self) -> tuple[Answer, ...]:
        return (*super().answers(), sent.EARLY_VOICE)

    async def narrow(self, context: Context) -> Next:
        """One who bears exactly that name is meant; words that name nobody may be of the talk."""
        facts, name = draft(context), " ".join(context.text.split())
        facts["early"] = [piece for piece in facts.get("early", []) if _is_no_name(piece)]
        found = matching(await self.everyone(context), name) if length(name) <= LONGEST_NAME else []
        if not found:
            scratch(context).pop("query", None)
            return await sent.came_early(context)
        if len(found) == 1 and name in (found[0].name, found[0].police_no):
            return await self.keep(context, found[0])
        return await super().narrow(context)

    async def picked(self, context: Context, button: Pick) -> Next:
        """A kind, or a person. Raises Refusal."""
        if button.key not in list(TalkKind):
            return await super().picked(context, button)
        if TalkKind(button.key) not in _kinds(context):
            raise Refusal(Refused.NOT_COMMITTEE)
        scratch(context)["kind"] = button.key
        return this_step(context)

    async def keep(self, context: Context, value: Any) -> Next:
        """Raises Refusal for a kind that one does not hold with them."""
        kind = _kind(context)
        if kind not in kinds_for(context.me, value):
            raise Refusal(Refused.NOT_COMMITTEE)
        choose(context, value, kind)
        facts = draft(context)
        facts["early"] = [piece for piece in facts.get("early", []) if _is_no_name(piece)]
        return self.kept(context, value.person_id)


def _kind(context: Context) -> TalkKind:
    return TalkKind(scratch(context).get("kind") or draft(context)["kind"])


def _kinds(context: Context) -> list[TalkKind]:
    return [kind for kind in TalkKind if not kind.is_interview or may(context.me, Act.LOG_INTERVIEW)]


def _is_no_name(piece: Piece) -> bool:
    """Whether it is more than a name that was mistyped."""
    return bool(piece["file"]) or length(piece["text"]) > LONGEST_MISTYPED


class Held(Day):
    """A day that has been, with its hour where it is written, and a place: in one message, or by taps in any order."""

    async def show(self, context: Context) -> None:
        facts, open_ = draft(context), scratch(context)
        if "when" in facts and "place" not in open_:
            open_.update(day=facts["when"], hour=facts["hour"], place=facts["place"])
        await super().show(context)

    async def words(self, context: Context) -> Markup:
        open_, today = scratch(context), context.now.date()
        day, place = open_.get("day"), open_.get("place")
        missing = "" if day and place else "还差时间：" if place else "还差地点：" if day else ""
        return lines(
            Markup(self.prompt).format_map(draft(context)) if isinstance(self.prompt, str) else None,
            Markup("时间：{} {}").format(day_text(date.fromisoformat(day), today), open_["hour"]).rstrip()
            if day
            else None,
            Markup("地点：已记下。") if place and place not in PLACES else None,
            Markup("{}点下面的按钮，或直接写，例如：{}。").format(
                missing, "办公室" if day and not place else "昨天下午3点" if place else "昨天下午3点，办公室"
            ),
            sent.note(context, "不像时间和地点", f"是地点请写短些（{LONGEST_PLACE} 字以内）"),
        )

    async def rows(self, context: Context) -> Rows:
        open_ = scratch(context)
        chosen = open_.get("place")
        places: list[InlineKeyboardButton] = [
            Pick(place).labelled(f"✓ {place}" if place == chosen else place) for place in PLACES
        ]
        if open_.get("day"):
            return [*in_columns(places), [TurnTo(f"{open_['day'][:8]}01").labelled("‹ 换日期")]]
        return [*in_columns(places), *await super().rows(context)]

    def answers(self) -> tuple[Answer, ...]:
        return (*super().answers(), Chosen(Pick, self.at_place), sent.EARLY_VOICE)

    async def at_place(self, context: Context, button: Pick) -> Next:
        """Raises Refusal for what is not offered."""
        scratch(context)["place"] = among(each(*PLACES), button.key).value
        return await self._both(context)

    async def turn(self, context: Context, button: TurnTo) -> Next:
        scratch(context).pop("day", None)
        return await super().turn(context, button)

    async def take_day(self, context: Context, day: date) -> Next:
        """Raises Refusal for a day to come."""
        if day > context.now.date():
            raise Refusal(AHEAD)
        scratch(context).update(day=day.isoformat(), hour="")
        return await self._both(context)

    async def take(self, context: Context, text: str) -> Next:
        """A time, a place, or both; what tells a story may be of the talk. Raises Refusal for a time that cannot be, or is to come."""
        if length(text) > LONGEST_ANSWER:
            return await sent.came_early(context)
        try:
            when, place = split_when(text, context.now, past=True)
        except Unclear as error:
            raise Refusal(str(error)) from error
        if when is not None and when.at > context.now:
            raise Refusal(Refused.AHEAD)
        open_ = scratch(context)
        if when is not None:
            open_.update(day=when.at.date().isoformat(), hour=f"{when.at:%H:%M}" if when.has_time else "")
        if STORY.search(place) or length(place) > LONGEST_PLACE:
            return await sent.came_early(context)
        if place:
            open_["place"] = place
        return await self._both(context)

    async def _both(self, context: Context) -> Next:
        open_ = scratch(context)
        if not (open_.get("day") and open_.get("place")):
            return this_step(context)
        draft(context).update(hour=open_["hour"], place=open_["place"])
        return await self.keep(context, date.fromisoformat(open_["day"]))
