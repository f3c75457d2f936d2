"""The whole bot over the sandbox's Bot API, with a few people's phones."""

import asyncio
import shutil
from contextlib import asynccontextmanager
from copy import copy
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from telegram.error import TimedOut
from telegram.ext import ConversationHandler

from handlers import add_features, introduce
from handlers.birthdays import picture
from handlers.kit.engine.application import build
from handlers.kit.engine.polling import Watch
from handlers.kit.screens.context import Services
from handlers.kit.screens.pictures import drawn
from reminders.delivery import Delivery
from reminders.schedule import Schedule
from sandbox.telegram.phone import Group, Person, Phone, Sandbox
from storage.engine.database import Database
from storage.people import directory as kept
from storage.people.posts import Category, Post
from storage.people.register import Stamp, Way, settle
from tests.flows.shortcuts import without_sockets
from tests.postgres import keep, restore, url_of
from tests.unhurried import instant_limits

ZONE = ZoneInfo("Asia/Shanghai")
HERE = Path(__file__).parent
START = datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)
GROUP = -1001

CARDS = {}


async def drawn_once(draw):
    """Many flows end with the same card: it is drawn for the first."""
    (card,) = draw.args
    if card not in CARDS:
        CARDS[card] = await drawn(draw)
    return CARDS[card]


picture.drawn = drawn_once

ROSTER = [
    # id, name, branch, group, category, post; everyone is bound but 陈新
    (1, "王芳", 1, 1, Category.FULL_MEMBER, Post.SECRETARY),
    (2, "李雷", 1, 1, Category.FULL_MEMBER, Post.GROUP_LEADER),
    (3, "赵敏", 1, 1, Category.FULL_MEMBER, Post.DISCIPLINE),
    (4, "钱进", 1, 2, Category.PROBATIONARY, None),
    (5, "孙立", 1, None, Category.NON_MEMBER, None),
    (6, "周全", 2, None, Category.FULL_MEMBER, Post.SECRETARY),
    (7, "吴干", 2, None, Category.FULL_MEMBER, Post.PARTY_STAFF),
    (8, "郑局", 2, None, Category.FULL_MEMBER, Post.COMMITTEE_SECRETARY),
    (9, "陈新", 1, 2, Category.FULL_MEMBER, None),
]
NAMES = {name: number for number, name, *_ in ROSTER}


def pytest_collection_modifyitems(config, items):
    """What is told over PostgreSQL: a flow for several people or inputs once, as what differs between them is not the
    database's; what sweeps over everything not at all; and without --thorough one flow a file."""
    told, kept, left_out = set(), [], []
    for item in items:
        repeated = item.path.parent == HERE and "[postgres" in item.name
        flow = getattr(item, "originalname", item.name) if config.getoption("thorough") else None
        sweeping = item.get_closest_marker("sweeping") is not None
        (left_out if repeated and (sweeping or (item.path, flow) in told) else kept).append(item)
        if repeated and not sweeping:
            told.add((item.path, flow))
    items[:] = kept
    config.hook.pytest_deselected(items=left_out)


class House:
    """The running bot. `phone("李雷")` is a person's phone; `settle()` waits until everything sent has had its answer."""

    def __init__(self, database, sandbox, clock, running, delivery):
        self.database, self.sandbox, self.clock = database, sandbox, clock
        self.world, self.running, self.delivery = sandbox.world, running, delivery
        self.schedule = Schedule(database, clock, delivery)

    def phone(self, name):
        return HousePhone(self, NAMES.get(name, name))

    async def sweep(self, **later):
        """Let time pass, then let every sweep look, and everything it queues arrive."""
        self.world.clock.advance(timedelta(**later))
        await self.schedule.sweep()
        await self.settle()

    async def settle(self):
        await self.world.until(lambda: not self.world.updates_pending, timeout=300)
        await self.running.inbox.join()
        while await self.delivery.send_due():
            pass


class HousePhone(Phone):
    """A phone whose every act is followed by the bot's whole answer."""

    def __init__(self, house, user):
        super().__init__(house.world, 1000 + user)
        self.house = house

    def __getattribute__(self, name):
        found = super().__getattribute__(name)
        if name in _ACTS:

            async def settled(*arguments, **named):
                result = await found(*arguments, **named)
                await super(HousePhone, self).__getattribute__("house").settle()
                return result

            return settled
        return found

    async def walk(self, *labels):
        """Press one label after the other."""
        for label in labels:
            await self.press(label)
        return self.screen


_ACTS = {
    "send", "press", "press_data", "send_photo", "send_album", "send_document", "send_voice", "send_video", "contact",
    "contact_of", "contact_without_account", "location", "open_link", "react", "edit", "block", "video_chat",
}  # fmt: skip


class HouseClock:
    """The sandbox's clock, so that the bot and its Telegram agree on the time."""

    zone = ZONE

    def __init__(self, world):
        self._world = world

    def now(self):
        return self._world.clock.now()

    def local(self):
        return self.now().astimezone(ZONE)


@cache
def every_handler():
    """What `add_features` adds, each with its group: made once, as that takes longer than the rest of a start."""
    added = []
    add_features(
        SimpleNamespace(
            add_handler=lambda handler, group=0: added.append((handler, group)),
            add_handlers=lambda handlers, group=0: added.extend((handler, group) for handler in handlers),
        )
    )
    return added


def add_every_handler(application):
    for handler, group in every_handler():
        # The conversation knows where everybody is: each bot has its own.
        application.add_handler(copy(handler) if isinstance(handler, ConversationHandler) else handler, group)


async def fill(database):
    """The branches and people of ROSTER."""
    async with database.write() as tx:
        # Ids are given by the database, in this order, so that its sequences know of them.
        tx.add_all([kept.Branch(name="第一支部"), kept.Branch(name="机关支部")])
        await tx.flush()
        tx.add_all([kept.Group(branch_id=1, name="第一党小组"), kept.Group(branch_id=1, name="第二党小组")])
        await tx.flush()
        for number, name, branch, group, category, post in ROSTER:
            bound = name != "陈新"
            tx.add(
                kept.Person(
                    police_no=f"{100000 + number}",
                    name=name,
                    branch_id=branch,
                    group_id=group,
                    category=category.value,
                    phone=f"+86138000000{number:02d}",
                    telegram_id=1000 + number if bound else None,
                    bound_at=START if bound else None,
                )
            )
            await tx.flush()
            if post:
                tx.add(kept.PostHeld(person_id=number, post=post.value))
        await settle(tx, NAMES.values(), Stamp(None, None, START, Way.EARLIER))


def filled(url):
    """The same, for the database there."""

    async def work():
        database = Database(url)
        await fill(database)
        await database.close()

    asyncio.run(work())


@pytest.fixture(scope="session")
def sqlite_template(sqlite_template):
    path = sqlite_template.with_name("filled.db")
    shutil.copy(sqlite_template, path)
    filled(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_database(postgres, postgres_database):
    restore(postgres, postgres_database)
    postgres.psql(f"CREATE DATABASE filled TEMPLATE {postgres_database};")
    filled(url_of(postgres, "filled"))
    keep(postgres, "filled")
    return "filled"


async def begun(application):
    """A busy machine may be slow to answer the first calls; they may be made again."""
    for attempt in range(3):
        try:
            await application.initialize()
            await introduce(application.bot)
        except TimedOut:
            if attempt == 2:
                raise
        else:
            return


@pytest.fixture
def database(database):
    return database


@pytest.fixture
async def house(database):
    async with running_house(database) as made:
        yield made


@asynccontextmanager
async def running_house(database, world=None, people=(), groups=(), limits=None, **services):
    """The bot over that database with those people or the people of ROSTER, and its Telegram, to which `world` adds what was there."""
    limits = limits or instant_limits()
    if not people:
        people = [
            Person(1000 + number, name, phone=f"+86138000000{number:02d}", started=True) for number, name, *_ in ROSTER
        ]
        people.append(Person(2000, "路人", phone="+8613900000000", started=True))
        members = [1000 + number for number, _, branch, *_ in ROSTER if branch == 1]
        groups = [Group(GROUP, "第一支部群", members, creator=1001)]
    sandbox = Sandbox(people=people, groups=groups, start=START)
    await sandbox.start()
    sandbox.world.clock.freeze()
    if world:
        world(sandbox.world)
    clock = HouseClock(sandbox.world)
    services = Services(database, clock, "海滨县公安局", **services)
    running = build(sandbox.token, sandbox.url, services, database.vault, add_every_handler, pause=0, limits=limits)
    application = running.application
    for request in (running.updates, application.bot.request):
        without_sockets(request, sandbox)
    await begun(application)
    await application.start()
    await Watch(application, database.pulse).start()
    yield House(database, sandbox, clock, running, Delivery(database, clock, application.bot))
    await application.updater.stop()
    await application.stop()
    await application.shutdown()
    await sandbox.stop()
