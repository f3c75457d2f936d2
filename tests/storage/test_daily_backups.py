"""The day's backup: checked before it is named, thinned out, and closing what was erased since; on either database."""

import asyncio
import json
import os
import sqlite3
import stat
import tarfile
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from reminders.backups import Backups
from storage.engine import copying
from storage.engine.backup import archive, checking, daily
from storage.engine.backup.errors import BackupError
from storage.engine.backup.restoring import put_back
from storage.engine.backup.retention import Keep
from storage.engine.clock import ZONE
from storage.engine.database import Database
from storage.engine.moving import MoveError
from storage.engine.opening import prepare
from storage.engine.settings import load_settings
from storage.people.directory import Branch
from storage.sealed import audit, records
from storage.sealed.audit import Event
from storage.sealed.records import Unreadable
from storage.sealed.vault import Vault
from tests.conftest import KEY, NOW
from tests.postgres import ordered

NIGHT = datetime(2026, 11, 24, 3, 0, tzinfo=ZONE)
KEEP = Keep(days=2, weeks=2, months=2)


def opened(url, data):
    return Database(url, Vault([KEY]), data / "records")


async def filled(database):
    """One that has been used: an audit entry, a record with a file; gives the record's number."""
    await prepare(database)
    async with database.write() as tx:
        tx.add(Branch(id=5, name="一"))
        await audit.record(tx, Event.EXPORTED, by=1, now=NOW)
        return await records.make(tx, "talk", {"text": "谈话"}, NOW, files={"voice": b"OggS"})


@pytest.fixture
async def bureau(sqlite_template, tmp_path):
    """The address of a database in use, its DATA_DIR, the folder for backups, and the number of a record."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "bot.db").write_bytes(sqlite_template.read_bytes())
    url = f"sqlite+aiosqlite:///{data}/bot.db"
    database = opened(url, data)
    number = await filled(database)
    await database.close()
    return url, data, tmp_path / "backups", number


async def made(bureau, at=NIGHT, keys=(KEY,), keep=KEEP):
    url, data, folder, _ = bureau
    return (await asyncio.to_thread(daily.make, url, data, keys, folder, keep, at)).decode()


async def found(bureau, file, keys=(KEY,)):
    return await asyncio.to_thread(checking.check, file, bureau[1], keys)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


async def test_it_is_checked_and_private_and_holds_no_key(bureau):
    assert await made(bureau) == ""
    folder = bureau[2]
    assert names(folder) == ["dangjian-20261124-0300.keys", "dangjian-20261124-0300.tar.gz"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())] == [0o700, 0o600, 0o600]
    file = folder / "dangjian-20261124-0300.tar.gz"
    with tarfile.open(file) as tar:
        kept = tar.getnames()
    assert [name for name in kept if "keys" in name] == []
    assert len([name for name in kept if name.startswith("records/")]) == 1
    checked = await found(bureau, file)
    assert (checked.rows["branch"], checked.head.number, checked.readable, checked.problems) == (1, 1, 1, [])
    assert checked.made_at == NIGHT.isoformat()


@pytest.mark.parametrize(
    ("there", "at", "due"),
    [
        ([], NIGHT.replace(hour=0), True),
        ([date(2026, 11, 23)], NIGHT.replace(hour=2, minute=59), False),
        ([date(2026, 11, 23)], NIGHT, True),
        ([date(2026, 11, 23)], NIGHT.replace(hour=15), True),
        ([date(2026, 11, 24)], NIGHT.replace(hour=23), False),
        ([date(2026, 11, 30)], NIGHT, True),
    ],
)
def test_it_is_due_once_a_day_from_three_on(tmp_path, there, at, due):
    for day in there:
        (tmp_path / f"dangjian-{day:%Y%m%d}-0300.tar.gz").touch()
    (tmp_path / "dangjian-by-hand.tar.gz").touch()
    assert daily.is_due(tmp_path, at) is due


async def test_what_is_erased_is_closed_in_every_older_archive(bureau, tmp_path):
    url, data, folder, number = bureau
    first, last = NIGHT - timedelta(days=40), NIGHT + timedelta(days=2)
    await made(bureau, first)
    key = (data / "records" / "keys").read_bytes().strip(b"\0\1")
    database = opened(url, data)
    async with database.write() as tx:
        await records.erase(tx, number)
    await database.close()
    oldest = folder / "dangjian-20261015-0300.tar.gz"
    assert (await found(bureau, oldest)).readable == 1
    for days in range(3):
        await made(bureau, NIGHT + timedelta(days=days))
    assert oldest.exists()
    assert [name for name in names(folder) if name.endswith(".keys")] == [
        f"dangjian-2026112{day}-0300.keys" for day in (5, 6)
    ]
    assert not any(key in path.read_bytes() for path in folder.iterdir())
    checked = await found(bureau, oldest)
    assert (checked.readable, checked.erased, checked.problems) == (0, 1, [])
    other = tmp_path / "other"
    await asyncio.to_thread(put_back, f"sqlite+aiosqlite:///{other}/bot.db", other, oldest, [KEY])
    back = opened(f"sqlite+aiosqlite:///{other}/bot.db", other)
    async with back.read() as session:
        assert await records.read(session, number, "text") is Unreadable.ENDED
    await back.close()
    assert last.date() in {at.date() for at in daily.made_in(folder)}


async def test_what_a_kill_has_left_goes_and_what_is_not_ours_stays(bureau):
    _, data, folder, _ = bureau
    for left in (folder / "writing-backup-x", data / "restoring-old", data / "restoring-now"):
        left.mkdir(parents=True)
        (left / "archive").touch()
        os.utime(left, (NIGHT.timestamp() - (60 if "now" in left.name else 7200),) * 2)
    (folder / "writing-backup-dangjian-20261123-0300").touch()
    (folder / "theirs.tar.gz").touch()
    await made(bureau)
    assert names(folder) == ["dangjian-20261124-0300.keys", "dangjian-20261124-0300.tar.gz", "theirs.tar.gz"]
    assert [path.name for path in data.glob("restoring-*")] == ["restoring-now"]


async def test_one_that_does_not_open_is_never_named(bureau, monkeypatch):
    url, data, folder, _ = bureau
    assert (await made(bureau, keys=[Fernet.generate_key().decode()])).startswith("密钥不对")
    monkeypatch.setattr(archive, "_leave_out", lambda copy: copy.write_bytes(copy.read_bytes()[:-4096]))
    assert "不是完整的备份" in await made(bureau) or "写不了" in await made(bureau)
    assert daily.made_in(folder) == {}
    assert list(folder.glob("*.keys")) == []
    assert daily.is_due(folder, NIGHT)
    assert "没有数据库可备份" in await made((f"{url}x", data, folder, 0))


async def test_a_folder_that_cannot_be_used_is_told(bureau, tmp_path):
    (tmp_path / "backups").write_text("a file")
    assert "用不了" in await made(bureau)


async def test_what_is_wrong_in_the_database_is_told_and_backed_up_all_the_same(bureau):
    _, data, folder, _ = bureau
    with closing(sqlite3.connect(data / "bot.db")) as connection:
        connection.execute("UPDATE audit SET event = 'x'")
        connection.commit()
    next(path for path in (data / "records").iterdir() if path.name != "keys").unlink()
    assert await made(bureau) == "备份已做好，但数据库里有问题：审计记录第 1 条被改动、插入或调换；缺 1 个加密的文件"
    assert len(daily.made_in(folder)) == 1


@pytest.mark.parametrize("damage", ["cut", "rows", "newer"])
async def test_a_damaged_one_is_found(bureau, tmp_path, damage):
    await made(bureau)
    (file,) = daily.made_in(bureau[2]).values()
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:-100])
    else:
        with tarfile.open(file) as tar:
            tar.extractall(tmp_path / "open")  # Debian 12 has a Python without filters
        with closing(sqlite3.connect(tmp_path / "open" / "bot.db")) as connection:
            wrong = "DELETE FROM branch" if damage == "rows" else "UPDATE alembic_version SET version_num = '9999'"
            connection.execute(wrong)
            connection.commit()
        with tarfile.open(file, "w:gz") as tar:
            for path in (tmp_path / "open").iterdir():
                tar.add(path, path.name)
    said = {"cut": "不是完整的备份", "rows": "行数与记下的不符", "newer": "更新版本的程序"}
    with pytest.raises(BackupError, match=said[damage]):
        await found(bureau, file)


async def test_a_process_apart_makes_it_and_says_why_not(bureau, tmp_path, monkeypatch, caplog):
    data = bureau[1]
    monkeypatch.chdir(data)
    settings = load_settings(database_url="sqlite+aiosqlite:///bot.db", data_dir=".", backup_dir="kept", secret_key=KEY)
    backups = Backups.by(settings)
    assert [await backups.run(NIGHT), await backups.run(NIGHT + timedelta(hours=1))] == [1, 0]
    assert list(daily.made_in(Path("kept")))
    anothers = load_settings(**settings.model_dump() | {"secret_key": Fernet.generate_key().decode()})
    with pytest.raises(BackupError, match="另一个单位"):
        await Backups.by(anothers).run(NIGHT)
    assert "backup: " in caplog.text
    caplog.clear()
    both = load_settings(**settings.model_dump() | {"secret_key": f"{Fernet.generate_key().decode()},{KEY}"})
    assert await Backups.by(both).run(NIGHT) == 0
    assert await backups.run(NIGHT) == 0
    assert stat.S_IMODE((Path("kept") / daily.OWNER).stat().st_mode) == 0o600
    (data / "bot.db").unlink()
    with pytest.raises(BackupError, match="没有数据库可备份"):
        await backups.run(NIGHT + timedelta(days=1))
    assert "backup: 没有数据库可备份" in caplog.text
    assert Backups.by(load_settings()) is None


@pytest.mark.postgres
async def test_postgresql_is_backed_up_as_it_was_at_one_moment_and_put_back_into_either(
    on_postgres, postgres, tmp_path, monkeypatch
):
    data, folder = tmp_path / "data", tmp_path / "backups"
    data.mkdir()
    database = opened(on_postgres, data)
    number = await filled(database)
    await database.close()
    batch = copying.batch

    def written_meanwhile(connection, table, after):
        monkeypatch.setattr(copying, "batch", batch)
        order = "INSERT INTO branch (name) VALUES ('meanwhile')"
        thread = Thread(target=lambda: asyncio.run(ordered(postgres, order, "moved")))
        thread.start()
        thread.join()
        return batch(connection, table, after)

    monkeypatch.setattr(copying, "batch", written_meanwhile)
    assert await made((on_postgres, data, folder, number)) == ""
    (file,) = daily.made_in(folder).values()
    assert (await found((on_postgres, data), file)).rows["branch"] == 1
    with pytest.raises(MoveError, match="目标数据库不是空的"):
        await asyncio.to_thread(put_back, on_postgres, data, file, [KEY])
    await ordered(postgres, "DROP SCHEMA public CASCADE; CREATE SCHEMA public", "moved")
    for url in (on_postgres, f"sqlite+aiosqlite:///{tmp_path}/new/bot.db"):
        await asyncio.to_thread(put_back, url, tmp_path / "new", file, [KEY])
        back = opened(url, tmp_path / "new")
        await prepare(back)
        async with back.read() as session:
            assert await records.read_file(session, number, "voice") == b"OggS"
            assert (await session.exec(text("SELECT name FROM branch"))).all() == [("一",)]
        await back.close()


@pytest.mark.parametrize(
    ("text", "keep"),
    [
        ("7d,4w,12m", Keep(7, 4, 12)),
        ("3, 0 ,1", Keep(3, 0, 1)),
        ("7D，4W，0M", Keep(7, 4, 0)),
        ("0,0,0", Keep(0, 0, 0)),
    ],
)
def test_how_long_they_are_kept_is_read(text, keep):
    assert Keep.read(text) == keep
    assert Keep.read(str(keep)) == keep


@pytest.mark.parametrize("text", ["", "7", "7d,4w", "7w,4d,1m", "-1,0,0", "7d,4w,12m,1y", "all"])
def test_what_cannot_be_read_is_refused(text):
    with pytest.raises(ValueError, match="7d,4w,12m"):
        Keep.read(text)


def test_a_year_of_days_leaves_days_weeks_and_months():
    kept: set[datetime] = set()
    for day in range(400):
        kept = Keep(7, 4, 12).of(kept | {datetime(2026, 1, 1, 3) + timedelta(days=day)})
    days = sorted(at.date() for at in kept)
    assert days[-7:] == [date(2027, 2, 4) - timedelta(days=back) for back in range(6, -1, -1)]
    assert {date(2027, 1, 24), date(2027, 1, 17)} <= set(days)
    assert [day for day in days if day < date(2027, 1, 1)] == [
        *(date(2026, month, 30 if month in (4, 6, 9, 11) else 31) for month in range(3, 13))
    ]
    assert len(days) <= 7 + 4 + 12


@given(
    st.sets(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)), max_size=60),
    st.builds(Keep, *[st.integers(0, 5)] * 3),
)
def test_the_newest_stays_and_what_stays_stays(made, keep):
    kept = keep.of(made)
    assert kept <= made
    assert not made or max(made) in kept
    assert len(kept) <= keep.days + keep.weeks + keep.months + 1
    assert keep.of(kept) == kept


async def test_copies_of_keys_go_by_their_age_while_backups_fail_and_a_link_is_not_followed(bureau, tmp_path):
    _, _, folder, _ = bureau
    for days in (40, 39):
        await made(bureau, NIGHT - timedelta(days=days))
    theirs = tmp_path / "secret.key"
    theirs.write_text("a key of somebody")
    (folder / "dangjian-20250101-0300.keys").symlink_to(theirs)
    (folder / "dangjian-20261399-9999.tar.gz").touch()
    assert await made(bureau, keys=[Fernet.generate_key().decode()])
    assert [path.name for path in sorted(folder.glob("*.keys"))] == ["dangjian-20261016-0300.keys"]
    assert theirs.read_text() == "a key of somebody"


@pytest.mark.parametrize(
    ("forged", "said"), [("rows", "被改动过"), ("date", "被改动过"), ("seal", "被改动过"), ("no seal", "没有封签")]
)
async def test_one_that_somebody_has_changed_is_found(bureau, tmp_path, forged, said):
    await made(bureau)
    (file,) = daily.made_in(bureau[2]).values()
    inside = tmp_path / "open"
    with tarfile.open(file) as tar:
        tar.extractall(inside)
    told = json.loads((inside / "manifest.json").read_text())
    if forged in {"rows", "no seal"}:
        with closing(sqlite3.connect(inside / "bot.db")) as connection:
            connection.execute("UPDATE branch SET name = 'theirs'")
            connection.commit()
    told |= {"date": {"made_at": NOW.isoformat()}, "seal": {"seal": "0" * 64}}.get(forged, {})
    if forged == "no seal":
        del told["seal"]
    (inside / "manifest.json").write_text(json.dumps(told))
    with tarfile.open(file, "w:gz") as tar:
        for path in inside.iterdir():
            tar.add(path, path.name)
    if forged == "no seal":
        assert said in str((await found(bureau, file)).problems)
        return
    with pytest.raises(BackupError, match=said):
        await found(bureau, file)
