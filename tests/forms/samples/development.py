"""A case is entered from its papers, step by step; another is begun, commented on and ended; a plan; a rule is corrected."""

from datetime import date
from unittest.mock import patch

from sqlmodel import select

from scoring.development_steps import Step
from storage.development import corrections
from storage.development.rows import DevelopmentComment, DevelopmentStep
from storage.rules import regulations
from tests.flows.test_development_rules import TAKEN
from tests.forms.telegram import DOCUMENT

ON_PROBATION = [(Step.FULL_APPLIED, "2026-10-20", {}), (Step.FULL_HEARD, "2026-11-01", {})]


async def taken(bureau, case, after, before):
    """As recorded: what lies between those two steps."""
    async with bureau.write() as tx:
        for step, on, facts in [*TAKEN, *ON_PROBATION]:
            if after.place < step.place < before.place:
                on_day = date.fromisoformat(on)
                tx.add(DevelopmentStep(case_id=case, step=step.value, on=on_day, by=1, at=bureau.now, **facts))


async def fill_in(bureau):
    await entered_from_papers(bureau)
    await begun(bureau)
    await bureau.fill("development_plan", "王芳", 2027)
    await bureau.fill("development_analysis", "王芳", 1, 2026, 0)
    await corrected(bureau)


async def entered_from_papers(bureau):
    await bureau.fill("development_case", "王芳", person="何平", origin="以前就在办", applied="2024-01-10")
    await taken(bureau, 1, Step.APPLIED, Step.CONTACTS)
    await bureau.fill("development_step", "王芳", 1, Step.CONTACTS, on="2024-03-01", people=["李雷", "下一步"])
    await bureau.fill("development_undo", "王芳", 1)
    await bureau.fill("development_step", "王芳", 1, Step.CONTACTS, on="2024-03-01", people=["李雷", "下一步"])
    await taken(bureau, 1, Step.CONTACTS, Step.TRAINED)
    await bureau.fill("development_step", "王芳", 1, Step.TRAINED, on="2025-10-10", training="3 24")
    await bureau.fill("development_step", "吴干", 1, Step.PRE_REVIEWED, on="2025-10-20", leaves="没有")
    await taken(bureau, 1, Step.PRE_REVIEWED, Step.INTERVIEWED)
    await bureau.fill("development_step", "吴干", 1, Step.INTERVIEWED, on="2025-11-15", holder="郑局")
    await taken(bureau, 1, Step.INTERVIEWED, Step.EXTENDED)
    await bureau.fill("development_step", "王芳", 1, Step.EXTENDED, on="2026-11-15")


async def begun(bureau):
    await bureau.fill("development_case", "王芳", person="孙立")
    await bureau.fill("development_files", "王芳", 2, "application", files=[DOCUMENT, "完成"])
    await bureau.fill("development_paper", "王芳", 2, "application", on="2026-11-20", place="党务办公室 3 号柜")
    await bureau.fill("development_comment", "李雷", 2, confidential="保密提交")
    async with bureau.write() as tx:
        number = (await tx.exec(select(DevelopmentComment.id))).one()
    await bureau.fill("development_answer", "王芳", number)
    await bureau.fill("development_reveal", "冯纪", number)
    await bureau.fill("development_end", "王芳", 2)


async def corrected(bureau):
    """A longer 公示, after the case was begun."""
    words = regulations.FILE.read_text(encoding="utf-8")
    rules = regulations.parse(words.replace("values = { working_days = 5 }", "values = { working_days = 7 }"))
    with patch.object(corrections, "own", lambda: rules):
        await bureau.fill("development_correction", "吴干", "notice_period")
