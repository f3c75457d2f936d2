"""Exams: set, taken against the server's clock, handed in once, reviewed when it helps nobody any more."""

import io
import json
import re
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from storage.exams.rows import Answer, Sitting
from tests.flows.exams import ANSWERS, answer, answer_all, fill, hand_in, question_on, set_exam, start


@pytest.fixture
async def school(house):
    await fill(house)
    return house


async def rows(house, table):
    async with house.database.read() as session:
        return list((await session.exec(select(table))).all())


async def test_an_exam_reaches_the_branchs_members_and_is_passed(school):
    setter = await set_exam(school)
    assert any("正在通知 5 人" in text for text in setter.texts)
    assert school.phone("孙立").messages() == []
    assert school.phone("周全").messages() == []
    phone = school.phone("李雷")
    assert "考试：十一月测试" in phone.screen.text
    await phone.send("/home")
    assert "📝 考试：十一月测试" in str(phone.screen)
    await start(school)
    assert "第 1/6 题" in phone.screen.text
    assert "还剩 30 分 00 秒" in phone.screen.text
    await answer_all(phone, 6)
    await phone.press("📤 交卷")
    assert "全部 6 题都已作答" in phone.screen.text
    await phone.press("✅ 确认交卷")
    assert "（100%）✅ 合格" in phone.screen.text
    await phone.send("/home")
    assert "考试：" not in str(phone.screen)


async def test_wrong_answers_cost_their_points_and_below_the_mark_is_not_passed(school):
    await set_exam(school, count=12)
    phone = await start(school)
    await answer_all(phone, 12, wrong=12)
    await hand_in(phone)
    assert "0 / 28 分（0%）✗ 未合格" in phone.screen.text


async def test_unanswered_questions_are_named_before_handing_in(school):
    await set_exam(school)
    phone = await start(school)
    await answer(phone)
    await phone.walk("下一题", "下一题")
    await answer(phone)
    await phone.press("🗒 答题卡")
    assert [label for label in phone.screen.labels if label.startswith("✓")] == ["✓1", "✓3"]
    await phone.press("📤 交卷")
    assert "还有 4 题没答：第 2、4、5、6 题" in phone.screen.text
    await phone.press("‹ 继续作答")
    assert "第 2/6 题" in phone.screen.text
    assert "已答 2/6" in phone.screen.text


async def test_the_time_is_the_servers_and_answers_after_it_do_not_count(school):
    await set_exam(school)
    phone = await start(school)
    await answer(phone)
    await school.sweep(minutes=29)
    await phone.press("下一题")
    assert "还剩 1 分 00 秒" in phone.screen.text
    await answer(phone)
    before = len(await rows(school, Answer))
    await phone.press("下一题")
    late = phone.screen
    school.world.clock.advance(timedelta(minutes=2))
    await phone.press(late.labels[0])
    assert "时间到" in phone.toast
    assert len(await rows(school, Answer)) == before
    assert "系统已自动交卷" in phone.screen.text
    assert "答了 2 / 6 题，用时 30 分 00 秒" in phone.screen.text
    (sitting,) = await rows(school, Sitting)
    assert sitting.handed_in_at == sitting.deadline


async def test_a_paper_left_open_is_handed_in_by_itself_once_and_its_result_pushed(school):
    await set_exam(school)
    phone = await start(school)
    await answer_all(phone, 6)
    await school.sweep(minutes=31)
    pushed = [text for text in phone.texts if "系统已自动交卷" in text]
    assert len(pushed) == 1
    assert "（100%）✅ 合格" in pushed[0]
    await school.sweep(minutes=1)
    assert len([text for text in phone.texts if "系统已自动交卷" in text]) == 1
    (sitting,) = await rows(school, Sitting)
    assert (sitting.points, sitting.by_itself) == (sitting.full, True)


async def test_going_away_and_coming_back_goes_on_where_it_was_with_the_time_running(school):
    await set_exam(school)
    phone = await start(school)
    await answer(phone)
    shown = question_on(phone.screen)
    await school.sweep(minutes=10)
    await phone.send("/home")
    assert "⚠️ 今天　⏱ 正在计时：十一月测试" in phone.screen.labels
    await phone.send("/quiz")
    await phone.press("十一月测试")
    await phone.press("▶ 继续作答")
    assert "第 2/6 题" in phone.screen.text
    assert "还剩 20 分 00 秒" in phone.screen.text
    await phone.press("‹ 上一题")
    assert question_on(phone.screen) == shown
    assert len(await rows(school, Sitting)) == 1


async def test_two_taps_on_a_tick_are_one(school):
    # Of all twelve, for six that are drawn may be without one.
    await set_exam(school, count=12)
    phone = await start(school)
    for _ in range(12):
        if "多选" in phone.screen.text:
            break
        await phone.press("下一题")
    data = next(
        button["callback_data"]
        for row in phone.screen.raw["reply_markup"]["inline_keyboard"]
        for button in row
        if button["text"].startswith("☐")
    )
    await phone.press_data(data)
    await phone.press_data(data)
    assert sum(label.startswith("☑") for label in phone.screen.labels) == 1
    (row,) = await rows(school, Answer)
    assert len(row.chosen) == 1
    await phone.press("☑")
    assert not any(label.startswith("☑") for label in phone.screen.labels)


async def test_two_people_get_different_papers_and_nothing_on_the_phone_tells_the_answer(school):
    await set_exam(school, count=12)
    seen = []
    for name in ("李雷", "赵敏"):
        phone = await start(school, name)
        order = []
        for _ in range(12):
            text, options = question_on(phone.screen)
            order.append((text, tuple(options)))
            everything = json.dumps(phone.screen.raw, ensure_ascii=False)
            assert "道理" not in everything
            for label in phone.screen.labels:
                assert not label.startswith(("●", "☑"))
            rest = {
                re.sub(r"^ex_a:\d+:\d+:\d+:", "ex_a:", button["callback_data"])
                for row in phone.screen.raw["reply_markup"]["inline_keyboard"]
                for button in row
                if button["callback_data"].startswith("ex_a")
            }
            assert rest == {"ex_a:1"}
            await phone.press("下一题")
        seen.append(order)
    assert seen[0] != seen[1]
    assert {text for text, _ in seen[0]} == {text for text, _ in seen[1]}


async def test_answers_and_explanations_wait_for_everybodys_end(school):
    await set_exam(school)
    phone = await start(school)
    await answer_all(phone, 6, wrong=1)
    await hand_in(phone)
    assert not any("看答案" in label for label in phone.screen.labels)
    await phone.press_data("ex_rev:1:0")
    assert "全部人员考试结束后" in phone.toast
    assert "道理" not in "".join(phone.texts)
    await school.sweep(days=1, hours=10)
    await phone.send("/quiz")
    await phone.walk("我的考试", "十一月测试", "第 1 次的成绩", "📖 看答案和解析")
    assert "✗ 答错" in phone.screen.text
    assert "的道理" in phone.screen.text
    text, options = question_on(phone.screen)
    right = "".join(sorted(options[each] for each in ANSWERS[text]))
    assert f"正确答案：{right}" in phone.screen.text
    await phone.press("下一题")
    assert "✅ 答对" in phone.screen.text


async def test_the_setter_may_open_the_answers_after_the_last_try(school):
    await set_exam(school, change=[("✏ 次数", "2")], title="十一月测试")
    phone = await start(school)
    await answer_all(phone, 6, wrong=6)
    await hand_in(phone)
    await phone.send("/quiz")
    assert "没有合格、还能再答的 1 场" in phone.screen.text
    await phone.walk("十一月测试", "开始作答（第 2 次）")
    assert len(await rows(school, Sitting)) == 2
    await answer_all(phone, 6)
    await hand_in(phone)
    await phone.press("‹ 返回")
    assert "第 1 次" in phone.screen.text
    assert "第 2 次" in phone.screen.text
    assert not any("开始作答" in label for label in phone.screen.labels)
    await phone.press_data("ex_go:1")
    assert "次数已经用完" in phone.toast


async def test_review_after_the_last_try_where_the_setter_allows(school):
    setter = school.phone("王芳")
    await setter.send("/quiz")
    await setter.walk(
        "➕ 出卷",
        "🏁 竞赛",
        "11月党建知识竞赛",
        "第一支部全体人员（6 人）",
        "党章",
        "5",
        "下一步",
        "现在",
        "3 天后 18:00",
    )
    await setter.walk("答案改为：本人答完就能看", "✅ 确认发布")
    phone = school.phone("孙立")
    await phone.walk("查看", "开始作答")
    await hand_in(phone)
    await phone.press("📖 看答案和解析")
    assert "⚪ 没有作答" in phone.screen.text


@pytest.mark.parametrize("name", ["周全", "孙立"])
async def test_who_is_not_meant_cannot_take_it_nor_touch_anothers_paper(school, name):
    await set_exam(school)
    phone = await start(school)
    await answer(phone)
    other = school.phone(name)
    await other.send("/home")
    for data in ("ex:1", "ex_go:1", "ex_q:1:0", "ex_a:1:1:0:1", "ex_card:1:0", "ex_in:1:1", "ex_res:1", "ex_rev:1:0"):
        await other.press_data(data)
        assert "党章第" not in other.screen.text
        assert other.toast
    assert len(await rows(school, Answer)) == 1
    assert [each.handed_in_at for each in await rows(school, Sitting)] == [None]


async def test_forged_places_and_options_change_nothing(school):
    await set_exam(school)
    phone = await start(school)
    for data in ("ex_a:1:6:0:1", "ex_a:1:-1:0:1", "ex_a:1:0:9:1", "ex_a:1:0:-1:1", "ex_a:99:0:0:1"):
        await phone.press_data(data)
        assert phone.alert
    assert await rows(school, Answer) == []
    await phone.press_data("ex_q:1:-7")
    assert "第 6/6 题" in phone.screen.text


async def test_after_handing_in_no_press_changes_the_paper(school):
    await set_exam(school)
    phone = await start(school)
    await answer(phone)
    await hand_in(phone)
    (before,) = [(each.points, each.handed_in_at) for each in await rows(school, Sitting)]
    for data in ("ex_a:1:1:0:1", "ex_in:1:1", "ex_q:1:0"):
        await phone.press_data(data)
        assert "得分" in phone.screen.text
    assert [(each.points, each.handed_in_at) for each in await rows(school, Sitting)] == [before]
    assert len(await rows(school, Answer)) == 1


async def test_results_by_difficulty_who_is_missing_and_the_sheet(school):
    setter = await set_exam(school)
    phone = await start(school)
    await answer_all(phone, 6, wrong=1)
    await hand_in(phone)
    await setter.send("/quiz")
    await setter.walk("📊 考试成绩", "十一月测试")
    assert "应参加 5 人，已参加 1 人，未参加 4 人" in setter.screen.text
    assert "正确率" in setter.screen.text
    await setter.press("未参加（4）")
    assert "赵敏" in setter.screen.text
    assert "李雷" not in setter.screen.text
    await setter.walk("‹ 返回", "📋 成绩单")
    assert "李雷" in setter.screen.text
    await setter.walk("‹ 返回", "🧩 各题正确率")
    assert "0%（0/1）" in setter.screen.text
    await setter.walk("‹ 返回", "📥 导出")
    book = load_workbook(io.BytesIO(setter.newest().read()))
    first = [cell.value for cell in book["成绩"][4]]
    assert first[1] == "李雷"
    assert book["成绩"]["G5"].value == "未参加"
    assert book["题目"].max_row == 9


async def test_those_who_have_not_taken_it_are_urged_once_a_day_and_reminded_before_the_end(school):
    setter = await set_exam(school, closes="7 天后 18:00")
    phone = await start(school)
    await hand_in(phone)
    await setter.walk("📊 成绩", "🔔 提醒未参加的")
    assert "正在提醒 4 人" in setter.toast
    await setter.press("🔔 提醒未参加的")
    assert "24 小时内" in setter.toast
    member = school.phone("赵敏")
    assert sum("您还没有参加" in text for text in member.texts) == 1
    assert not any("您还没有参加" in text for text in phone.texts)
    await school.sweep(days=6)
    await school.sweep(hours=1)
    assert sum("您还没有参加" in text for text in member.texts) == 2


async def test_a_make_up_lets_the_named_in_again_and_keeps_the_answers_closed(school):
    setter = await set_exam(school)
    phone = await start(school)
    await hand_in(phone)
    await school.sweep(days=2)
    late = school.phone("赵敏")
    await late.send("/home")
    await late.press_data("ex_go:1")
    assert "补考" in late.toast
    await setter.send("/quiz")
    await setter.walk("📊 考试成绩", "十一月测试", "🕒 安排补考", "☐ 赵敏", "下一步", "现在", "3 天后 18:00")
    assert "补考人员：赵敏" in setter.screen.text
    await setter.press("✅ 确认安排")
    assert "给您安排了补考" in late.screen.text
    await phone.press_data("ex_rev:1:0")
    assert "全部人员考试结束后" in phone.toast
    await late.press("查看")
    assert "您的补考时间" in late.screen.text
    await late.press("开始作答")
    await answer_all(late, 6)
    await hand_in(late)
    assert "✅ 合格" in late.screen.text
    other = school.phone("钱进")
    await other.send("/home")
    await other.press_data("ex_go:1")
    assert "已经结束" in other.toast


async def test_a_press_that_is_refused_leaves_a_late_paper_handed_in(school):
    await set_exam(school)
    phone = await start(school)
    school.world.clock.advance(timedelta(minutes=31))
    await phone.press_data("ex_go:1")
    assert "次数已经用完" in phone.toast
    (sitting,) = await rows(school, Sitting)
    assert sitting.handed_in_at == sitting.deadline


async def test_a_cancelled_exam_is_gone_for_everybody(school):
    setter = await set_exam(school)
    phone = await start(school)
    await setter.walk("📊 成绩", "↩ 取消这场考试", "确认取消")
    await phone.press("下一题")
    assert "已经取消" in phone.toast
    await phone.send("/quiz")
    assert "现在没有要参加的考试" in phone.screen.text


@pytest.mark.parametrize("name", ["李雷", "赵敏", "孙立"])
async def test_who_sets_no_exams_sees_no_tools_for_it(school, name):
    await set_exam(school)
    phone = school.phone(name)
    await phone.send("/quiz")
    assert not any(word in "".join(phone.screen.labels) for word in ("出卷", "题库", "考试成绩"))
    for data in (
        "ex_new",
        "qb:0",
        "qb_q:1",
        "qb_off:1:0",
        "ex_sum:1",
        "ex_who:1:0:0",
        "ex_urge:1",
        "ex_off:1:1",
        "ex_xls:1",
        "ex_more:1",
    ):
        await phone.press_data(data)
        assert "没有这项权限" in phone.toast


async def test_another_branchs_secretary_sees_nothing_of_it(school):
    await set_exam(school)
    phone = school.phone("周全")
    await phone.send("/quiz")
    await phone.press("📊 考试成绩")
    assert "还没有考试" in phone.screen.text
    for data in ("ex_sum:1", "ex_who:1:0:0", "ex_hard:1:0", "ex_urge:1", "ex_off:1:1", "ex_xls:1", "ex_more:1"):
        await phone.press_data(data)
        assert "十一月测试" not in phone.screen.text
        assert "只有出卷人" in phone.toast


async def test_of_the_bureaus_exam_a_secretary_sees_the_own_branch(school):
    await set_exam(school, "吴干", "全局党员")
    phone = await start(school, "周全")
    await hand_in(phone)
    secretary = school.phone("王芳")
    await secretary.send("/quiz")
    await secretary.walk("📊 考试成绩", "十一月测试")
    assert "（本支部）" in secretary.screen.text
    assert "应参加 5 人，已参加 0 人" in secretary.screen.text
    staff = school.phone("吴干")
    await staff.send("/quiz")
    await staff.walk("📊 考试成绩", "十一月测试")
    assert "应参加 8 人，已参加 1 人" in staff.screen.text


async def test_the_ledger_says_who_has_done_it_and_who_is_late(school):
    await set_exam(school)
    phone = await start(school)
    await hand_in(phone)
    await phone.send("/ledger")
    assert any("考试" in label for label in phone.screen.labels)
    await school.sweep(days=3)
    secretary = school.phone("王芳")
    await secretary.send("/ledger")
    await secretary.walk("👥 本支部", "考试", "▾ 其余 1 项")
    assert "李雷" in secretary.screen.text
    assert "未参加" in secretary.screen.text


async def test_wrong_input_while_setting_is_answered_and_loses_nothing(school):
    phone = school.phone("王芳")
    await phone.send("/quiz")
    await phone.walk("➕ 出卷", "📝 考试")
    await phone.send("长" * 41)
    assert "1 到 40 个字" in phone.screen.text
    await phone.send("测试")
    await phone.walk("第一支部党员（5 人）", "党章")
    for wrong in ("13", "abc", "-1"):
        await phone.send(wrong)
        assert "题数请填 0 到 12" in phone.screen.text
    await phone.send("12")
    await phone.press("下一步")
    await phone.send("昨天上午9点")
    assert "将来的时间" in phone.screen.text
    await phone.send("明天上午9点")
    await phone.send("今天 18:00")
    assert "结束时间要晚于开始时间" in phone.screen.text
    await phone.send("后天 18:00")
    await phone.press("✏ 限时")
    await phone.send("0")
    assert "1 到 300" in phone.screen.text
    await phone.send("45")
    assert "限时 45 分钟" in phone.screen.text
    await phone.press("✅ 确认发布")
    member = school.phone("李雷")
    await member.press("查看")
    assert "考试还没有开始" in member.screen.text
    await school.sweep(days=1, hours=1)
    await member.send("/quiz")
    await member.walk("测试", "开始作答")
    assert "第 1/12 题" in member.screen.text


async def test_without_questions_there_is_no_exam(house):
    phone = house.phone("王芳")
    await phone.send("/quiz")
    await phone.press("➕ 出卷")
    assert "题库里还没有可用的题" in phone.toast


async def test_a_question_taken_out_of_use_is_drawn_no_more(school):
    await set_exam(school, count=4)
    staff = school.phone("吴干")
    await staff.send("/quiz")
    await staff.walk("📚 题库", "党章 12")
    await staff.press("党章第0问")
    assert "正确答案" in staff.screen.text
    await staff.press("⛔ 停用")
    assert "已停用" in staff.screen.text
    for name in ("李雷", "赵敏", "钱进", "王芳"):
        phone = await start(school, name)
        for _ in range(4):
            assert question_on(phone.screen)[0] != "党章第0问"
            await phone.press("下一题")


async def test_a_person_reads_what_is_kept_of_their_exams_and_practice(school):
    await set_exam(school)
    phone = await start(school)
    await hand_in(phone)
    await phone.send("/mydata")
    await phone.press("考试")
    assert "十一月测试" in phone.screen.text
    assert "0/" in phone.screen.text
