"""The bank of questions in chat: files with a dry run, forwarded quizzes, browsing, searching, taking out of use."""

import io

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from storage.exams.rows import Question
from tests.flows.exams import fill
from tests.rules.test_question_file import GOOD, csv_of, xlsx


async def stored(house):
    async with house.database.read() as session:
        return list((await session.exec(select(Question).order_by(Question.id))).all())


async def at_import(house, name="吴干"):
    phone = house.phone(name)
    await phone.send("/quiz")
    await phone.walk("📚 题库", "📥 导入题目")
    return phone


async def test_a_file_is_tried_first_and_taken_over_on_confirmation(house):
    phone = await at_import(house)
    rows = [GOOD, GOOD | {"题干": "第二问", "答案": "C"}, GOOD | {"题干": "第三问"}]
    await phone.send_document("题.xlsx", xlsx(rows))
    assert "可导入 2 · 题库已有 0 · 未采纳 1" in phone.screen.text
    assert "第 3 行 第二问：答案里有 C" in phone.screen.text
    assert await stored(house) == []
    await phone.press("✅ 确认导入 2 题")
    assert "已导入 2 题" in phone.screen.text
    assert [each.text for each in await stored(house)] == ["第一问", "第三问"]
    assert {each.branch_id for each in await stored(house)} == {None}
    await phone.press("‹ 返回")
    await phone.press("📥 导入题目")
    await phone.send_document(
        "题.csv", csv_of([GOOD | {"题干": "第一问 ？", "选项A": "乙", "选项B": "甲", "答案": "A"}])
    )
    assert "可导入 0 · 题库已有 1" in phone.screen.text
    assert "与第 1 号题相同" in phone.screen.text
    assert not any("确认导入" in label for label in phone.screen.labels)


async def test_a_thousand_questions_come_in_and_many_refusals_as_a_file(house):
    phone = await at_import(house)
    rows = [GOOD | {"题干": f"第{number}问", "答案": "Z" if number % 50 == 0 else "A"} for number in range(1000)]
    await phone.send_document("题.xlsx", xlsx(rows))
    assert "可导入 980 · 题库已有 0 · 未采纳 20" in phone.screen.text
    file = next(message for message in phone.messages() if message.document and message.from_bot)
    assert len(file.read().decode("utf-8-sig").strip().splitlines()) == 21
    await phone.press("✅ 确认导入 980 题")
    assert len(await stored(house)) == 980


async def test_the_template_comes_as_a_file_and_a_broken_one_is_told(house):
    phone = await at_import(house)
    await phone.press("📄 下载模板")
    file = next(message for message in reversed(phone.messages()) if message.document)
    assert load_workbook(io.BytesIO(file.read())).active.max_row == 4
    await phone.send_document("题.xlsx", b"PK\x03\x04")
    assert any("损坏" in text for text in phone.texts)
    assert "请发送题目文件" in phone.screen.text


async def test_a_secretarys_questions_are_the_branchs_and_nobody_elses(house):
    await fill(house, 3)
    phone = await at_import(house, "王芳")
    await phone.send_document("题.csv", csv_of([GOOD]))
    await phone.press("✅ 确认导入 1 题")
    assert (await stored(house))[-1].branch_id == 1
    other = house.phone("周全")
    await other.send("/quiz")
    await other.press("📚 题库")
    await other.press("党章 3")
    assert "3 题" in other.screen.text
    await other.press_data("qb_q:4")
    assert "没有这项权限" in other.toast
    await other.press_data("qb_off:4:0")
    assert "只有出卷人" in other.toast
    await other.press_data("qb_off:1:0")
    assert "只有出卷人" in other.toast
    assert all(each.retired_at is None for each in await stored(house))


async def test_browsing_searching_and_taking_out_of_use(house):
    await fill(house, 12)
    phone = house.phone("吴干")
    await phone.send("/quiz")
    await phone.walk("📚 题库", "党章 12")
    assert "1/2" in phone.screen.labels
    await phone.walk("▶", "党章第11问", "⛔ 停用")
    assert "已停用" in phone.screen.text
    await phone.press("▶ 恢复使用")
    assert "使用中" in phone.screen.text
    await phone.walk("‹ 返回", "‹ 返回", "🔍 搜索")
    await phone.send("第7问")
    assert "1 题" in phone.screen.text
    assert any("党章第7问" in label for label in phone.screen.labels)
    await phone.walk("‹ 返回", "🔍 搜索")
    await phone.send("100%_没有")
    assert "没有找到" in phone.screen.text


def quiz(house, **facts):
    poll = {
        "id": "77",
        "question": "党员大会多久开一次？",
        "options": [
            {"persistent_id": str(place), "text": text, "voter_count": 0}
            for place, text in enumerate(("每月", "每季度", "每年"))
        ],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "quiz",
        "allows_multiple_answers": False,
        "allows_revoting": False,
        "members_only": False,
    }
    return poll | facts


async def forwarded(house, name, poll):
    phone = house.phone(name)
    user = 1000 + phone.user % 1000
    person = house.world.person(user)
    number = max(message.id for message in phone.messages()) + 500
    house.world.updates.inject(
        {
            "message": {
                "message_id": number,
                "date": house.world.clock.unix(),
                "chat": {"id": user, "type": "private", "first_name": person.name},
                "from": {"id": user, "is_bot": False, "first_name": person.name},
                "forward_origin": {"type": "hidden_user", "sender_user_name": "某", "date": house.world.clock.unix()},
                "poll": poll,
            }
        }
    )
    await house.settle()
    return phone


async def test_a_forwarded_quiz_that_tells_its_answer_becomes_a_question(house):
    phone = house.phone("吴干")
    await phone.send("/home")
    await forwarded(house, "吴干", quiz(house, correct_option_ids=[1], explanation="一般每季度一次。"))
    await phone.send("组织生活")
    await phone.press("2")
    assert "正确答案：B" in phone.screen.text
    await phone.press("✅ 加入题库")
    (each,) = await stored(house)
    assert (each.kind, each.right, each.topic, each.difficulty, each.explanation) == (
        "单选",
        [1],
        "组织生活",
        2,
        "一般每季度一次。",
    )
    await forwarded(house, "吴干", quiz(house, correct_option_ids=[1]))
    await phone.walk("组织生活", "3")
    assert "与题库第 1 号题相同" in phone.screen.text
    assert not any("加入题库" in label for label in phone.screen.labels)
    await phone.press_data("q_save")
    assert "失效" in phone.toast


async def test_of_an_open_quiz_the_answer_is_asked_for(house):
    phone = house.phone("吴干")
    await phone.send("/home")
    await forwarded(house, "吴干", quiz(house))
    assert "没有告诉我答案" in phone.screen.text
    await phone.walk("☐ A", "☐ B", "下一步")
    assert "只能选一个答案" in phone.toast
    await phone.walk("☑ A", "下一步")
    await phone.send("党章")
    await phone.walk("5", "✅ 加入题库")
    (each,) = await stored(house)
    assert each.right == [1]


async def test_a_poll_without_an_answer_and_a_person_without_the_right_are_refused(house):
    phone = house.phone("吴干")
    await phone.send("/home")
    await forwarded(house, "吴干", quiz(house, type="regular"))
    assert "普通投票" in phone.screen.text
    member = house.phone("李雷")
    await member.send("/home")
    await forwarded(house, "李雷", quiz(house, correct_option_ids=[1]))
    assert "没有这项权限" in member.screen.text
    assert await stored(house) == []


@pytest.mark.parametrize("name", ["李雷", "郑局"])
async def test_who_sets_no_exams_gets_no_bank(house, name):
    await fill(house, 3)
    phone = house.phone(name)
    await phone.send("/quiz")
    for data in ("qb:0", "qb_t:0:党章", "qb_f:0:党", "qb_q:1", "qb_tpl", "qb_in", "qb_s", "qb_p"):
        await phone.press_data(data)
        assert "没有这项权限" in phone.toast


async def test_an_empty_bank_can_begin_with_the_bots_own_questions(house):
    phone = house.phone("吴干")
    await phone.send("/quiz")
    await phone.walk("📚 题库", "📚 载入自带的入门题库")
    assert "对照原文核对" in phone.toast
    assert len(await stored(house)) >= 60
    await phone.press_data("qb_first")
    assert "已载入 0 题" in phone.toast
    secretary = house.phone("王芳")
    await secretary.send("/home")
    await secretary.press_data("qb_first")
    assert "没有这项权限" in secretary.toast
