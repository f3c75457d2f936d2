"""A bureau moved to another database: every row, whatever kills the move; and nothing over what is there."""

import asyncio
import shutil
import signal
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import JSON, insert, text

from storage.engine import copying, lock, moving
from storage.engine.database import Database
from storage.engine.lock import AlreadyRunning, LockLost, only_process
from storage.engine.moving import HALF, MoveError, move
from storage.engine.opening import prepare
from storage.engine.sqlite import WRITES
from storage.engine.tables import METADATA
from storage.sealed.vault import Vault
from tests.conftest import KEY, opened
from tests.processes import started

T = METADATA.tables
AT = datetime(2026, 2, 28, 15, 59, 59, 123456, UTC)
BRANCHES = [{"id": number, "name": f"支部{number}", "chat_id": -(10**12) - number} for number in (1, 2, 5, 9, 11)]
PEOPLE = [
    {"id": number, "police_no": f"{number:06}", "name": "龑堃𠮷", "branch_id": 9, "category": "群众", "left_at": AT}
    for number in (3, 4, 7)
]
PUSHES = [
    {"id": 40 + at, "kind": kind, "subject": f"x:{at}", "period": "", "recipient": "c1", "text": words, "created_at": AT,
     "due_at": AT, "nudge": at % 2 == 0, "parts_sent": 0, "state": "waiting", "attempts": 0, "ended": 0, "refused": 0}
    for at, (kind, words) in enumerate([("a", "零\0零"), ("A", "🙂"), ("b", ""), ("ä", None), ("_", "'\\\n%s:x")])
]  # fmt: skip
ODD = ['[1.5, {"b": 1, "a": null}]', '"\\ud83d \\u0000"', "null", None, "[ ]"]
"""JSON as it is stored: key by key, half a pair and a NUL escaped, and two ways to say that there is nothing."""


def tell(*_):
    """Nobody looks."""


@pytest.fixture
async def source(sqlite_template, tmp_path):
    """A database in SQLite that has been used."""
    shutil.copy(sqlite_template, tmp_path / "bot.db")
    made = opened(f"sqlite+aiosqlite:///{tmp_path}/bot.db", tmp_path)
    await prepare(made)
    async with made.write() as tx:
        await tx.exec(insert(T["branch"]), params=BRANCHES)
        await tx.exec(insert(T["person"]), params=PEOPLE)
        await tx.exec(insert(T["outbox"]), params=PUSHES)
        await tx.exec(insert(T["record"]), params=[{"id": 2**31 - 1, "kind": "talk", "made_on": date(2026, 1, 1)}])
        fields = [{"record_id": 2**31 - 1, "name": name, "sealed": bytes(range(256))} for name in ("B", "a", "é", "_")]
        await tx.exec(insert(T["record_field"]), params=fields)
        for push, stored in zip(PUSHES, ODD, strict=True):
            await tx.exec(
                text("UPDATE outbox SET keyboard = :stored WHERE id = :id"),
                params={"stored": stored, "id": push["id"]},
            )
    yield made
    await made.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request, tmp_path):
    """The address of a database where nothing is."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/other/new.db"
    return request.getfixturevalue("on_postgres")


async def rows_of(database):
    """What is in every table, JSON as its text."""

    def read(connection):
        for table in METADATA.sorted_tables:
            rows = found[table.name] = copying.batch(connection, table, None)
            while more := copying.batch(connection, table, copying.key_of(table, rows[-1])) if rows else []:
                rows += more

    found = {}
    async with database.engine.connect() as connection:
        await connection.run_sync(read)
    return found


async def moved(source, address, look=tell):
    target = Database(address, Vault([KEY]))
    try:
        return await move(source, target, look), await rows_of(target)
    finally:
        await target.close()


@pytest.mark.postgres
async def test_all_comes_back_from_postgresql_as_it_went(source, on_postgres, tmp_path, monkeypatch):
    monkeypatch.setattr(copying, "AT_ONCE", 2)
    before = await rows_of(source)
    over, there = await moved(source, on_postgres)
    assert over == moving.Moved(len(METADATA.tables), sum(map(len, before.values())), nuls=1, resumed=False)
    plain = {name: [tuple(map(copying.without_nul, row)) for row in rows] for name, rows in before.items()}
    assert there == plain
    assert {row[2] for row in there["branch"]} == {-(10**12) - number for number in (1, 2, 5, 9, 11)}
    new = Database(on_postgres, Vault([KEY]))
    await prepare(new)
    push = {name: value for name, value in PUSHES[1].items() if name != "id"} | {"subject": "new"}
    async with new.write() as tx:
        numbers = [
            (await tx.exec(insert(T[name]).values(**row).returning(T[name].c.id))).scalar_one()
            for name, row in (("branch", {"name": "新"}), ("outbox", push))
        ]
    assert numbers == [12, 45]
    back, home = await moved(new, f"sqlite+aiosqlite:///{tmp_path}/back.db")
    await new.close()
    assert back.rows == over.rows + 2
    assert {name: rows for name, rows in home.items() if name not in ("branch", "outbox")} == {
        name: rows for name, rows in plain.items() if name not in ("branch", "outbox")
    }
    assert home["outbox"][:-1] == plain["outbox"]


class Killed(BaseException):
    pass


async def test_a_move_that_was_broken_off_anywhere_goes_on(source, tmp_path, monkeypatch):
    empty = f"sqlite+aiosqlite:///{tmp_path}/new.db"
    monkeypatch.setattr(copying, "AT_ONCE", 2)
    before = await rows_of(source)
    for point in [("branch", 0), ("branch", 2), ("branch", 5), ("record_field", 2), ("outbox", 4), ("逐表核对", 3)]:

        def look(table, there, _total, point=point):
            if (table, there) == point:
                raise Killed

        with pytest.raises(Killed):
            await moved(source, empty, look)
        half = Database(empty, Vault([KEY]))
        with pytest.raises(MoveError, match=HALF[:10]):
            await prepare(half)
        await half.close()
    over, there = await moved(source, empty)
    assert over.resumed
    assert {name: len(rows) for name, rows in there.items()} == {name: len(rows) for name, rows in before.items()}
    whole = Database(empty, Vault([KEY]))
    await prepare(whole)
    await whole.close()


@pytest.mark.postgres
async def test_a_move_that_was_killed_goes_on(source, on_postgres, thorough):
    address = source.url.render_as_string(hide_password=False)
    for table, rows in [("person", "2"), ("record_field", "0"), ("outbox", "4")] if thorough else [("outbox", "4")]:
        process = await started("-m", "tests.storage.moving_killed", address, on_postgres, table, rows)
        assert (await process.communicate(), process.returncode)[1] == -signal.SIGKILL
    seen = []
    over, there = await moved(source, on_postgres, lambda table, at, total: seen.append((table, at, total)))
    assert over.resumed
    assert [step for step in seen if step[0] == "outbox"] == [("outbox", 4, 5), ("outbox", 5, 5)]
    assert len(there["outbox"]) == 5


async def test_what_was_changed_after_a_kill_comes_along(source, tmp_path, monkeypatch):
    empty = f"sqlite+aiosqlite:///{tmp_path}/new.db"
    monkeypatch.setattr(copying, "AT_ONCE", 2)

    def look(table, *_):
        if table == "outbox":
            raise Killed

    with pytest.raises(Killed):
        await moved(source, empty, look)
    async with source.write() as tx:
        await tx.exec(text("UPDATE branch SET name = '改' WHERE id = 2"))
        await tx.exec(text("DELETE FROM branch WHERE id = 1"))
    over, there = await moved(source, empty)
    assert over.resumed
    assert [row[1] for row in there["branch"]] == ["改", "支部5", "支部9", "支部11"]


async def test_what_is_there_is_not_written_over(source, empty, tmp_path):
    taken = Database(empty, Vault([KEY]))
    async with taken.engine.execution_options(**{WRITES: True}).begin() as connection:
        await connection.run_sync(lambda inner: inner.execute(text("CREATE TABLE theirs (x INTEGER)")))
        await connection.run_sync(lambda inner: inner.execute(text("INSERT INTO theirs VALUES (1)")))
    with pytest.raises(MoveError, match="不是空的（表 theirs "):
        await move(source, taken, tell)
    async with taken.engine.connect() as connection:
        assert await connection.run_sync(lambda inner: inner.dialect.has_table(inner, "branch")) is False
    await taken.close()


async def test_another_databases_half_is_not_gone_on_with(source, sqlite_template, tmp_path):
    def look(table, *_):
        if table == "outbox":
            raise Killed

    address = f"sqlite+aiosqlite:///{tmp_path}/new.db"
    with pytest.raises(Killed):
        await moved(source, address, look)
    shutil.copy(sqlite_template, tmp_path / "second.db")
    second = opened(f"sqlite+aiosqlite:///{tmp_path}/second.db", tmp_path)
    await prepare(second)
    with pytest.raises(MoveError, match="另一个数据库没有搬完"):
        await moved(second, address)
    half = Database(address)
    with pytest.raises(MoveError, match=HALF[:10]):
        await moved(half, f"sqlite+aiosqlite:///{tmp_path}/third.db")
    await half.close()
    await second.close()


async def test_nothing_moves_while_the_bot_runs_on_either(source, empty):
    target, address = Database(empty), source.url.render_as_string(hide_password=False)
    for running in (Database(address), target):
        async with only_process(running):
            with pytest.raises(AlreadyRunning):
                await moved(source, empty)
    await target.close()


@pytest.mark.postgres
async def test_who_loses_the_lock_stops_moving(source, on_postgres, monkeypatch):
    monkeypatch.setattr(lock, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(copying, "AT_ONCE", 2)
    kill = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"

    async def lost(*_):
        other = Database(on_postgres)
        async with other.engine.begin() as connection:
            await connection.execute(text(kill))
        await other.close()
        await asyncio.Event().wait()

    monkeypatch.setattr(moving, "_copy", lost)
    with pytest.raises(LockLost):
        await moved(source, on_postgres)


@pytest.mark.parametrize("content", [None, b""])
async def test_where_nothing_is_nothing_moves_and_nothing_is_made(tmp_path, content):
    if content is not None:
        (tmp_path / "nothing.db").write_bytes(content)
    nothing = Database(f"sqlite+aiosqlite:///{tmp_path}/nothing.db")
    with pytest.raises(MoveError, match="没有数据库可搬"):
        await moved(nothing, f"sqlite+aiosqlite:///{tmp_path}/new.db")
    with pytest.raises(MoveError, match="同一个数据库"):
        await moved(nothing, nothing.url.render_as_string())
    await nothing.close()
    assert (tmp_path / "nothing.db").exists() is (content is not None)


@pytest.mark.postgres
async def test_a_number_too_large_is_told_with_its_table(source, on_postgres):
    async with source.write() as tx:
        await tx.exec(text("UPDATE outbox SET attempts = 5000000000"))
    with pytest.raises(MoveError, match=r"^表 outbox 里有目标数据库存不了的一行：DBAPIError"):
        await moved(source, on_postgres)


async def test_what_is_not_the_same_in_the_end_is_told(source, tmp_path, monkeypatch):
    monkeypatch.setattr(copying, "insert", lambda connection, table, rows: connection.execute(insert(table), [
        dict(zip(table.columns.keys(), row, strict=True)) for row in rows if table.name != "person"
    ]) if table.name != "person" and not any(isinstance(each.type, JSON) for each in table.columns) else None)  # fmt: skip
    with pytest.raises(MoveError, match="不一致：表 person、outbox。"):
        await moved(source, f"sqlite+aiosqlite:///{tmp_path}/new.db")


def test_every_table_has_a_key_to_go_by():
    assert [name for name, table in T.items() if not table.primary_key] == []
