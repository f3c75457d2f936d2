"""What `check` finds on the machine: the zone, the folders, the key, the database."""

import os
import pwd
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from handlers.command_line.points import Point
from storage.engine import disk
from storage.engine.away import is_away
from storage.engine.backup import daily
from storage.engine.clock import Clock
from storage.engine.disk import MB
from storage.engine.migrate import newest, number
from storage.engine.moving import HALF, HALF_MOVED
from storage.engine.opening import keys, places, sqlite_file
from storage.engine.private import BESIDE, PRIVATE
from storage.engine.settings import Settings
from storage.engine.trouble import why
from storage.people.posts import Post
from storage.sealed import keycheck
from storage.sealed.keyring import FILE as KEYS
from storage.sealed.records import FOLDER
from storage.sealed.vault import KEY_FILE, Vault, VaultError

OLD = timedelta(days=2)
"""After this long without a new backup something is wrong."""


@dataclass(frozen=True)
class Found:
    """What is in the database: the migration it stands at, whether a move has filled but half of it, PostgreSQL's schema, whether records can be open, the groups bound, how many people."""

    number: str | None = None
    half_moved: bool = False
    schema: str | None = None
    records: int = 0
    groups: Sequence[tuple[str, int]] = ()
    people: int | None = None
    bound: int = 0
    staff_bound: int = 0


def zone(settings: Settings, clock: Clock) -> Point:
    now = clock.local()
    return Point(f"时区：{settings.timezone}，现在是 {now:%Y-%m-%d %H:%M}（不对的话，请校准服务器的时钟）")


def folders(settings: Settings) -> list[Point]:
    """Whose they are, who else may read them, and whether there is room."""
    needed = places(settings)
    points = [_folder(place.absolute()) for place in needed]
    points += _open_to_others(settings.data_dir, sqlite_file(settings))
    free, least = disk.free(needed) // MB, settings.disk_free_mb
    return [*points, Point(f"磁盘：空闲 {free:,} MB", f"少于 {least} MB，请清理或扩容" if free < least else "")]


def _folder(place: Path) -> Point:
    there = disk.nearest(place)
    owner, me = there.stat().st_uid, os.geteuid()
    run_as = f"请用属主的账号运行（安装成服务的：dangjian check），或 chown -R {_account(me)} {place}"
    if place == there and owner != me:
        return Point(f"目录 {place}：属于 {_account(owner)}，现在的账号是 {_account(me)}", run_as, stops=True)
    if not os.access(there, os.W_OK | os.X_OK):
        return Point(f"目录 {there}：{_account(me)} 不能写", f"chown {_account(me)} {there}", stops=True)
    others = [each.name for each in place.glob("*") if each.stat().st_uid != me] if place == there else []
    if others:
        return Point(f"目录 {place}：其中 {'、'.join(sorted(others)[:3])} 属于别的账号", run_as, stops=True)
    return Point(f"目录 {place}：{'可写' if place == there else '还没有，启动时建'}")


def _account(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _open_to_others(data_dir: Path, file: Path | None) -> list[Point]:
    private = [data_dir, data_dir / KEY_FILE, *(Path(f"{file}{ending}") for ending in BESIDE if file)]
    found = [each for each in private if each.exists() and each.stat().st_mode & PRIVATE]
    return [Point(f"权限：{each} 别的账号也能读", f"chmod go= {each}") for each in found]


def backups(settings: Settings, clock: Clock) -> Point:
    """Whether any are made, and of when the newest is."""
    folder = settings.backup_dir
    if folder is None:
        return Point("备份：没有设 BACKUP_DIR，不会自动备份（docs/operations.md）")
    if not os.access(disk.nearest(folder), os.W_OK | os.X_OK):
        return Point(f"备份：{folder} 不能写", f"chown {_account(os.geteuid())} {folder}")
    newest = daily.newest(folder)
    if newest is None:
        return Point(f"备份：每天一份，在 {folder}，还没有做过")
    old = clock.local().replace(tzinfo=None) - newest > OLD
    why = "超过两天没有新的：机器人没有运行，或者看运行日志里“backup”一行" if old else ""
    return Point(f"备份：每天一份，在 {folder}，最近一份 {newest:%Y-%m-%d %H:%M}", why)


def key(settings: Settings) -> tuple[Point, Vault | None]:
    """Whether there is one, and it is one."""
    try:
        known = keys(settings)
        vault = Vault(known) if known else None
    except VaultError as error:
        return Point("密钥：格式不对", str(error), stops=True), None
    except OSError as error:
        return Point(f"密钥：读不了 {settings.data_dir / KEY_FILE}：{why(error)}", "请检查它的属主", stops=True), None
    where = "SECRET_KEY" if settings.secret_key else f"{settings.data_dir / KEY_FILE}"
    if vault is None:
        return Point("密钥：还没有，第一次启动时生成"), None
    return Point(f"密钥：{len(known)} 把，在 {where}（请用 key --sheet 打印恢复单，和备份分开放）"), vault


async def database(settings: Settings, vault: Vault | None) -> tuple[Found, list[Point]]:
    """Read it, and only read it; and compare it with the program and the key."""
    file = sqlite_file(settings)
    if file is not None and not file.exists():
        lost = (settings.data_dir / FOLDER / KEYS).exists()
        return Found(), [
            Point(
                f"数据库：{file} 不在，而 {settings.data_dir / FOLDER} 里有旧记录",
                "数据库丢了就用 restore 恢复；要从头开始，把它移走",
            )
            if lost
            else Point(f"数据库：还没有 {file}，启动时建")
        ]
    try:
        found, opened = await _read(settings, file, vault)
    except VaultError as error:
        return Found(), [Point("数据库：和密钥对不上", str(error), stops=True)]
    except (SQLAlchemyError, OSError) as error:
        kind = type(getattr(error, "orig", None) or error).__name__
        if file is None:
            do = "请检查 DATABASE_URL 里的地址、账号、密码和库名，以及 PostgreSQL 是否在运行"
            return Found(), [Point(f"数据库：连不上（{kind}）", do, stops=not is_away(error))]
        return Found(), [
            Point(f"数据库：打不开 {file}（{kind}）", "文件可能已损坏，请从备份恢复（restore）", stops=True)
        ]
    if file is None and found.schema is None:
        do = "请建一个：CREATE SCHEMA AUTHORIZATION 账号（docs/scale.md）"
        return found, [Point("数据库：PostgreSQL 的这个账号没有模式（schema）可用", do, stops=True)]
    points = [_migration(f"SQLite {file}" if file else f"PostgreSQL（模式 {found.schema}）", found.number)]
    if found.half_moved:
        points.append(Point("数据库：没有搬完", HALF, stops=True))
    if opened:
        points.append(Point("密钥和数据库：对得上，加密的内容打得开"))
    if found.records and not (settings.data_dir / FOLDER / KEYS).exists():
        closed = f"加密记录：库里有 {found.records} 份，而 {settings.data_dir / FOLDER / KEYS} 不在"
        points.append(Point(closed, "谈话等内容打不开：请从同一份备份里恢复 records 目录"))
    return found, points


def _migration(name: str, stands: str | None) -> Point:
    if stands is None:
        return Point(f"数据库：{name}，还是空的，启动时建表")
    if stands > newest():
        do = "请换上升级后的程序；要退回旧版，用升级前的备份恢复"
        return Point(f"数据库：{name} 比程序新（{stands}，程序只到 {newest()}）", do, stops=True)
    if stands < newest():
        return Point(f"数据库：{name}，版本 {stands}，启动时升级到 {newest()}（请先备份）")
    return Point(f"数据库：{name}，版本 {stands}，和程序一致")


async def _read(settings: Settings, file: Path | None, vault: Vault | None) -> tuple[Found, bool]:
    """What is there, and whether something in it was opened with the key. Raises VaultError where it was not."""
    if file is not None:
        reading = create_engine(f"sqlite:///file:{quote(str(file))}?mode=ro&uri=true", poolclass=NullPool)
        with reading.connect() as connection:
            return _found(connection), keycheck.agreed(connection, vault)
    url = settings.database_url.get_secret_value()
    engine = create_async_engine(url, poolclass=NullPool, hide_parameters=True)
    async with engine.execution_options(postgresql_readonly=True).connect() as held:
        return await held.run_sync(_found), await held.run_sync(keycheck.agreed, vault)


def _found(connection: Connection) -> Found:
    """In plain SQL: it may be of any age."""
    schema = connection.dialect.default_schema_name if connection.dialect.name == "postgresql" else None
    stands = number(connection)
    if stands is None:
        return Found(schema=schema)

    def count(what: str) -> int:
        return connection.scalar(text(f"SELECT count(*) FROM {what}")) or 0  # noqa: S608 - our own words

    has_records = inspect(connection).has_table("record")
    staff = f"person JOIN post_held ON person_id = person.id WHERE left_at IS NULL AND post = '{Post.PARTY_STAFF}'"
    groups = connection.execute(text("SELECT name, chat_id FROM branch WHERE chat_id IS NOT NULL ORDER BY id"))
    return Found(
        number=stands,
        half_moved=inspect(connection).has_table(HALF_MOVED.name),
        schema=schema,
        records=count("record WHERE wrapped IS NOT NULL") if has_records else 0,
        groups=[(name, chat) for name, chat in groups],
        people=count("person WHERE left_at IS NULL"),
        bound=count("person WHERE left_at IS NULL AND telegram_id IS NOT NULL"),
        staff_bound=count(f"{staff} AND telegram_id IS NOT NULL"),
    )
