"""The audit trail: whatever is done to it is found, and at which entry."""

import asyncio
import os
from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text
from sqlmodel import select

import bot
from handlers.audit import files
from storage.engine.database import Database
from storage.people import bindings, directory, roster
from storage.sealed import audit, trail_file
from storage.sealed.audit import AuditEntry, Damage, Event, Filter, Found, Head
from storage.sealed.vault import HELD, Vault
from tests.conftest import NOW
from tests.storage.test_people_roster import HAN, HEADER, LI, file


@pytest.fixture
async def filled(database):
    """Six entries."""
    async with database.write() as tx:
        for number in range(1, 7):
            await audit.record(tx, Event.EXPORTED, by=number, over=9, subject=f"s:{number}", note="密注", now=NOW)
    return database


async def damage(database, *statements):
    async with database.write() as tx:
        for statement in statements:
            await tx.exec(text(statement))


async def found(database, head=None):
    async with database.read() as session:
        return await audit.verify(session, head)


async def head_of(database):
    async with database.read() as session:
        return await audit.head(session)


async def test_an_untouched_trail_verifies(filled):
    assert await found(filled) == 6
    assert await found(filled, await head_of(filled)) == 6
    assert await found(filled, Head.read(str(await head_of(filled)))) == 6


FIELDS = {
    "at": "'2020-01-01 00:00:00'", "event": "'权限变更'", "by": "3", "over": "NULL", "subject": "'x'", "note": "''",
    "digest": "'00'",
}  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
async def test_a_changed_entry_is_named(filled, field):
    await damage(filled, f'UPDATE audit SET "{field}" = {FIELDS[field]} WHERE number = 4')
    assert await found(filled) == Found(4, Damage.CHANGED)


async def test_an_entry_under_another_key_is_named(filled):
    await damage(filled, "UPDATE audit SET key = 'abcd' WHERE number = 4")
    assert await found(filled) == Found(4, Damage.KEY_GONE)


@pytest.mark.parametrize("number", [1, 3])
async def test_a_removed_entry_is_named(filled, number):
    await damage(filled, f"DELETE FROM audit WHERE number = {number}")
    assert await found(filled) == Found(number, Damage.MISSING)


async def test_a_removed_entry_whose_gap_was_closed_is_named(filled):
    move = [f"UPDATE audit SET number = {number - 1} WHERE number = {number}" for number in (4, 5, 6)]
    await damage(filled, "DELETE FROM audit WHERE number = 3", *move)
    assert await found(filled) == Found(3, Damage.CHANGED)


async def test_an_inserted_entry_is_named(filled):
    move = [f"UPDATE audit SET number = {number + 1} WHERE number = {number}" for number in (6, 5, 4)]
    copy = 'INSERT INTO audit SELECT 4, at, event, "by", over, subject, note, key, digest FROM audit WHERE number = 3'
    await damage(filled, *move, copy)
    assert await found(filled) == Found(4, Damage.CHANGED)


async def test_an_appended_entry_is_named(filled):
    copy = 'INSERT INTO audit SELECT 7, at, event, "by", over, subject, note, key, digest FROM audit WHERE number = 6'
    await damage(filled, copy)
    assert await found(filled) == Found(7, Damage.CHANGED)


async def test_reordered_entries_are_named(filled):
    swap = ["UPDATE audit SET number = 99 WHERE number = 2", "UPDATE audit SET number = 2 WHERE number = 5"]
    await damage(filled, *swap, "UPDATE audit SET number = 5 WHERE number = 99")
    assert await found(filled) == Found(2, Damage.CHANGED)


@pytest.mark.parametrize("left", [0, 4])
async def test_a_cut_off_tail_is_found_by_the_head_alone(filled, left):
    head = await head_of(filled)
    await damage(filled, f"DELETE FROM audit WHERE number > {left}")
    assert await found(filled) == left
    assert await found(filled, head) == Found(left, Damage.CUT_OFF)


async def test_a_tail_written_anew_is_found_by_the_head(filled):
    head = await head_of(filled)
    await damage(filled, "DELETE FROM audit WHERE number = 6")
    async with filled.write() as tx:
        await audit.record(tx, Event.EXPORTED, by=1, now=NOW)
    assert await found(filled) == 6
    assert await found(filled, head) == Found(6, Damage.NOT_THE_HEAD)


async def test_entries_of_an_older_key_still_verify_until_it_is_gone(filled):
    old = filled.vault
    async with filled.write() as tx:
        newer = Vault([Fernet.generate_key().decode(), *_keys(old)])
        tx.info[HELD] = newer
        await audit.record(tx, Event.EXPORTED, by=7, now=NOW)
    async with filled.read() as session:
        session.info[HELD] = newer
        assert await audit.verify(session) == 7
        session.info[HELD] = Vault(_keys(newer)[:1])
        assert await audit.verify(session) == Found(1, Damage.KEY_GONE)
        assert "密钥" in audit.note_of(session, (await audit.trail(session, Filter(), 0))[0][-1])


def _keys(vault):
    from base64 import urlsafe_b64encode

    return [urlsafe_b64encode(key).decode() for key in vault._keys]


async def test_no_entry_no_effect(database):
    async def fail():
        async with database.write() as tx:
            await audit.record(tx, Event.EXPORTED, by=1, now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await head_of(database) == Head(0, "")


async def test_without_a_vault_nothing_can_be_recorded(tmp_path):
    bare = Database(f"sqlite+aiosqlite:///{tmp_path}/bare.db")
    async with bare.write() as tx:
        with pytest.raises(RuntimeError):
            await audit.record(tx, Event.EXPORTED, by=1, now=NOW)
    await bare.close()


async def test_a_note_is_sealed(filled):
    async with filled.read() as session:
        entry = (await session.exec(select(AuditEntry).where(AuditEntry.number == 1))).one()
        assert "密注" not in entry.note
        assert audit.note_of(session, entry) == "密注"


@pytest.mark.parametrize(
    ("which", "numbers"),
    [
        (Filter(), [6, 5, 4]),
        (Filter(event=Event.BOUND), []),
        (Filter(person_id=2), [2]),
        (Filter(person_id=9), [6, 5, 4]),
        (Filter(subject="s:3"), [3]),
        (Filter(start=NOW), [6, 5, 4]),
        (Filter(end=NOW), []),
    ],
)
async def test_browsing(filled, which, numbers):
    async with filled.read() as session:
        page, total = await audit.trail(session, which, 0, 3)
        assert [entry.number for entry in page] == numbers
        assert total >= len(numbers)


async def events(database):
    async with database.read() as session:
        rows = (await session.exec(select(AuditEntry).order_by(AuditEntry.number))).all()
        return [(row.event, row.by, row.over, audit.note_of(session, row)) for row in rows]


async def test_an_import_and_each_change_of_rights_are_recorded(database):
    async def take(*rows):
        async with database.write() as tx:
            await roster.apply(tx, file(*rows), NOW, by=5)
        return [entry for entry in await events(database) if entry[0] == "权限变更"]

    imported = await take(LI, HAN)
    assert [entry[3] for entry in imported] == ["无 → 第一支部、党员、党小组长、支部书记"]
    assert (await events(database))[0][:2] == ("导入花名册", 5)
    assert await take(LI, HAN) == imported
    (_, entry) = await take(LI.replace("支部书记、", ""), HAN)
    assert entry[3] == "第一支部、党员、党小组长、支部书记 → 第一支部、党员、党小组长"
    (*_, entry) = await take(LI.replace("支部书记、", ""), HAN.replace("第一支部", "第二支部"))
    assert entry[3] == "第一支部、党员 → 第二支部、党员"


async def test_binding_and_unbinding_are_recorded(database):
    async with database.write() as tx:
        await roster.apply(tx, file(LI, HAN), NOW)
        who = await directory.who_has_number(tx, "100001")
        token = await bindings.make_invite(tx, who.person_id, NOW, by=8)
        await bindings.bind_by_link(tx, token, 7, NOW)
        await bindings.unbind(tx, who.person_id, by=8, now=NOW)
    got = [entry[:3] for entry in await events(database)][-4:]
    me = who.person_id
    assert got == [
        ("发出绑定链接", 8, me),
        ("绑定账号", me, me),
        ("职务待第二人确认", 8, me),
        ("解除绑定", 8, me),
    ]


class TestCommandLine:
    @pytest.fixture(autouse=True)
    def machine(self, tmp_path, monkeypatch, capsys):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("BOT_TOKEN", "123456:ABC")
        monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/bot.db")
        (tmp_path / "roster.csv").write_text(HEADER + LI + HAN, encoding="utf-8")
        umask = os.umask(0o022)
        bot.main(["import-roster", "roster.csv"])
        capsys.readouterr()
        yield
        os.umask(umask)

    def test_an_untouched_trail_gives_its_head(self, capsys):
        assert bot.main(["verify-audit"]) == 0
        head = capsys.readouterr().out.split("校验码：")[1].strip()
        assert bot.main(["verify-audit", "--head", head]) == 0

    def test_damage_is_told_in_one_line(self, tmp_path, capsys):
        import sqlite3

        with sqlite3.connect(tmp_path / "bot.db") as connection:
            connection.execute("UPDATE audit SET event = 'x' WHERE number = 1")
        connection.close()
        assert bot.main(["verify-audit"]) == 1
        assert capsys.readouterr().err == "审计记录第 1 条被改动、插入或调换\n"

    def test_a_file_that_was_taken_out_is_compared(self, tmp_path, capsys):
        vault = Vault([(tmp_path / "data" / "secret.key").read_text().strip()])

        async def take():
            database = Database(f"sqlite+aiosqlite:///{tmp_path}/bot.db", vault)
            async with database.read() as session:
                span = await trail_file.span(
                    session, datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
                )
            await database.close()
            return files.as_csv(None, files.rows(span, (), {}, UTC))

        file = tmp_path / "trail.csv"
        file.write_bytes(asyncio.run(take()))
        assert bot.main(["verify-audit", "--file", str(file)]) == 0
        assert "与审计记录一致：第 1 至" in capsys.readouterr().out
        file.write_bytes(file.read_bytes().replace("导入花名册".encode(), "导出".encode()))
        assert bot.main(["verify-audit", "--file", str(file)]) == 1
        assert "第 1 条被改动" in capsys.readouterr().err
        for wrong in (b"\0\0\0", b"a,b\n1,2\n", b'"' * 200_000):
            file.write_bytes(wrong)
            assert bot.main(["verify-audit", "--file", str(file)]) == 1
        assert bot.main(["verify-audit", "--file", str(tmp_path / "nothing.csv")]) == 1

    def test_a_head_is_read_strictly(self, capsys):
        with pytest.raises(SystemExit):
            bot.main(["verify-audit", "--head", "12"])
        assert "N:HASH" in capsys.readouterr().err

    def test_a_new_key_seals_again(self, tmp_path, monkeypatch, capsys):
        old = (tmp_path / "data" / "secret.key").read_text().strip()
        monkeypatch.setenv("SECRET_KEY", f"{Fernet.generate_key().decode()},{old}")
        assert bot.main(["rewrap"]) == 0
        assert "共 0 份" in capsys.readouterr().out
        assert bot.main(["verify-audit"]) == 0
