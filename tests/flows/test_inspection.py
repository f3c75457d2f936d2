"""迎检包: asked for, made beside, opened as an inspection opens it; cancelled, broken off, too large, refused to whom it is not for."""

import asyncio
import hashlib
import io
import re
import zipfile

import openpyxl
import pytest
from telegram.error import TimedOut

import handlers
from handlers.inspection import fetching
from handlers.inspection.gathering import Gathering
from handlers.inspection.making import Making
from sandbox.telegram.phone import picture
from storage import inspection
from storage.engine import office
from storage.inspection import Bundle, State
from storage.people.directory import Person, PostHeld
from storage.people.posts import Post
from storage.sealed import audit, pin
from storage.sealed.audit import Event, Filter
from storage.sealed.head import Head
from tests.flows.talking import QUICK, WORDS, enter, record, set_pin, unlocked
from tests.flows.test_attending_meetings import called, close, opened  # noqa: F401 - fixtures
from tests.flows.test_papers import printed, with_office, words
from tests.flows.test_tasks import assign


@pytest.fixture
async def held(opened):  # noqa: F811 - the fixture
    """A published meeting with two photos."""
    chair = await close(opened)
    await chair.press("改记录")
    await chair.send_photo(caption="学习了条例")
    await chair.send_photo(picture(shade=90))
    await chair.walk("完成", "公布会议记录", "确认公布")
    return opened


def maker(house, folder, **more):
    application = house.running.application
    gathering = Gathering.over(handlers.FEATURES)
    return Making(application.bot_data, application.bot, folder / "bundles", gathering, pause=0, **more)


async def ask(house, name, *labels):
    phone = await unlocked(house, name)
    await phone.send("/inspection")
    await phone.walk(*labels, "📦 生成")
    return phone


async def made(house, making):
    while await making.make_next():
        pass
    await house.settle()


def zips(phone):
    return [message for message in phone.messages() if (message.document or {}).get("file_name", "").endswith(".zip")]


def listed(book):
    """What 目录 names: number, kind, path, size, SHA-256."""
    sheet = book["目录"]
    return [
        dict(zip([cell.value for cell in sheet[3]], row, strict=True))
        for row in sheet.iter_rows(min_row=4, values_only=True)
    ]


async def entries(house):
    async with house.database.read() as session:
        found, _ = await audit.trail(session, Filter(event=Event.EXPORTED))
        return [(entry.by, entry.subject, audit.note_of(session, entry)) for entry in found]


async def test_a_branchs_quarter_is_one_zip_that_can_be_checked(held, tmp_path):
    phone = await ask(held, "王芳")
    assert "做好后会发到这里" in phone.screen.text
    shown = phone.screen.id
    await made(held, maker(held, tmp_path))
    (message,) = zips(phone)
    assert message.document["file_name"] == "迎检包_第一支部_2026-Q4.zip"
    assert "迎检包已发出" in next(each for each in phone.messages() if each.id == shown).text
    book = zipfile.ZipFile(io.BytesIO(message.read()))
    assert book.testzip() is None
    index = openpyxl.load_workbook(io.BytesIO(book.read("目录.xlsx")))
    rows = listed(index)
    kinds = [row["类别"] for row in rows]
    assert (kinds.count("会议记录"), kinds.count("签到表"), kinds.count("会议照片"), kinds.count("台账")) == (
        1,
        1,
        2,
        1,
    )
    assert {row["文件"] for row in rows} == set(book.namelist()) - {"目录.docx", "目录.xlsx", "SHA256SUMS.txt"}
    for row in rows:
        assert hashlib.sha256(book.read(row["文件"])).hexdigest() == row["SHA-256"]
    sums = book.read("SHA256SUMS.txt")
    assert sums.decode().splitlines() == [f"{row['SHA-256']}  {row['文件']}" for row in rows]
    # On the trail first, so that the head behind the entry is in the index, and holds afterwards.
    ((by, subject, note), *_) = await entries(held)
    assert (by, subject) == (1, "bundle:1")
    assert hashlib.sha256(sums).hexdigest() in note
    told = words(book.read("目录.docx"))
    assert "王芳（警号 100001）" in told
    head = Head.found_in(told)
    async with held.database.read() as session:
        assert await audit.verify(session, head) == head.number
    (minutes,) = (row["文件"] for row in rows if row["类别"] == "会议记录")
    assert "学习了条例" in words(book.read(minutes))
    ledger = openpyxl.load_workbook(io.BytesIO(book.read(rows[0]["文件"])))
    assert ledger["会议"]["F5"].value == "王芳"
    # Talks as that they took place; signs, cases and feedback stay inside; nobody's phone.
    assert "谈心谈话和家访" in ledger.sheetnames
    assert not {"苗头处置", "关注帮扶", "意见建议", "班子评分"} & set(ledger.sheetnames)
    assert b"13800000001" not in b"".join(map(book.read, book.namelist()))
    assert not list((tmp_path / "bundles").iterdir())


@with_office
async def test_its_index_opens_in_libreoffice(held, tmp_path):
    phone = await ask(held, "王芳")
    await made(held, maker(held, tmp_path))
    book = zipfile.ZipFile(io.BytesIO(zips(phone)[0].read()))
    told = printed(await office.pdf(book.read("目录.docx")), tmp_path)
    assert re.search(r"迎检包目录.*会议照片 +2", told, re.DOTALL)


async def test_staff_take_the_bureaus_year_by_branch_without_talks(held, tmp_path):
    phone = await ask(held, "吴干", "年")
    await made(held, maker(held, tmp_path))
    (message,) = zips(phone)
    book = zipfile.ZipFile(io.BytesIO(message.read()))
    names = book.namelist()
    assert {"第一支部", "机关支部", "海滨县公安局"} == {name.split("/")[0] for name in names if "/" in name}
    (ledger,) = (name for name in names if name.startswith("海滨县公安局/台账/"))
    sheets = openpyxl.load_workbook(io.BytesIO(book.read(ledger)))
    assert "各支部完成率" in sheets.sheetnames
    # Party-affairs staff do not see who talked.
    assert not any("谈话" in name for name in sheets.sheetnames)
    assert (await entries(held))[0][:2] == (7, "bundle")


async def test_another_branch_is_chosen_by_who_sees_all(held, tmp_path):
    async with held.database.write() as tx:
        tx.add(PostHeld(person_id=3, post=Post.INSPECTOR.value))
    for name in ("赵敏", "郑局"):
        phone = await ask(held, name, "换一个支部", "机关支部")
        await made(held, maker(held, tmp_path))
        assert zips(phone)[-1].document["file_name"] == "迎检包_机关支部_2026-Q4.zip"


@pytest.mark.parametrize("name", ["李雷", "钱进", "孙立"])
async def test_members_have_none(house, name):
    phone = house.phone(name)
    await phone.send("/inspection")
    assert "没有这项权限" in phone.screen.text
    for data in ("insp:1:2026-Q4", "insp_br:2026:0", "insp_go:1:2026-Q4", "insp_go:0:2026"):
        await phone.press_data(data)
        assert "没有这项权限" in phone.toast


@pytest.mark.parametrize(
    "data", ["insp:2:2026-Q4", "insp:0:2026", "insp_go:2:2026-Q4", "insp_go:0:2026-Q4", "insp_br:2026-Q4:0"]
)
async def test_a_secretary_takes_the_own_branch_alone(house, data):
    phone = house.phone("王芳")
    await phone.send("/home")
    await phone.press_data(data)
    assert "没有这项权限" in phone.toast


@pytest.mark.parametrize(
    "data", ["insp_go:1:2026-11", "insp_go:1:x", "insp_go:1:2027-Q1", "insp_go:-1:2026", "insp_no:7"]
)
async def test_forged_buttons_are_answered(house, data):
    phone = house.phone("王芳")
    await phone.send("/home")
    await phone.press_data(data)
    assert phone.toast
    async with house.database.read() as session:
        assert await session.get(Bundle, 1) is None


async def test_what_telegram_has_no_more_or_not_so_small_is_named_and_holds_up_nothing(held, tmp_path):
    kept = held.world.files.by_id
    large, gone = [each for each in kept.values() if each.kind == "photo"][-2:]
    large.data = b"x" * (20 * 1024 * 1024 + 1)
    del kept[gone.file_id]
    phone = await ask(held, "王芳")
    await made(held, maker(held, tmp_path))
    book = zipfile.ZipFile(io.BytesIO(zips(phone)[0].read()))
    index = openpyxl.load_workbook(io.BytesIO(book.read("目录.xlsx")))
    reasons = {row[3] for row in index["没有装入的"].iter_rows(min_row=4, values_only=True)}
    assert reasons == {fetching.TOO_LARGE, fetching.GONE}
    assert "2 项没有装入" in "".join(phone.texts)
    assert "Telegram 上已经没有这个文件" in words(book.read("目录.docx"))


async def test_what_is_too_large_comes_in_parts_each_whole(held, tmp_path):
    phone = await ask(held, "王芳")
    await made(held, maker(held, tmp_path, most=60_000))
    found = zips(phone)
    assert len(found) > 1
    names = [message.document["file_name"] for message in found]
    assert names[0] == f"迎检包_第一支部_2026-Q4_第1卷共{len(found)}卷.zip"
    everything = set()
    for number, message in enumerate(found, 1):
        book = zipfile.ZipFile(io.BytesIO(message.read()))
        rows = listed(openpyxl.load_workbook(io.BytesIO(book.read("目录.xlsx"))))
        assert {row["文件"] for row in rows if row["分卷"] == number} <= set(book.namelist())
        everything |= set(book.namelist())
    assert {row["文件"] for row in rows} <= everything
    assert f"分 {len(found)} 卷" in "".join(phone.texts)


async def test_talks_are_there_as_that_they_took_place_behind_the_pin(house, tmp_path, monkeypatch):
    monkeypatch.setattr(pin, "HASHER", QUICK)
    await set_pin(house, "王芳")
    phone = await record(house, voice=False, follow_up=False)
    house.running.application.bot_data.locks.lock(1, phone.user)
    await phone.send("/inspection")
    await phone.press("📦 生成")
    assert "请输入 PIN" in phone.screen.text
    await enter(phone)
    assert "做好后会发到这里" in phone.screen.text
    await made(house, maker(house, tmp_path))
    book = zipfile.ZipFile(io.BytesIO(zips(phone)[0].read()))
    (register,) = (name for name in book.namelist() if name.startswith("谈心谈话登记/"))
    assert "李雷" in words(book.read(register))
    everything = b"".join(map(book.read, book.namelist())).decode(errors="replace")
    everything += "".join(words(book.read(name)) for name in book.namelist() if name.endswith(".docx"))
    assert not [word for word in WORDS.values() if word in everything]


async def test_one_at_a_time_and_it_can_be_cancelled(held, tmp_path):
    phone, other = await ask(held, "王芳"), await ask(held, "吴干", "年")
    assert "前面还有 1 个" in other.screen.text
    await phone.press_data("insp_go:1:2026")
    assert "一次只能生成一个" in phone.toast
    # Another's is not mine to cancel.
    await other.press_data("insp_no:1")
    assert "没有可取消的" in other.toast
    await phone.send("/inspection")
    await phone.press("✖ 取消正在生成的")
    assert "已取消" in phone.screen.text
    await made(held, maker(held, tmp_path))
    assert not zips(phone)
    assert zips(other)
    assert [subject for _, subject, _ in await entries(held)] == ["bundle"]


async def test_cancelled_while_it_goes_out_nothing_of_it_stays(held, tmp_path, monkeypatch):
    phone, sent = await ask(held, "王芳"), inspection.sent

    async def cancelled(tx, number, message):
        await sent(tx, number, message)
        await inspection.end(tx, number, State.CANCELLED, held.clock.now())

    monkeypatch.setattr(inspection, "sent", cancelled)
    await made(held, maker(held, tmp_path, most=60_000))
    assert not zips(phone)
    assert not list((tmp_path / "bundles").iterdir())


async def test_a_restart_leaves_nothing_half_and_says_so(held, tmp_path):
    phone = await ask(held, "王芳")
    folder = tmp_path / "bundles"
    (folder / "1").mkdir(parents=True)
    (folder / "1" / "1.zip").write_bytes(b"half")
    async with held.database.write() as tx:
        bundle = await inspection.begin_next(tx)
        part = await phone.house.running.application.bot.send_document(1001, b"half", filename="half.zip")
        bundle.parts = [part.message_id]
        tx.add(bundle)
    await maker(held, tmp_path).take_up(starting=True)
    await held.settle()
    assert not folder.exists()
    assert not zips(phone)
    assert "机器人重启" in phone.screen.text
    await phone.walk("重新生成", "📦 生成")
    await made(held, maker(held, tmp_path))
    assert zips(phone)


async def test_who_lost_the_post_meanwhile_gets_nothing(held, tmp_path):
    phone = await ask(held, "王芳")
    async with held.database.write() as tx:
        await tx.delete(await tx.get(PostHeld, (1, Post.SECRETARY.value)))
    await made(held, maker(held, tmp_path))
    assert not zips(phone)
    assert "没有这项权限" in phone.screen.text


async def test_telegram_away_is_said_when_it_is_back(held, tmp_path, monkeypatch):
    phone = await ask(held, "王芳")

    async def away(*_given, **_more):
        raise TimedOut

    making = maker(held, tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr("handlers.inspection.making.send_file", away)
        await making.make_next()
    await held.settle()
    assert "连不上 Telegram" in phone.screen.text
    assert not zips(phone)


async def test_what_was_handed_in_with_tasks_is_there(house, tmp_path):
    await assign(house, "王芳", "李雷 交照片 11月26日")
    member, phone = house.phone("李雷"), house.phone("王芳")
    await member.walk("查看任务", "提交")
    await member.send_photo()
    await member.press("📤 提交")
    await phone.press("验收")
    await ask(house, "王芳")
    await made(house, maker(house, tmp_path))
    names = zipfile.ZipFile(io.BytesIO(zips(phone)[0].read())).namelist()
    assert any(name.startswith("任务佐证/") and name.endswith(".jpg") for name in names)


async def test_the_loop_wakes_when_one_is_asked_for_and_outlives_a_failure(held, tmp_path, monkeypatch):
    making, begun = maker(held, tmp_path), inspection.begin_next

    async def fails_once(tx):
        monkeypatch.setattr(inspection, "begin_next", begun)
        raise ConnectionError

    monkeypatch.setattr(inspection, "begin_next", fails_once)
    monkeypatch.setattr("handlers.inspection.making.AGAIN", 0)
    running = asyncio.create_task(making.run())
    phone = await ask(held, "王芳")
    await held.world.until(lambda: zips(phone), timeout=60)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert running.cancelled()


@pytest.mark.parametrize("lost", ["post", "account"])
async def test_who_loses_the_post_or_the_account_while_it_is_made_gets_nothing(held, tmp_path, lost):
    phone = await ask(held, "王芳")
    making = maker(held, tmp_path)
    fill = making._filling.fill

    async def slowly(order, progress):
        await fill(order, progress)
        async with held.database.write() as tx:
            if lost == "post":
                await tx.delete(await tx.get(PostHeld, (1, Post.SECRETARY.value)))
            else:
                (await tx.get(Person, 1)).telegram_id = None

    making._filling.fill = slowly
    await made(held, making)
    assert not zips(phone)
