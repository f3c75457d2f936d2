"""Political birthdays (政治生日): the card on the anniversary of joining, the words for it, the growth list."""

from handlers.birthdays import branch, deciding, forms, joins, screens
from handlers.birthdays.buttons import Birthday
from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, MenuCommand, Module
from storage.people.rights import Act

FEATURE = Feature(
    handlers=presses(screens, branch),
    forms=forms.FORMS,
    modules=[Module("🎂 政治生日", Birthday())],
    commands=[MenuCommand("birthday", "政治生日", Act.BIRTHDAY, screens.command)],
    waiting=[joins.WAITING],
    deciding=[deciding.DECIDING],
    saying=[joins.SAYING],
    ledger=[joins.MESSAGES],
    mine=[joins.given, joins.added, joins.wishes],
    records={"birthday": "政治生日"},
)
