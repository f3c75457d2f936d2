"""The trail taken out: a span of days as a file that can be verified, with what its entries say beside their facts left sealed."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta

from handlers.audit import files
from handlers.audit.buttons import StartTaking, TakeOut, Trail
from handlers.kit.confidential.pin import unlock
from handlers.kit.forms.choices import Choice, Option
from handlers.kit.forms.dates import stretch
from handlers.kit.forms.form import Form, Next, draft
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Export
from handlers.kit.screens.navigation import HOME
from handlers.kit.screens.sheets import in_turn, made_by
from handlers.kit.screens.text import Markup
from storage.engine.refusal import Answered, Refusal
from storage.people.directory import names_of
from storage.risks import signs
from storage.sealed import trail_file

FORMS = {"csv": files.as_csv, "xlsx": files.as_xlsx}
VERIFIES = "含每条的哈希；附注保持加密。末条校验码 {}，可发 /audit 加校验码核对；系统管理员可用 verify-audit --file 逐条核对 CSV。"


async def take_out(context: Context, button: TakeOut) -> None:
    """The file; nothing of it is shown."""
    make, first, last = FORMS.get(button.form), _day(button.first), _day(button.last)
    if make is None or last < first:
        raise Refusal(OUTDATED)
    await unlock(context, button)
    zone = context.bot_data.clock.zone
    async with context.read() as session:
        span = await trail_file.span(session, *_moments(context, first, last))
        hidden = await signs.kept_from(session, context.me.person_id)
        names = await names_of(session, {each for entry in span.entries for each in (entry.by, entry.over) if each})
    await context.toast("正在生成，请稍候…")
    days = f"{first} 至 {last}"
    above = made_by(context, f"审计记录　{days}")
    content = await in_turn(make, above, files.rows(span, set(hidden), names, zone))
    newest, number = span.entries[-1], len(span.entries)
    caption = f"审计记录，{days}，共 {number} 条。{VERIFIES.format(f'{newest.number}:{newest.digest}')}"
    taken = Export("trail", f"{days}，共 {number} 条（{button.form.upper()}）")
    await context.send_file(f"审计记录_{first}_{last}.{button.form}", content, taken, caption)
    await context.show(
        Markup("✅ 已取走，见上面的文件。这次取走也记入了审计记录。"),
        [[Trail("", 0, "", 0).labelled("🔏 审计记录")], HOME],
    )


def _day(iso: str) -> date:
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        raise Refusal(OUTDATED) from None
    if not 2000 <= day.year < 2100:
        raise Refusal(OUTDATED)
    return day


def _moments(context: Context, first: date, last: date) -> tuple[datetime, datetime]:
    zone = context.bot_data.clock.zone
    return datetime.combine(first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone)


async def there_are_some(context: Context, first: date, last: date) -> None:
    """Raises Refusal for none, or for more than a file holds."""
    async with context.read() as session:
        await trail_file.bounds(session, *_moments(context, first, last))


async def begin(context: Context, button: StartTaking) -> Next:
    await unlock(context, button)
    return None


async def save(context: Context) -> None:
    facts = draft(context)
    with suppress(Answered):
        await take_out(context, TakeOut(facts["first"], facts["last"], facts["form"]))


async def kinds(_context: Context) -> Sequence[Option]:
    return [Option("xlsx", "XLSX（便于阅读）"), Option("csv", "CSV（便于核对）")]


TAKING = Form(
    name="trail_out",
    title="取走审计记录",
    start=StartTaking,
    questions=[
        *stretch(past=True, fits=there_are_some),
        Choice("form", "<b>{first} 至 {last}，要哪种文件？</b>", options=kinds, columns=1),
    ],
    begin=begin,
    save=save,
)
