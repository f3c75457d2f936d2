"""What a person is told of an entry about them."""

from handlers.discipline.buttons import OwnFact
from handlers.kit.screens.pushing import keyboard
from storage.discipline import DisciplineFact
from storage.mail.outbox import Push


def told(fact: DisciplineFact, period: str) -> Push:
    """That there is something, and not what."""
    text = "⚖️ 您的处分或者党员权利情况有新的登记，请点“查看”。内容只有您本人、党务干部和纪检监察人员能看到。"
    row = keyboard([OwnFact(fact.number).labelled("🔒 查看")])
    return Push("discipline", f"discipline:{fact.number}", text, person_id=fact.person_id, period=period, keyboard=row)
