"""Signs (苗头): noted, opened, raised, closed; who sees what; nothing of what they say outside their record."""

import logging

import pytest
from sqlmodel import select

from storage.mail.outbox import OutboxRow
from storage.risks.rows import Sign, SignStep
from storage.sealed import audit
from tests.flows.talking import inspector, unlocked

MARK = "标记甲近来常独自喝酒"
WHY_UP = "标记乙谈后仍未好转"
WHY_END = "标记丙家事已经安顿"
PURPOSE = "核查处置是否及时"
ALL = ("王芳", "李雷", "赵敏", "钱进", "孙立", "周全", "吴干", "郑局")


async def note(house, name="赵敏", on="李雷", level="中"):
    phone = await unlocked(house, name)
    await phone.send("/risk")
    await phone.walk("苗头提示")
    if not any("登记苗头" in label for label in phone.screen.labels):
        await phone.press("本支部")
    await phone.walk("登记苗头", on)
    await phone.send(MARK)
    await phone.send("昨天")
    await phone.walk(level, "保存")
    return phone


def everything(phone):
    return "\n".join(f"{screen.text} {screen.caption} {screen.labels}" for screen in phone.messages())


def all_data(phone):
    rows = [row for screen in phone.messages() for row in screen.raw.get("reply_markup", {}).get("inline_keyboard", [])]
    return {button["callback_data"] for row in rows for button in row if "callback_data" in button}


async def test_a_committee_member_notes_one_and_goes_on_to_the_interview(house):
    phone = await note(house)
    assert "已登记" in phone.screen.text
    assert "工作提示约谈" in phone.screen.text
    head = house.phone("王芳")
    assert "赵敏登记了一条苗头提示" in head.screen.text
    assert "李雷" not in head.screen.text
    assert house.phone("李雷").messages() == []
    assert MARK not in everything(phone)
    await phone.press("开始工作提示约谈")
    assert "什么时候、在哪里谈的" in phone.screen.text


async def test_what_lies_in_an_open_draft_leaves_the_chat_while_a_bot_may_still_delete_it(house):
    phone = await unlocked(house, "赵敏")
    await phone.send("/risk")
    await phone.walk("苗头提示", "登记苗头", "李雷")
    await phone.send(MARK)
    assert MARK in everything(phone)
    await house.sweep(hours=41)
    assert MARK not in everything(phone)


async def test_the_committee_reads_it_behind_the_pin_and_it_vanishes(house):
    await note(house)
    head = house.phone("王芳")
    await head.press("打开")
    assert "PIN" in head.screen.text
    assert "李雷" not in everything(head)
    head = await unlocked(house, "王芳")
    await head.send("/risk")
    await head.walk("苗头提示", "李雷")
    for words in ("工作提示约谈", "赵敏 登记", "不是对同志的评价"):
        assert words in head.screen.text
    assert MARK not in everything(head)
    await head.press("查看内容")
    assert MARK in everything(head)
    await head.press("阅毕清除")
    assert MARK not in everything(head)
    async with house.database.read() as session:
        entries, _ = await audit.trail(session, audit.Filter(event=audit.Event.SIGN_READ))
        assert [(entry.by, entry.over, entry.subject) for entry in entries] == [(1, None, "sign:1")]


async def test_it_is_raised_and_closed_with_a_word_each(house):
    await note(house, level="低")
    head = await unlocked(house, "王芳")
    await head.send("/risk")
    await head.walk("苗头提示", "李雷", "升级")
    await head.send(WHY_UP)
    assert "工作提示约谈" in head.screen.text
    await head.walk("返回", "结束")
    assert "还没有工作提示约谈的记录" in head.screen.text
    await head.send(WHY_END)
    assert "已结束（了解后结束）" in head.screen.text
    for words in (WHY_UP, WHY_END):
        assert words not in everything(head)
    await head.walk("返回", "已结束的", "李雷", "查看内容")
    for words in (MARK, WHY_UP, WHY_END):
        assert words in everything(head)


async def test_an_interview_that_was_held_is_how_it_ended(house):
    phone = await note(house)
    await phone.press("开始工作提示约谈")
    await phone.send("今天9点")
    await phone.walk("办公室")
    await phone.send("谈了家里的事")
    await phone.press("下一步")
    await phone.send("每周联系一次")
    await phone.walk("跳过", "加密保存")
    await phone.send("/risk")
    await phone.walk("苗头提示", "李雷", "结束")
    assert "已记录工作提示约谈" in phone.screen.text
    await phone.send(WHY_END)
    assert "约谈后结束" in phone.screen.text


async def test_above_the_highest_grade_the_way_leads_up(house):
    await note(house, level="高")
    head = await unlocked(house, "王芳")
    await head.send("/risk")
    await head.walk("苗头提示", "李雷", "升级")
    assert "上级党组织" in head.toast


@pytest.mark.parametrize("who", ["inspector", "郑局"])
async def test_those_above_see_that_it_exists_and_read_it_with_a_purpose(house, who):
    await note(house)
    if who == "inspector":
        await inspector(house, "吴干")
    name = "吴干" if who == "inspector" else who
    phone = await unlocked(house, name)
    await phone.send("/risk")
    await phone.press("苗头提示")
    assert any("第一支部　1 条" in label for label in phone.screen.labels)
    await phone.walk("第一支部", "第 1 号")
    assert "工作提示约谈" in phone.screen.text
    assert "李雷" not in everything(phone)
    assert not any(word in label for label in phone.screen.labels for word in ("升级", "结束", "开始"))
    await phone.press_data("sign_read:1")
    assert "用途" in phone.toast
    await phone.press("说明用途并查看")
    await phone.send("看")
    assert MARK not in everything(phone)
    await phone.send(PURPOSE)
    assert MARK in everything(phone)
    async with house.database.read() as session:
        (entry,), _ = await audit.trail(session, audit.Filter(event=audit.Event.SIGN_READ))
        assert audit.note_of(session, entry) == PURPOSE


async def test_nobody_notes_one_on_themself_or_beyond_the_branch(house):
    phone = await unlocked(house, "赵敏")
    await phone.send("/risk")
    await phone.walk("苗头提示", "登记苗头")
    assert not any(name in label for label in phone.screen.labels for name in ("赵敏", "周全"))
    await phone.press_data("q:3")
    assert "不能登记本人" in phone.toast
    await phone.press_data("q:6")
    assert "本支部" in phone.toast


async def test_days_ahead_and_words_at_the_wrong_step_lose_nothing(house):
    phone = await unlocked(house, "赵敏")
    await phone.send("/risk")
    await phone.walk("苗头提示", "登记苗头", "李雷")
    await phone.send("长" * 501)
    assert "500" in phone.screen.text
    await phone.send(MARK)
    await phone.send("明天")
    assert "请选今天或以前的日期" in everything(phone)
    await phone.send("昨天")
    await phone.press_data("q:极高")
    assert "失效" in phone.toast
    await phone.press("低")
    assert "日常交心谈话" in phone.screen.text
    await phone.press("取消")
    assert MARK not in everything(phone)


async def test_a_voice_sent_where_words_are_wanted_is_refused_and_goes_with_the_rest(house):
    phone = await unlocked(house, "赵敏")
    await phone.send("/risk")
    await phone.walk("苗头提示", "登记苗头", "李雷")
    sent = [await phone.send_voice()]
    assert "这里只收文字" in phone.screen.text
    sent.append(await phone.send(MARK))
    sent.append(await phone.send_photo())
    assert "这里只收文字" in phone.screen.text
    sent.append(await phone.send("昨天"))
    sent.append(await phone.send("还有一句"))
    assert "请点上面的按钮" in phone.screen.text
    await phone.walk("低", "保存")
    assert "已登记" in everything(phone)
    assert {each.id for each in phone.messages()}.isdisjoint(each.id for each in sent)


async def test_the_secretary_is_reminded_by_how_grave_it_is(house):
    await note(house, level="高")
    head = house.phone("王芳")
    await house.sweep(days=2)
    assert "未处理" not in everything(head)
    await house.sweep(days=1)
    assert "3 天未处理" in everything(head)
    assert "李雷" not in everything(head)
    await house.sweep(days=1)
    assert everything(head).count("天未处理") == 1
    await house.sweep(days=2)
    assert "6 天未处理" in everything(head)
    await head.send("/home")
    assert "1 条苗头提示待处理" in str(head.screen)


async def test_one_about_the_secretary_is_nobodys_news_to_the_secretary(house):
    await note(house, on="王芳", level="高")
    head = await unlocked(house, "王芳")
    await house.sweep(days=4)
    assert "苗头" not in everything(head)
    other = house.phone("赵敏")
    assert "未处理" in other.screen.text
    await head.send("/home")
    assert "苗头" not in head.screen.text
    await head.send("/risk")
    await head.press("苗头提示")
    assert not any("号" in label or "王芳" in label for label in head.screen.labels)
    await head.send("/ledger")
    assert "苗头处置" in head.screen.text
    assert "苗头处置　❗" not in head.screen.text
    for data in ("sign:1", "sign_read:1", "sign_why:1", "sign_up:1", "sign_end:1"):
        await head.press_data(data)
        assert "没有这条记录" in head.toast


@pytest.mark.parametrize(
    ("name", "seen"),
    [("王芳", True), ("赵敏", True), ("郑局", True), ("李雷", False), ("吴干", False), ("周全", False)],
)
async def test_the_ledger_shows_how_they_are_dealt_with_without_names(house, name, seen):
    await note(house)
    await house.sweep(days=6)
    phone = house.phone(name)
    await phone.send("/ledger")
    assert ("苗头处置　❗1" in phone.screen.text) is seen
    await phone.press_data("lg:1:2026-11:signs:0")
    await phone.press_data("lg:0:2026-11:signs:0")
    await phone.press_data("lg:-1:2026-11:signs:0")
    assert "李雷　" not in phone.screen.text.replace("👤", "")
    if seen and name != "郑局":
        await phone.press_data("lg:1:2026-11:signs:0")
        assert "第 1 号苗头提示" in phone.screen.text
    if not seen:
        assert "号苗头提示" not in everything(phone)


@pytest.mark.sweeping
async def test_what_the_privileged_press_reveals_and_changes_nothing_for_others(house):
    """Every button that the committee has seen, pressed by everyone else, the PIN entered."""
    phone = await note(house, level="低")
    seen = all_data(phone)
    head = await unlocked(house, "王芳")
    for labels in ((), ("李雷",), ("李雷", "查看内容")):
        await head.send("/risk")
        await head.walk("苗头提示", *labels)
        seen |= all_data(head)
    data = sorted(each for each in seen if each.startswith("sign"))
    data += ["sign:1", "sign_read:1", "sign_why:1", "sign_up:1", "sign_end:1", "q_save", "q:2"]
    async with house.database.read() as session:
        before = [row.model_dump() for table in (Sign, SignStep) for row in (await session.exec(select(table))).all()]
    for name in ("李雷", "钱进", "孙立", "周全", "吴干"):
        other = await unlocked(house, name)
        await other.send("/home")
        start = other.screen
        for each in data:
            await other.press_data(each, start)
            shown = everything(other) + (other.toast or "")
            assert MARK not in shown, (name, each)
            assert not any(word in shown for word in ("第 1 号", "号苗头提示")), (name, each)
    async with house.database.read() as session:
        after = [row.model_dump() for table in (Sign, SignStep) for row in (await session.exec(select(table))).all()]
        read, _ = await audit.trail(session, audit.Filter(event=audit.Event.SIGN_READ))
    assert before == after
    assert {entry.by for entry in read} <= {1, 3}


ACTS = ["signs:1:0:0", "sign:1", "sign_read:1", "sign_why:1", "sign_new", "sign_up:1", "sign_end:1"]
MAY = {
    # who → which of ACTS answer with something of the sign; the others refuse
    "王芳": {"signs:1:0:0", "sign:1", "sign_read:1", "sign_why:1", "sign_new", "sign_up:1", "sign_end:1"},
    "赵敏": {"signs:1:0:0", "sign:1", "sign_read:1", "sign_why:1", "sign_new", "sign_up:1", "sign_end:1"},
    "郑局": {"signs:1:0:0", "sign:1", "sign_why:1"},
    "李雷": set(),
    "钱进": set(),
    "孙立": set(),
    "周全": {"sign_new"},
    "吴干": set(),
}


@pytest.mark.sweeping
@pytest.mark.parametrize("name", MAY)
async def test_every_role_against_every_act_by_forged_data(house, name):
    await note(house)
    phone = await unlocked(house, name)
    for data in ACTS:
        await phone.send("/cancel")
        await phone.send("/home")
        await phone.press_data(data)
        refused = bool(phone.toast) and any(
            word in phone.toast for word in ("没有这项权限", "没有这条记录", "请写明查看的用途")
        )
        assert refused is (data not in MAY[name]), (name, data, phone.toast)


async def test_what_it_says_is_in_no_file_no_log_and_no_push(house, caplog, tmp_path):
    caplog.set_level(logging.INFO)
    await note(house)
    head = await unlocked(house, "王芳")
    await head.send("/risk")
    await head.walk("苗头提示", "李雷", "查看内容")
    await head.press("阅毕清除")
    await head.send("/risk")
    await head.walk("苗头提示", "李雷", "升级")
    await head.send(WHY_UP)
    await head.walk("返回", "结束")
    await head.send(WHY_END)
    await house.sweep(days=9)
    marks = [MARK, WHY_UP, WHY_END]
    async with house.database.read() as session:
        pushed = [(row.text, row.keyboard) for row in (await session.exec(select(OutboxRow))).all()]
    if house.database.is_sqlite:
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert any(path.name.endswith("-wal") for path in files)
        for path in files:
            content = path.read_bytes()
            assert not any(mark.encode() in content or repr(mark)[1:-1].encode() in content for mark in marks), path
            escaped = [mark.encode("unicode_escape") for mark in marks]
            assert not any(mark in content for mark in escaped), path
    assert not any(mark in str(pushed) for mark in marks)
    own = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("sandbox"))
    assert not any(mark in own for mark in marks)
    for name in ALL:
        assert not any(mark in everything(house.phone(name)) for mark in marks)
