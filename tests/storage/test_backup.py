"""A backup holds what lives, and nothing of what is under way."""

import asyncio
import shutil
import tarfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from storage.engine.backup import archive
from storage.engine.backup.errors import BackupError
from storage.engine.backup.restoring import put_back
from storage.engine.database import Database
from storage.engine.migrate import migrate
from storage.mail import conversations, inbox
from storage.sealed import records
from storage.sealed.keyring import FILE, PASSING, Keyring
from storage.sealed.records import Unreadable
from storage.sealed.vault import Vault
from tests.conftest import KEY, NOW

TEXT, VAULT = "谈话内容标记词", Vault([KEY])


def url_in(data):
    return f"sqlite+aiosqlite:///{data}/bot.db"


def opened(data):
    return Database(url_in(data), VAULT, data / "records", Keyring(data / PASSING / FILE))


async def written(data, file, **more):
    return await asyncio.to_thread(archive.write, url_in(data), data, file, NOW, **more)


async def restored(data, file, keys=()):
    return await asyncio.to_thread(put_back, url_in(data), data, file, keys)


@pytest.fixture
async def kept(tmp_path):
    """A record, an update and a draft, and a backup of them. Gives the folder and the record's number."""
    data = tmp_path / "data"
    data.mkdir()
    database = opened(data)
    await migrate(database)
    waiting, taken, aside, draft = await database.passing.seal([b"waiting", b"taken", b"aside", b"draft"])
    async with database.write() as tx:
        number = await records.make(tx, "talk", {"text": TEXT}, NOW)
        await inbox.keep(tx, {1: waiting, 2: taken, 3: aside}, NOW)
        await inbox.take_effect(tx, 2)
        await inbox.set_aside(tx, 3, "ValueError", None)
        await conversations.remember(tx, [draft])
    await written(data, tmp_path / "kept.tar.gz")
    yield data, number
    await database.close()


async def read(data, number):
    database = opened(data)
    async with database.read() as session:
        found = await records.read(session, number, "text")
        left = (await conversations.remembered(session), [row.update_id for row in await inbox.unfinished(session)])
    await database.close()
    return found, left


async def erased(data, number):
    database = opened(data)
    async with database.write() as tx:
        await records.erase(tx, number)
    await database.close()


async def test_on_another_machine_the_record_is_there_and_what_was_under_way_is_not(kept, tmp_path):
    _, number = kept
    await restored(tmp_path / "other", tmp_path / "kept.tar.gz")
    assert await read(tmp_path / "other", number) == (TEXT, ([], []))
    database = opened(tmp_path / "other")
    async with database.read() as session:
        assert [(each.number, each.runs) for each in await inbox.all_set_aside(session)] == [(3, False)]
    await database.close()


async def test_an_update_that_had_its_effect_is_known_again(kept, tmp_path):
    other = tmp_path / "other"
    await restored(other, tmp_path / "kept.tar.gz")
    database = opened(other)
    async with database.write() as tx:
        again, fresh = await database.passing.seal([b"", b""])
        assert await inbox.keep(tx, {1: fresh, 2: again}, NOW) == {1}
    await database.close()


async def test_what_was_erased_since_stays_closed_where_it_was_erased(kept, tmp_path):
    data, number = kept
    await erased(data, number)
    for path in data.glob("bot.db*"):
        path.unlink()
    await restored(data, tmp_path / "kept.tar.gz")
    assert (await read(data, number))[0] is Unreadable.ENDED


async def test_a_backup_after_the_erasure_holds_no_key_of_it(kept, tmp_path):
    data, number = kept
    await erased(data, number)
    await written(data, tmp_path / "later.tar.gz")
    with tarfile.open(tmp_path / "later.tar.gz") as tar:
        assert {Path(name).parts[0] for name in tar.getnames()} == {"bot.db", "manifest.json", "records"}
    shutil.rmtree(data)
    await restored(data, tmp_path / "later.tar.gz")
    assert (await read(data, number))[0] is Unreadable.CLEARED
    assert not (data / "records" / FILE).read_bytes().strip(b"\0")


async def test_a_restore_that_was_killed_leaves_no_keys_behind_the_next(kept, tmp_path):
    other = tmp_path / "other"
    left = other / "restoring-x" / "records"
    left.mkdir(parents=True)
    (left / "keys").write_bytes(b"k" * 64)
    await restored(other, tmp_path / "kept.tar.gz")
    assert {path.name for path in other.iterdir()} == {"bot.db", "records"}
    assert await read(other, kept[1]) == (TEXT, ([], []))


@pytest.mark.parametrize("python", ["with filters", "3.11.2"])
@pytest.mark.parametrize("evil", ["/etc/evil", "../evil", "records/../../evil", "a link"])
def test_nothing_is_unpacked_beside_its_folder(tmp_path, monkeypatch, evil, python):
    if python == "3.11.2":
        monkeypatch.delattr(tarfile, "data_filter", raising=False)
    member = tarfile.TarInfo(evil)
    if evil == "a link":
        member.type, member.linkname = tarfile.SYMTYPE, "/etc"
    with tarfile.open(tmp_path / "evil.tar.gz", "w:gz") as tar:
        tar.addfile(member)
    with pytest.raises(BackupError), archive.unpacked(tmp_path / "evil.tar.gz", tmp_path / "data"):
        raise AssertionError("unpacked")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["evil.tar.gz"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_archive_is_unpacked_by_a_python_that_knows_no_filters(tmp_path, monkeypatch):
    monkeypatch.delattr(tarfile, "data_filter", raising=False)
    (tmp_path / "bot.db").write_bytes(b"rows")
    with tarfile.open(tmp_path / "kept.tar.gz", "w:gz") as tar:
        tar.add(tmp_path / "bot.db", "bot.db")
    with archive.unpacked(tmp_path / "kept.tar.gz", tmp_path / "data") as folder:
        assert (folder / "bot.db").read_bytes() == b"rows"


def test_what_would_fill_the_disk_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(archive.shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    (tmp_path / "bot.db").write_bytes(bytes(1001))
    with tarfile.open(tmp_path / "bomb.tar.gz", "w:gz") as tar:
        tar.add(tmp_path / "bot.db", "bot.db")
    with (
        pytest.raises(BackupError, match="磁盘空间不够"),
        archive.unpacked(tmp_path / "bomb.tar.gz", tmp_path / "data"),
    ):
        raise AssertionError("unpacked")
