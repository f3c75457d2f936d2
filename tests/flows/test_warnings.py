"""What the index's newest closed month leads to: yellow prompts the managers, gray is proposed, once a month each."""

from datetime import date

from scoring.index.model import Colour, packed
from storage.care import lists
from storage.index import index
from storage.index.index import HealthIndex
from storage.index.keeping import HealthRun
from tests.conftest import NOW

OCTOBER = date(2026, 10, 1)


async def judged(house, person, colour, month=OCTOBER):
    """As if the rule had found that."""
    async with house.database.write() as tx:
        # The month is closed, and what is found later does not change it.
        for branch in (1, 2):
            await tx.merge(HealthRun(branch_id=branch, day=house.clock.local().date()))
        tx.add(
            HealthIndex(
                person_id=person, month=month, version="x", total=550, known=900, colour=colour.value,
                lines=packed(()), mark="m", at=NOW,
            )
        )  # fmt: skip


def said(phone, words):
    return [message for message in phone.messages() if words in message.text]


async def test_gray_is_proposed_once_and_stands_for_nothing(house):
    await judged(house, 4, Colour.GRAY)
    assert index.closed_month(house.clock.local().date()) == OCTOBER
    await house.sweep(minutes=1)
    await house.sweep(minutes=1)
    assert len(said(house.phone("王芳"), "重点关注提示")) == 1
    assert len(said(house.phone("钱进"), "还没有任何决定")) == 1
    async with house.database.read() as session:
        assert len(await lists.proposals(session)) == 1
        assert await lists.standing_gray(session, date(2026, 11, 24)) == set()


async def test_yellow_prompts_the_managers_and_nobody_else_once_a_month(house):
    await judged(house, 4, Colour.YELLOW)
    await house.sweep(minutes=1)
    await house.sweep(days=1)
    (message,) = said(house.phone("王芳"), "一般关注")
    assert "钱进" in message.text
    assert "新出现" in message.text
    assert any("记录谈话" in label for label in message.labels)
    for name in ("钱进", "李雷", "赵敏", "周全"):
        assert not said(house.phone(name), "一般关注")


async def test_nobody_is_prompted_about_themself(house):
    await judged(house, 1, Colour.YELLOW)
    await house.sweep(minutes=1)
    assert not said(house.phone("王芳"), "一般关注")


async def test_green_says_nothing(house):
    await judged(house, 4, Colour.GREEN)
    await house.sweep(minutes=1)
    assert not said(house.phone("王芳"), "健康指数")
