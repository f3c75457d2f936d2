"""What birthdays tell people unasked."""

from datetime import date, datetime, time, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.birthdays import cards
from handlers.birthdays.buttons import Birthday, WriteMessage
from handlers.kit.screens.links import Agree
from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup, lines
from scoring.cadence import awake
from storage.birthdays import messages
from storage.birthdays.celebrants import Celebrant
from storage.birthdays.rows import PoliticalBirthday, Telling, greeting_hour, kept_days, message_days
from storage.mail import outbox
from storage.mail.outbox import DRAWN, File, Key, Push, person_key
from storage.people.directory import Who

WORDS = "words"
ASKED, AGAIN, URGED = "birthday_ask", "birthday_again", "birthday_urge"


def _subject(celebrant: Celebrant) -> str:
    return f"birthday:{celebrant.who.person_id}"


def _card(celebrant: Celebrant) -> File:
    return DRAWN, f"birthday:{celebrant.who.person_id}:{celebrant.birthday.day.year}"


def greeting(celebrant: Celebrant, row: PoliticalBirthday, local: datetime) -> Push:
    """To the member: the card, once for the person and the year."""
    late = (awake(local).date() - row.day).days
    return Push(
        "birthday",
        _subject(celebrant),
        str(cards.caption(celebrant.who.name, row, celebrant.birthday.years, celebrant.standing, late=late)),
        person_id=celebrant.who.person_id,
        period=str(row.year),
        keyboard=keyboard([Birthday().labelled("🎂 我的政治生日")]),
        files=(_card(celebrant),),
        not_before=awake(local),
        expires_at=local + timedelta(days=kept_days()),
    )


def to_group(celebrant: Celebrant, telling: Telling, chat_id: int, local: datetime) -> Push:
    """To the branch's group, on the day itself, as the member wishes."""
    return Push(
        "birthday_group",
        _subject(celebrant),
        str(cards.group_text(celebrant)),
        chat_id=chat_id,
        period=str(celebrant.birthday.day.year),
        files=(_card(celebrant),) if telling is Telling.CARD else (),
        not_before=awake(local),
        expires_at=datetime.combine(local.date() + timedelta(days=1), time(), local.tzinfo),
    )


def asking_key(celebrant: Celebrant, writer: Who, local: datetime) -> Key:
    """What `asking` is unique by: a week ahead, and once more when it is near. One who is asked late reads only the latter."""
    day, (_, again) = celebrant.birthday.day, message_days()
    kind = AGAIN if (day - local.date()).days <= again else ASKED
    return person_key(kind, _subject(celebrant), str(day.year), writer.person_id)


def asking(celebrant: Celebrant, writer: Who, local: datetime) -> Push:
    """To whoever writes."""
    kind = asking_key(celebrant, writer, local)[0]
    text = cards.again_text if kind == AGAIN else cards.ask_text
    return _to_writer(kind, celebrant, writer, text(celebrant, local.date()), local)


async def answered(tx: AsyncSession, person_id: int) -> None:
    """Words are there: nobody is asked for them any more."""
    for kind in (ASKED, AGAIN, URGED):
        await outbox.withdraw(tx, kind, f"birthday:{person_id}")


def urging(celebrant: Celebrant, writer: Who, local: datetime) -> Push:
    """At a press in the ledger: once a day."""
    text = cards.again_text(celebrant, local.date())
    return _to_writer(URGED, celebrant, writer, text, local, local.date())


def _to_writer(  # noqa: PLR0917 - a push's parts
    kind: str, celebrant: Celebrant, writer: Who, text: Markup, local: datetime, on: date | None = None
) -> Push:
    person, day = celebrant.who.person_id, celebrant.birthday.day
    return Push(
        kind,
        _subject(celebrant),
        str(lines(text, Markup("草稿：<blockquote>{}</blockquote>").format(messages.proposed(celebrant)))),
        person_id=writer.person_id,
        period=f"{day.year}:{on.isoformat()}" if on else str(day.year),
        keyboard=keyboard(
            [
                Agree(WORDS, person, day.year, 0).labelled("✅ 用草稿"),
                WriteMessage(person, day.year).labelled(f"✍ 给{celebrant.who.name}写寄语"),
            ]
        ),
        not_before=awake(local),
        # When the card is given there is nothing left to write.
        expires_at=datetime.combine(day, time(greeting_hour()), local.tzinfo),
        nudge=True,
    )
