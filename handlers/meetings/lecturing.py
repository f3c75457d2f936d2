"""Who gives a party lecture: asked when it is called, put right until its minutes are out."""

from collections.abc import Sequence

from handlers.kit.forms.choices import Person
from handlers.kit.forms.form import Form, Next, draft
from handlers.kit.forms.question import Way
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import OpenMeeting
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup
from handlers.meetings import pushes
from handlers.meetings.buttons import StartLecturer
from handlers.meetings.view import chaired, conducting
from storage.meetings import lecturers, lists
from storage.people import directory
from storage.people.directory import Who

OUTSIDE = "不在名册上的同志"


async def everybody(context: Context) -> Sequence[Who]:
    """One's own branch first."""
    async with context.read() as session:
        found = await directory.people_of(session)
    return sorted(found, key=lambda who: who.branch_id != context.me.branch_id)


async def _outside(context: Context) -> Next:
    draft(context)["lecturer_name"] = OUTSIDE
    return LECTURER.kept(context, None)


LECTURER = Person(
    "lecturer",
    "<b>主讲人</b>\n谁来讲？点姓名，或输入姓名、拼音查找（外支部的领导干部也可以）。讲课会计入领导干部的职责。",
    everybody,
    ways=[Way(OUTSIDE, does=_outside)],
)


async def begin(context: Context, button: StartLecturer) -> None:
    view = await chaired(context, button.meeting)
    lecturers.lecturable(view.meeting)
    draft(context).update(meeting=button.meeting)


async def save(context: Context) -> None:
    facts = draft(context)
    async with conducting(context, facts["meeting"]) as tx:
        meeting = await lists.find(tx, facts["meeting"])
        await lecturers.put(tx, meeting, facts["lecturer"])
        await pushes.lecturing(tx, meeting, context, facts["lecturer"])
    text = Markup("🎤 主讲人已登记：<b>{}</b>").format(facts["lecturer_name"])
    await context.show(text, [back(OpenMeeting(facts["meeting"]))])


NAMING = Form("lecturer", "登记主讲人", StartLecturer, [LECTURER], begin=begin, save=save)
