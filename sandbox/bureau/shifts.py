"""A fortnight of shifts, taken over by the party-affairs staff: offices work by day, the others in turns."""

from datetime import timedelta

from sqlalchemy import insert

from sandbox.bureau.past import Past
from scoring.shifts import meaning
from storage.shifts.rows import Shift, ShiftImport

DAYS = 14
TURNS = ("白班", "夜班", "休", "备勤")
IN_TURNS = 3
"""Of so many people one works in turns."""
AWAY = (("出差", 41), ("年假", 53))


async def add(past: Past) -> None:
    random, today = past.random("shifts"), past.bureau.today
    rows = []
    for person in past.bureau.people:
        turn, starts = random.randrange(IN_TURNS) == 0, random.randrange(len(TURNS))
        away = next((word for word, share in AWAY if random.randrange(share) == 0), None)
        for number in range(DAYS):
            day = today + timedelta(days=number)
            usual = TURNS[(starts + number) % len(TURNS)] if turn else "白班" if day.weekday() < 5 else "休"
            word = away if away and number < 5 else usual
            rows.append({"person_id": past.id_of(person), "day": day, "word": word, "free": bool(meaning(word, {}))})
    await past.tx.exec(insert(Shift), params=rows)
    last, staff = today + timedelta(days=DAYS - 1), past.id_of(past.bureau.holding("党务干部")[0])
    past.tx.add(
        ShiftImport(by=staff, at=past.at(1), name="班次表.xlsx", first=today, last=last, people=len(past.bureau.people))
    )
    await past.tx.flush()
