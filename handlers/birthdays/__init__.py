"""Political birthdays (政治生日): the card on the anniversary of joining, the words for it, the growth list."""

from handlers.birthdays import buttons as b
from handlers.birthdays import entering, keeping, ledger, mine, own, portrait, writing
from handlers.kit.engine.access_check import command, pressed
from handlers.kit.feature import Feature, MenuCommand, Module
from storage.people.access import Act

FEATURE = Feature(
    handlers=[
        command("birthday", Act.BIRTHDAY, own.command),
        pressed(b.Birthday, own.show),
        pressed(b.Today, own.show_today),
        pressed(b.Cards, own.show_cards),
        pressed(b.ShowCard, own.show_card),
        pressed(b.Growth, own.show_growth),
        pressed(b.Tell, own.tell),
        pressed(b.Basis, own.show_basis),
        pressed(b.Portrait, portrait.show),
        pressed(b.UseProfile, portrait.use_profile),
        pressed(b.NoPortrait, portrait.without),
        pressed(b.Coming, keeping.coming),
        pressed(b.OpenBirthday, keeping.open_birthday),
        pressed(b.Preview, keeping.preview),
        pressed(b.Branches, keeping.branches),
        pressed(b.Members, keeping.members),
        pressed(b.MemberGrowth, keeping.member_growth),
        pressed(b.RemoveEntry, keeping.remove),
    ],
    forms=[writing.FLOW, portrait.FLOW, entering.FLOW],
    modules=[Module("🎂 政治生日", b.Birthday())],
    commands=[MenuCommand("birthday", "政治生日", Act.BIRTHDAY)],
    waiting=[own.my_day, own.branchs_day, own.to_write],
    offering=[own.my_button],
    ledger=[ledger.MESSAGES],
    mine=[mine.given, mine.entries, mine.wishes],
)
