"""What is to stay secret, done by real presses on the real bot: a secret election, PINs, a talk that is later erased, and a confidential
objection."""

import re
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from argon2.exceptions import Argon2Error

from storage.ballots.box import FOLDER as BOX
from storage.ballots.box import Box
from storage.development import cases
from storage.engine.backup import archive
from storage.engine.database import Database
from storage.engine.migrate import migrate
from storage.meetings.rows import Attendance, How
from storage.people.directory import who_has_id
from storage.sealed import pin
from storage.sealed.keyring import FILE, PASSING, Keyring
from storage.sealed.records import FOLDER
from storage.sealed.vault import Vault, make_key
from tests.flows.conftest import NAMES, fill, running_house
from tests.flows.talking import VOICE, WORDS, record
from tests.flows.test_attending_meetings import code
from tests.flows.test_ballots import elect
from tests.flows.test_calling_meetings import call
from tests.secrecy.attacker import Attack, Log, Loot

VOTES = {"王芳": "候选人甲", "李雷": "候选人乙", "赵敏": "候选人丙"}
PIN, NEWER_PIN = "739164", "628503"
ADDED, OBJECTION = "标记己补充更正", "标记庚材料日期不对"
AUTHOR = "钱进"
TALK = [*WORDS.values(), ADDED]
YEARS = timedelta(days=4 * 366)


@dataclass
class Told:
    """What happened, for who looks for its traces. `early` is the loot of one who came while the secrets were under way."""

    receipts: list[str] = field(default_factory=list)
    confidential: slice = field(default_factory=lambda: slice(0))
    early: Loot | None = None


@asynccontextmanager
async def bureau(data, url=None):
    """The bot with everything of its own in that folder, as `bot.py` has it; gives it with the log of all that it writes."""
    data.mkdir(parents=True, exist_ok=True)
    database = await opened(data, url or f"sqlite+aiosqlite:///{data}/bot.db")
    log = Log(database.engine)
    try:
        await fill(database)
        async with running_house(database, box=Box(data / BOX)) as house:
            yield house, log
    finally:
        await database.close()


async def opened(data, url):
    """A migrated database, with its keys beside it."""
    database = Database(url, Vault(make_key(data)), data / FOLDER, Keyring(data / PASSING / FILE))
    await migrate(database)
    return database


async def tell(house, log, gather: Callable[[Loot], Loot]) -> Told:
    """All of it; in the end everything that was to vanish has had its time."""
    told = Told()
    await _pins(house)
    await _talk(house)
    ended = await _election(house, told, log, gather)
    await ended()
    await _objection(house, told, log)
    house.world.clock.advance(YEARS)
    await house.schedule.clean()
    return told


async def _pins(house):
    phone = house.phone("王芳")
    await phone.send("/lock")
    await phone.press_data("pin_home")
    await phone.walk(*PIN, *PIN, "修改 PIN", *PIN, *NEWER_PIN, *NEWER_PIN)
    assert "已解锁" in phone.screen.text


async def _talk(house):
    phone = await record(house)
    await phone.walk("查看", "打开内容")
    await phone.send("/talk")
    await phone.walk("我记录的", "王芳 → 李雷", "补充")
    await phone.send(ADDED)
    await phone.press("加密保存")


async def _election(house, told, log, gather):
    chair = house.phone("王芳")
    await call(house, chair)
    await chair.press("确认召集")
    await chair.walk("查看会议", "主持会议", "开始签到")
    for name in ("李雷", "赵敏"):
        await house.phone(name).send(await code(house))
    async with house.database.write() as tx:
        row = await tx.get(Attendance, (1, NAMES["陈新"]))
        row.how = How.ON_SPOT.value
        tx.add(row)
    await elect(house, "\n".join(VOTES.values()))
    await chair.press("发起表决")
    for name, choice in VOTES.items():
        phone = house.phone(name)
        await phone.walk("打开选票", choice)
        told.receipts.append(phone.screen.text.split("回执码 ")[1][:11])
        await phone.press("投出")
    told.early = Loot(list(log.written), {})
    gather(told.early)

    async def ended():
        await chair.walk("返回", "结束并计票", "确认计票")
        assert "收回选票 3 张" in chair.screen.text

    return ended


async def _objection(house, told, log):
    async with house.database.write() as tx:
        await cases.begin(
            tx, await who_has_id(tx, NAMES["王芳"]), NAMES["孙立"], house.clock.local().date(), house.clock.now()
        )
    phone = house.phone(AUTHOR)
    await phone.send("/develop")
    start = len(log.written)
    await phone.press_data("dv_case:1")
    await phone.walk("评议", "异议")
    await phone.send(OBJECTION)
    await phone.press("保密提交")
    assert "姓名已加密封存" in phone.screen.text
    await phone.press("查看答复")
    told.confidential = slice(start, len(log.written))


def who_is_named(told: Told, loot: Loot) -> list[str]:
    """The statements written while the objection was made that name its author in the clear."""
    person = NAMES[AUTHOR]
    # Not within a random name, where four digits turn up by chance.
    account = re.compile(rf"(?<![0-9a-f]){1000 + person}(?![0-9a-f])")
    found = []
    for each in loot.written[told.confidential]:
        for name, value in each.values.items():
            exact = value == person and name.startswith(("person", "by", "over", "about", "rater", "author"))
            if exact or account.search(str(value)) or AUTHOR in str(value):
                found.append(f"{' '.join(each.sql.split()[:3])}: {name}")
    return sorted(set(found))


def betrayed(told: Told, loot: Loot) -> dict[str, list[str]]:
    """What somebody with that loot learns, by kind; nothing, if all is well."""
    attack = Attack(loot)
    said = [text.decode(errors="replace") for text in attack.opened]
    presses = {word for word in ("bl_mark", "bl_cast", "pin:") if any(word in text for text in said)}
    # Not within the hashes of a trail, where six digits turn up by chance.
    seen = {digits for digits in (PIN, NEWER_PIN) if attack.matches(rf"(?<![0-9a-f]){digits}(?![0-9a-f])")}
    # The one in force may be tried by who holds every key; six digits are not many.
    hashes = {"hash of the old PIN" for text in said if text.startswith("$argon2") and _fits(text, PIN)}
    voices = {"voice"} if any(VOICE[:32] in text for text in attack.opened) else set()
    return {
        "votes": sorted(attack.sealed(*VOTES.values(), *told.receipts) | presses - {"pin:"}),
        "PINs": sorted(seen | hashes | presses & {"pin:"}),
        "talk": sorted(attack.found(*TALK) | voices),
        "author": who_is_named(told, loot),
    }


def _fits(hashed: str, digits: str) -> bool:
    try:
        return pin.HASHER.verify(hashed, digits)
    except Argon2Error:
        return False


def gathered(loot: Loot, data: Path, *also: Path) -> Loot:
    """With everything in DATA_DIR, a backup made at this moment, and what else there is."""
    loot.add(data, *also)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "backup"
        if (data / "bot.db").exists():
            archive.write(f"sqlite+aiosqlite:///{data}/bot.db", data, file, datetime.now(UTC))
            with tarfile.open(file) as tar:
                tar.extractall(folder, filter="data")
            loot.add(Path(folder) / archive.DATABASE, Path(folder) / FOLDER)
    return loot


async def whole(data: Path, url: str | None = None, *also: Path) -> tuple[Told, Loot]:
    """The story from its beginning to its end, and what can be gathered then; deleted files are still on the disk."""
    async with bureau(data, url) as (house, log):
        told = await tell(house, log, lambda loot: gathered(loot, data, *also))
        loot = gathered(Loot(log.written, {}), data, *also)
    for name, content in told.early.files.items() if told.early else ():
        if name.startswith("records/") and not name.endswith("/keys"):
            loot.files.setdefault(name, content)
    return told, loot


@contextmanager
def server() -> Iterator[tuple[str, Path]]:
    """A PostgreSQL server of its own, as it comes: the address of its database, and its data directory."""
    import pgserver

    with tempfile.TemporaryDirectory() as folder:
        made = pgserver.get_server(folder)
        try:
            yield made.get_uri().replace("postgresql://", "postgresql+asyncpg://"), Path(folder)
        finally:
            made.cleanup()
