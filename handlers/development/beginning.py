"""Beginning a case: somebody of the branch has applied."""

from datetime import date

from handlers.development import cards, looking
from handlers.development.buttons import Develop, ManageCase, StartCase
from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms.days import DayPicker
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, in_columns, paged
from handlers.kit.screens.text import Markup
from storage.development import cases, dossiers
from storage.development.rows import DevelopmentCase, Origin, Refused
from storage.people.access import Act
from storage.people.directory import who_has_id

PEOPLE_A_PAGE = 20


class PickApplicant(Button, prefix="dv_whose", act=Act.RUN_DEVELOPMENT):
    """Who has applied."""

    person: int


class TurnApplicants(Button, prefix="dv_whose_p", act=Act.RUN_DEVELOPMENT):
    """Turn the list."""

    page: int


class PickOrigin(Button, prefix="dv_from", act=Act.RUN_DEVELOPMENT):
    """Where the way began that the roster knows of."""

    origin: str


async def begin_case(context: Context, _button: StartCase) -> Next:
    """Somebody of the own branch who is no member."""
    draft(context).update(page=0)
    return "whose"


async def ask_whose(context: Context) -> None:
    """Who of the branch has applied."""
    async with context.read() as session:
        found = await dossiers.candidates(session, context.me.branch_id)
    shown, turning = paged(found, draft(context)["page"], TurnApplicants, PEOPLE_A_PAGE)
    text = "谁递交了入党申请书？" if found else "本支部没有可以登记的人员，请党务干部核对名册。"
    rows = in_columns([PickApplicant(who.person_id).labelled(who.name) for who in shown], 3)
    await ask(context, Markup("<b>➕ 登记入党申请</b>\n{}").format(text), [*rows, *turning])


async def turn(context: Context, button: TurnApplicants) -> Next:
    draft(context)["page"] = button.page
    return "whose"


async def pick_applicant(context: Context, button: PickApplicant) -> Next:
    """Only one of those that can be."""
    async with context.read() as session:
        refused = await cases.why_not_begin(session, context.me, button.person)
    if refused:
        await context.tell(refused.value)
        return None
    draft(context).update(person=button.person, origin=Origin.NEW.name)
    async with context.read() as session:
        who = await who_has_id(session, button.person)
    return "origin" if who and who.category in cases.UNDER_WAY else "applied"


async def ask_origin(context: Context) -> None:
    """Of who is on the way by the roster: where the way began."""
    text = "名册里这位同志已经是入党积极分子、发展对象或者预备党员。以前的步骤在哪里办的？登记后请按材料补记，支部大会的决定按原来的日期补记。"
    rows = [[PickOrigin(each.name).labelled(each.value)] for each in (Origin.OUTSIDE, Origin.EARLIER)]
    await ask(context, Markup("{}").format(text), rows)


async def pick_origin(context: Context, button: PickOrigin) -> Next:
    """Elsewhere, or here before the bot was used."""
    if button.origin not in Origin.__members__:
        await context.tell(OUTDATED)
        return None
    draft(context)["origin"] = button.origin
    return "applied"


async def ask_applied(context: Context) -> None:
    await APPLIED.ask(context, Markup("申请书是哪一天收到的？"))


async def take_applied(context: Context, day: date) -> Next:
    async with context.write() as tx:
        facts = draft(context)
        outcome = await cases.begin(tx, context.me, facts["person"], day, context.now, origin=Origin[facts["origin"]])
    if isinstance(outcome, DevelopmentCase):
        await looking.manage(context, ManageCase(outcome.number))
        return DONE
    said = outcome.value if isinstance(outcome, Refused) else cards.blocks_text(outcome)
    await context.show(Markup("{}").format(said), [back(Develop())])
    return DONE


APPLIED = DayPicker(take_applied, past=True)
FLOW = Form(
    name="development_case",
    title="登记入党申请",
    start=StartCase,
    begin=begin_case,
    steps={
        "whose": Step(ask_whose, [Chosen(PickApplicant, pick_applicant), Chosen(TurnApplicants, turn)]),
        "origin": Step(ask_origin, [Chosen(PickOrigin, pick_origin)]),
        "applied": Step(ask_applied, APPLIED.answers),
    },
)
