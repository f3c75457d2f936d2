"""Entering a post that somebody held before the bot was used, or since when one has been held that is held now."""

from collections.abc import Sequence
from datetime import date

from handlers.kit.forms.choices import Choice, Option, each
from handlers.kit.forms.dates import Day
from handlers.kit.forms.form import Draft, Form, draft
from handlers.kit.forms.question import Review, Way
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, lines
from handlers.people.buttons import History, StartPast
from handlers.people.history import span
from storage.engine.refusal import Refusal
from storage.people import directory, past
from storage.people.directory import Person
from storage.people.past import Held, Refused
from storage.people.posts import BRANCH_POSTS, Post


async def _begin(context: Context, button: StartPast) -> None:
    async with context.read() as session:
        person = await session.get(Person, button.person)
    if person is None:
        raise Refusal(Refused.NOBODY)
    draft(context).update(person=button.person, person_name=person.name)


async def _branches(context: Context) -> Sequence[Option]:
    async with context.read() as session:
        return [Option(number, name) for number, name in (await directory.branch_names(session)).items()]


def _of_branch(facts: Draft) -> bool:
    return facts.get("post") in {post.value for post in BRANCH_POSTS}


def _held(facts: Draft) -> Held:
    since, until = (date.fromisoformat(facts[name]) if facts[name] else None for name in ("since", "until"))
    return Held(Post(facts["post"]), facts.get("branch"), since, until)


async def _review(context: Context) -> Markup:
    facts = draft(context)
    held = _held(facts)
    async with context.read() as session:
        branch = (await directory.branch_names(session)).get(held.branch_id or 0, "")
    return lines(
        Markup("<b>请核对</b>"),
        Markup("<b>{}</b>　{}{}").format(facts["person_name"], branch, held.post.value),
        Markup("{}").format(span(held.since, held.until, over=held.until is not None)),
    )


async def _save(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        await past.enter(tx, context.me, facts["person"], _held(facts), context.now)
    await context.show(Markup("✅ 已补记。"), [back(History(facts["person"], 0))])


FORM = Form(
    name="post_past",
    title="补记任职",
    start=StartPast,
    begin=_begin,
    questions=[
        Choice(
            "post", "<b>{person_name}</b> 担任过（或正担任）什么职务？", options=each(*(post.value for post in Post))
        ),
        Choice("branch", "在哪个支部？", options=_branches, columns=1, when=_of_branch),
        Day("since", "从哪一天起担任？", past=True, ways=[Way("不详", value="")]),
        Day("until", "到哪一天免去？", past=True, ways=[Way("至今仍担任", value="")]),
        Review(
            "review",
            _review,
            "✅ 补记",
            _save,
            leads={Refused.ORDER: "until", Refused.NOT_HELD: "until", Refused.OVERLAPS: "since"},
            ways=[Way("改职务", to="post"), Way("改任职日期", to="since"), Way("改免职日期", to="until")],
        ),
    ],
)
