"""Beginning a case: somebody of the branch has applied."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup
from telegram import Update

from handlers.development import cards, looking
from handlers.development.buttons import Develop, ManageCase, StartCase
from handlers.kit.buttons import Button
from handlers.kit.context import Context
from handlers.kit.days import DayPicker
from handlers.kit.flows import DONE, Chosen, Flow, Next, Step, ask, draft
from handlers.kit.navigation import back, in_columns, paged
from storage.access import Act
from storage.development import cases, dossiers
from storage.development.rows import DevelopmentCase, Refused
from storage.posts import Category

PEOPLE_A_PAGE = 20


@dataclass(frozen=True)
class PickApplicant(Button, prefix="dv_whose", act=Act.RUN_DEVELOPMENT):
    """Who has applied."""

    person: int


@dataclass(frozen=True)
class TurnApplicants(Button, prefix="dv_whose_p", act=Act.RUN_DEVELOPMENT):
    """Turn the list."""

    page: int


async def begin_case(_update: Update, context: Context, _button: StartCase) -> Next:
    """Somebody of the own branch who is no member."""
    draft(context).update(page=0)
    return "whose"


async def ask_whose(context: Context) -> None:
    """Who of the branch has applied."""
    async with context.read() as session:
        found = await dossiers.candidates(session, context.me.branch_id)
    shown, turning = paged(found, draft(context)["page"], TurnApplicants, PEOPLE_A_PAGE)
    text = "谁递交了入党申请书？" if found else "本支部没有可以登记的人员，请党务干部核对名册。"
    if any(who.category is Category.PROBATIONARY for who in found):
        text += "（预备党员是从外单位转入的，以前的步骤按材料补记。）"
    rows = in_columns([PickApplicant(who.person_id).labelled(who.name) for who in shown], 3)
    await ask(context, Markup("<b>➕ 登记入党申请</b>\n{}").format(text), [*rows, *turning])


async def turn(_update: Update, context: Context, button: TurnApplicants) -> Next:
    """Another page."""
    draft(context)["page"] = button.page
    return "whose"


async def pick_applicant(_update: Update, context: Context, button: PickApplicant) -> Next:
    """Only one of those that can be."""
    async with context.read() as session:
        refused = await cases.why_not_begin(session, context.me, button.person)
    if refused:
        await context.tell(refused.value)
        return None
    draft(context)["person"] = button.person
    return "applied"


async def ask_applied(context: Context) -> None:
    """When."""
    await APPLIED.ask(context, Markup("申请书是哪一天收到的？"))


async def take_applied(update: Update, context: Context, day: date) -> Next:
    """The case is begun."""
    async with context.write() as tx:
        outcome = await cases.begin(tx, context.me, draft(context)["person"], day, context.now)
    if isinstance(outcome, DevelopmentCase):
        await looking.manage(update, context, ManageCase(outcome.number))
        return DONE
    said = outcome.value if isinstance(outcome, Refused) else cards.blocks_text(outcome)
    await context.show(Markup("{}").format(said), [back(Develop())])
    return DONE


APPLIED = DayPicker(take_applied, past=True)
FLOW = Flow(
    name="development_case",
    title="登记入党申请",
    start=StartCase,
    begin=begin_case,
    steps={
        "whose": Step(ask_whose, [Chosen(PickApplicant, pick_applicant), Chosen(TurnApplicants, turn)]),
        "applied": Step(ask_applied, APPLIED.answers),
    },
)
