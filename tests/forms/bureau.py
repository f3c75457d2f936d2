"""A small bureau to fill in forms in; as a large one, its names and lists are as long as they may get."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import event

from storage.engine.database import Database
from storage.engine.migrate import migrate
from storage.people import register
from storage.people.directory import Branch, Group, Person, PostHeld
from storage.people.posts import Category, Post
from storage.people.register import Stamp, Way
from tests.conftest import hurried

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)
GROUP_CHAT = -1001
PEOPLE = [
    # name, branch, group, category, post
    ("王芳", 1, 1, Category.FULL_MEMBER, Post.SECRETARY),
    ("李雷", 1, 1, Category.FULL_MEMBER, Post.GROUP_LEADER),
    ("赵敏", 1, 1, Category.FULL_MEMBER, Post.DISCIPLINE),
    ("钱进", 1, 2, Category.PROBATIONARY, None),
    ("孙立", 1, None, Category.NON_MEMBER, None),
    ("周全", 2, None, Category.FULL_MEMBER, Post.SECRETARY),
    ("吴干", 2, None, Category.FULL_MEMBER, Post.PARTY_STAFF),
    ("郑局", 2, None, Category.FULL_MEMBER, Post.COMMITTEE_SECRETARY),
    ("冯纪", 2, None, Category.FULL_MEMBER, Post.INSPECTOR),
    ("何平", 1, None, Category.ACTIVIST, None),
    ("陈新", 1, 2, Category.FULL_MEMBER, None),
]
POSTS = {name: post or category for name, *_, category, post in PEOPLE}
NUMBERS = {name: number for number, (name, *_) in enumerate(PEOPLE, 1)}
BRANCHES, GROUPS = ("第一支部", "机关支部"), ("第一党小组", "第二党小组")
COMRADES, OTHER_BRANCHES, LONGEST_NAME = 45, 40, 20
"""A party branch has at most 50 members."""
RARE = "𠮷"
"""A character that Telegram counts as two."""


@dataclass
class Clock:
    """It stands still until a sample moves it."""

    at: datetime = START
    zone: ZoneInfo = field(default=ZONE)

    def now(self):
        return self.at.astimezone(UTC)

    def local(self):
        return self.at


def padded(text, length):
    """The text made as long as that, counted as Telegram counts."""
    rest = length - len(text)
    return text if rest < 2 else text + RARE + "字" * (rest - 2)


def found(path: Path, *, large: bool) -> Path:
    """Make the bureau's database; each feature's samples begin with a copy of it."""

    async def work():
        database = opened(path)
        await migrate(database)
        async with database.write() as tx:
            await settle(tx, large=large)
        await database.close()

    asyncio.run(work())
    return path


class Unqueued(Database):
    """Updates come without an inbox, each once."""

    def write(self, _update_id=None):
        return super().write()


def opened(path: Path, **more) -> Database:
    database = Unqueued(f"sqlite+aiosqlite:///{path}", **more)
    event.listen(database.engine.sync_engine, "connect", hurried)
    return database


async def settle(tx, *, large):
    """Its branches and people."""
    long = LONGEST_NAME if large else 0
    branches = [*BRANCHES, *(f"第{number}派出所支部" for number in range(3, OTHER_BRANCHES + 1 if large else 3))]
    tx.add_all(Branch(name=padded(name, long), chat_id=None if at else GROUP_CHAT) for at, name in enumerate(branches))
    await tx.flush()
    tx.add_all(Group(branch_id=1, name=padded(name, long)) for name in GROUPS)
    await tx.flush()
    comrades = [(f"同志{number}", 1, 1, Category.FULL_MEMBER, None) for number in range(COMRADES if large else 0)]
    for number, (name, branch, group, category, post) in enumerate([*PEOPLE, *comrades], 1):
        tx.add(
            Person(
                police_no=f"{100000 + number}",
                name=padded(name, long),
                branch_id=branch,
                group_id=group,
                category=category.value,
                phone=f"+86138{number:08}",
                joined_on=date(2012, 7, 1),
                full_on=date(2013, 7, 1),
                telegram_id=1000 + number,
                bound_at=START,
            )
        )
        await tx.flush()
        if post:
            tx.add(PostHeld(person_id=number, post=post.value))
    numbers = range(1, len(PEOPLE) + len(comrades) + 1)
    await register.settle(tx, numbers, Stamp(None, None, START, Way.EARLIER))
