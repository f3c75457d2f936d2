"""``python -m sandbox.telegram`` as a process, and its state from run to run."""

import asyncio
import signal
import sys
from pathlib import Path

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from sandbox.telegram import people_file, state
from sandbox.telegram.phone import Group, Person, Phone, Sandbox, picture
from tests.processes import HANGS

ROOT = Path(__file__).parents[2]


async def begin(*arguments: str) -> tuple[asyncio.subprocess.Process, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox.telegram", "--port", "0", *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    return process, (await asyncio.wait_for(process.stdout.readline(), HANGS)).decode().strip()


@pytest.mark.drill
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_starts_and_ends(number: signal.Signals, tmp_path: Path):
    kept, given = tmp_path / "state.json", tmp_path / "people.json"
    given.write_text(people_file.write([Person(1001, "王芳")]), encoding="utf-8")
    process, url = await begin("--people", str(given), "--state", str(kept), "--enforce-limits")
    async with httpx.AsyncClient() as http:
        assert (await http.get(f"{url}sandbox/people")).json()["total"] == 1
        assert (await http.get(f"{url}sandbox/faults")).json()["enforce_limits"] is True
        polling = asyncio.create_task(http.post(f"{url}bot1:sandbox/getUpdates", json={"timeout": 30}, timeout=40))
        await asyncio.sleep(0.2)
        process.send_signal(number)
        assert await asyncio.wait_for(process.wait(), HANGS) == 0
        assert (await polling).json() == {"ok": True, "result": []}
    assert kept.exists()


@pytest.mark.drill
async def test_it_says_why_it_cannot_start(tmp_path: Path):
    (tmp_path / "state.json").write_text("{}")
    (tmp_path / "people.json").write_text('{"people": [{"id": 1, "nickname": "小王"}]}')
    (tmp_path / "group.json").write_text(people_file.write([], [Group(-1001, "一支部", [1001])]))
    for arguments, reason in (
        (["--people", str(tmp_path / "people.json")], b"not a file of people and groups"),
        (["--people", str(tmp_path / "group.json")], b"members [1001] unknown"),
        (["--token", "secret"], b"the token looks like"),
        (["--state", str(tmp_path / "state.json")], b"not a state of the sandbox"),
    ):
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "sandbox.telegram",
            "--port",
            "0",
            *arguments,
            cwd=ROOT,
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await asyncio.wait_for(process.communicate(), HANGS)
        assert (process.returncode, said.count(b"\n")) == (1, 1)
        assert reason in said


def people() -> Sandbox:
    return Sandbox([Person(1001, "王芳"), Person(1002, "李伟", started=True)], [Group(-1001, "一支部", [1001, 1002])])


async def test_chats_outlive_a_restart(tmp_path: Path):
    kept = tmp_path / "state.json"
    async with people() as before, Bot("1:sandbox", base_url=f"{before.url}/bot") as bot:
        wang = Phone(before.world, 1001)
        await wang.send("/start")
        photo = await bot.send_photo(1001, picture(100, 100))
        poll = await bot.send_poll(1001, "问", ["一", "二"], is_anonymous=False)
        await wang.vote(poll.message_id, [1])
        await wang.react("👍")
        keys = InlineKeyboardMarkup([[InlineKeyboardButton("好", callback_data="ok")]])
        asked = await bot.send_message(1001, "问", reply_markup=keys)
        await bot.pin_chat_message(1001, asked.message_id)
        await bot.set_my_commands([("start", "开始")])
        before.world.clock.advance(3600)
        pending = before.world.updates.waiting()
        assert pending
        state.save(before.world, kept)
    after = people()
    state.load(after.world, kept)
    async with after, Bot("1:sandbox", base_url=f"{after.url}/bot") as bot:
        wang = Phone(after.world, 1001)
        assert wang.person.started
        assert after.world.updates.waiting() == pending
        assert 3590 < after.world.clock.offset.total_seconds() < 3610
        assert [m.raw for m in wang.messages()] == [m.raw for m in Phone(before.world, 1001).messages()]
        assert wang.commands() == ["start"]
        await wang.vote(poll.message_id, [0])
        assert wang.messages()[2].poll["options"][1]["voter_count"] == 0
        await bot.send_photo(1001, photo.photo[0].file_id)
        await bot.edit_message_text("答", 1001, asked.message_id)
        newest = await bot.send_message(1001, "新")
        assert newest.message_id == max(screen.id for screen in wang.messages())
