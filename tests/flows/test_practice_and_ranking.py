"""Daily practice that brings back what was wrong, the group's question, and the ranking with ties and people who stay unnamed."""

import re
from datetime import date, timedelta
from fractions import Fraction

import pytest
from sqlmodel import select

from storage.exams.results import ExamFact, results_in
from storage.exams.rows import GroupVote, PracticeCard, PracticeDay
from tests.flows.conftest import GROUP
from tests.flows.exams import ANSWERS, answer_all, fill, hand_in, label_of, question_on, set_exam, start


@pytest.fixture
async def school(house):
    await fill(house)
    return house


async def practise(phone, right=True):
    """Answer the day's open question."""
    text, options = question_on(phone.screen)
    wanted = ANSWERS[text] if right else {next(each for each in options if each not in ANSWERS[text])}
    for option in wanted:
        await phone.press(option if set(options) == {"对", "错"} else label_of(phone, options[option]))
    if any(label == "✅ 确定" for label in phone.screen.labels):
        await phone.press("✅ 确定")
    return text


async def practise_all(phone, right=True):
    await phone.send("/quiz")
    await phone.press("🌱 每日练习")
    return await to_the_end(phone, right)


async def to_the_end(phone, right=True):
    seen = []
    while "做完了" not in phone.screen.text:
        seen.append(await practise(phone, right))
        await phone.press("看今天的练习情况" if "看今天" in "".join(phone.screen.labels) else "下一题 ›")
    return seen


async def test_five_questions_a_day_explained_at_once(school):
    phone = school.phone("李雷")
    await phone.send("/quiz")
    await phone.press("🌱 每日练习")
    text = await practise(phone, right=False)
    assert "✗ 答错了" in phone.screen.text
    assert f"{text.removesuffix('问').replace('第', '')}的道理" in phone.screen.text
    await phone.press("下一题")
    await practise(phone)
    assert "✅ 答对了" in phone.screen.text
    for _ in range(3):
        await phone.press("下一题")
        await practise(phone)
    await phone.press("看今天的练习情况")
    assert "答对 4 / 5 题。连续练习 1 天" in phone.screen.text
    assert "不计分" in phone.screen.text
    await phone.send("/quiz")
    await phone.press("🌱 每日练习")
    assert "今天的练习做完了" in phone.screen.text


async def test_what_was_wrong_comes_back_the_next_day_and_what_was_right_later(school):
    phone = school.phone("李雷")
    wrong = await practise_all(phone, right=False)
    school.world.clock.advance(timedelta(days=1))
    again = await practise_all(phone)
    assert set(again) == set(wrong)
    assert "连续练习 2 天" in phone.screen.text
    school.world.clock.advance(timedelta(days=1))
    other = await practise_all(phone)
    assert not set(other) & set(again)
    school.world.clock.advance(timedelta(days=2))
    await phone.send("/quiz")
    assert "连续练习" not in phone.screen.text


async def test_two_taps_on_a_practice_answer_count_once(school):
    phone = school.phone("李雷")
    await phone.send("/quiz")
    await phone.press("🌱 每日练习")
    await phone.press_data("pr_a:0:1")
    first = phone.screen.text
    await phone.press_data("pr_a:0:2")
    assert phone.screen.text == first
    async with school.database.read() as session:
        (day,) = (await session.exec(select(PracticeDay))).all()
        cards = (await session.exec(select(PracticeCard))).all()
    assert (len(day.answers), len(cards)) == (1, 1)
    for data in ("pr_a:4:1", "pr_a:-1:1", "pr_a:1:0", "pr_a:1:4096", "pr_tick:9:1"):
        await phone.press_data(data)
    async with school.database.read() as session:
        (day,) = (await session.exec(select(PracticeDay))).all()
    assert len(day.answers) == 1


async def test_another_round_is_a_tap_away_until_the_bank_is_through(school):
    phone = school.phone("李雷")
    seen = await practise_all(phone)
    for number in (10, 12):
        await phone.press("🌱 再来 5 题")
        await phone.press_data("pr_more:5")
        seen += await to_the_end(phone)
        assert len(set(seen)) == number
    assert "答对 12 / 12 题。连续练习 1 天" in phone.screen.text
    await phone.press("🌱 再来 5 题")
    assert "今天都练过了" in phone.toast
    async with school.database.read() as session:
        (day,) = (await session.exec(select(PracticeDay))).all()
    assert len(day.drawn) == 12


async def bound(house):
    secretary = house.phone("王芳")
    await secretary.send("/bind", chat=GROUP)
    return secretary


async def test_the_groups_question_is_posted_once_a_day_and_counted_once_a_person(school):
    secretary = await bound(school)
    await secretary.send("/quiz")
    await secretary.walk("📣 群内今日一题", "▶ 开启每天出题")
    assert "已开启" in secretary.screen.text
    await school.sweep(minutes=1)
    await school.sweep(minutes=1)
    polls = [message for message in secretary.messages(GROUP) if message.poll]
    assert len(polls) == 1
    poll = polls[0].poll
    assert (poll["type"], poll["is_anonymous"]) == ("quiz", False)
    assert poll["question"].startswith("今日一题：")
    right = poll["correct_option_ids"]
    for name in ("李雷", "赵敏"):
        await school.phone(name).vote(polls[0], right, chat=GROUP)
    await school.phone("钱进").vote(
        polls[0], [next(at for at in range(len(poll["options"])) if at not in right)], chat=GROUP
    )
    await school.settle()
    number = school.world.updates.last_id
    school.world.updates.repeat(number)
    await school.settle()
    async with school.database.read() as session:
        assert len((await session.exec(select(GroupVote))).all()) == 3
    await secretary.send("/quiz")
    await secretary.press("📣 群内今日一题")
    assert "6 人中 3 人作答，答对 2 人（66%）" in secretary.screen.text
    await school.sweep(days=1)
    assert len([message for message in secretary.messages(GROUP) if message.poll]) == 2
    await secretary.press("⏹ 停止出题")
    await school.sweep(days=1)
    assert len([message for message in secretary.messages(GROUP) if message.poll]) == 2


async def test_the_groups_question_is_the_secretarys_to_switch_and_needs_a_group(school):
    member = school.phone("李雷")
    await member.send("/quiz")
    await member.press("📣 群内今日一题")
    assert not any("开启" in label for label in member.screen.labels)
    await member.press_data("dq_set:1")
    assert "没有这项权限" in member.toast
    secretary = school.phone("王芳")
    await secretary.send("/quiz")
    await secretary.walk("📣 群内今日一题", "▶ 开启每天出题")
    assert "还没有绑定群" in secretary.toast


async def ranked(school, wrong):
    """An exam taken by the branch's people with so many wrong answers each, and over."""
    await set_exam(school)
    for name, number in wrong.items():
        phone = await start(school, name)
        await answer_all(phone, 6, wrong=number)
        await hand_in(phone)
    await school.sweep(days=2)


@pytest.mark.usefixtures("switched_on")
async def test_ties_share_a_place_who_took_no_part_counts_and_everyone_sees_their_own(school):
    await ranked(school, {"李雷": 0, "赵敏": 0, "王芳": 6})
    phone = school.phone("赵敏")
    await phone.send("/rank")
    listed = re.findall(r"^(\d+)\. (\S+)　(\S+)$", phone.screen.text, re.MULTILINE)
    assert listed == [
        ("1", "李雷", "60"),
        ("1", "您", "60"),
        ("3", "王芳", "0"),
        ("3", "钱进", "0"),
        ("3", "陈新", "0"),
    ]
    assert "5 名党员中排第 1，60 分" in phone.screen.text
    assert "考试：100% × 60 = 60" in phone.screen.text
    assert "学时：0% × 35 = 0" in phone.screen.text
    await phone.press("🏢 各支部排名")
    assert "1. 第一支部　24（2/5 人有得分）" in phone.screen.text
    assert "2. 机关支部　0（0/3 人有得分）" in phone.screen.text
    outsider = school.phone("孙立")
    await outsider.send("/rank")
    assert "排名只列党员" in outsider.screen.text


@pytest.mark.usefixtures("switched_on")
async def test_who_leaves_the_named_list_still_counts(school):
    await ranked(school, {"李雷": 0, "赵敏": 6})
    phone = school.phone("李雷")
    await phone.send("/rank")
    await phone.press("🙈 名单里不显示我的姓名")
    assert "1. 您" in phone.screen.text
    other = school.phone("赵敏")
    await other.send("/rank")
    assert "1. 一位同志　60" in other.screen.text
    assert "李雷" not in other.screen.text
    await phone.press("🙂 名单里显示我的姓名")
    await other.send("/rank")
    assert "1. 李雷　60" in other.screen.text


@pytest.mark.usefixtures("switched_on")
async def test_below_the_bureaus_number_only_ones_own_place_is_seen(school):
    await ranked(school, {"李雷": 0})
    school.running.application.bot_data.options.rank_names = 1
    phone = school.phone("赵敏")
    await phone.send("/rank")
    assert "钱进" not in phone.screen.text
    assert "排第 2，0 分" in phone.screen.text
    assert "其余 4 位同志" in phone.screen.text


@pytest.mark.usefixtures("switched_on")
async def test_the_picture_goes_to_the_branchs_group_once(school):
    await ranked(school, {"李雷": 0})
    secretary = await bound(school)
    await secretary.send("/rank")
    await secretary.press("🖼 本支部图")
    assert secretary.screen.photo
    await secretary.press("📣 发到支部群")
    assert "正在发到" in secretary.toast
    (posted,) = [message for message in secretary.messages(GROUP) if message.photo]
    assert "第一支部 2026年11月学习排名" in posted.caption
    await secretary.press("📣 发到支部群")
    assert "已经发过" in secretary.toast
    assert len([message for message in secretary.messages(GROUP) if message.photo]) == 1
    member = school.phone("李雷")
    await member.send("/rank")
    await member.press("🖼 各支部图")
    assert member.screen.photo
    assert not any("发到支部群" in label for label in member.screen.labels)
    await member.press_data("rank_post:month:0:0")
    assert "没有这项权限" in member.toast


@pytest.mark.parametrize(
    "data", ["rank:week:0:0", "rank:month:99:0", "rank:month:-1:0", "rank_pic:day:0:0", "rank:month:0:2"]
)
@pytest.mark.usefixtures("switched_on")
async def test_forged_periods_and_branches_are_refused(school, data):
    phone = school.phone("李雷")
    await phone.send("/rank")
    before = phone.screen.text
    await phone.press_data(data)
    assert phone.alert
    assert phone.screen.text == before


@pytest.mark.usefixtures("switched_on")
async def test_a_supervisor_opens_any_branchs_ranking(school):
    await ranked(school, {"李雷": 0})
    phone = school.phone("郑局")
    await phone.send("/rank")
    await phone.walk("🏢 各支部排名", "1. 第一支部")
    assert "1. 李雷　60" in phone.screen.text
    await phone.press("季")
    assert "2026年第4季度" in phone.screen.text
    await phone.press("📖 怎么算")
    assert "到期没参加的按 0 计" in phone.screen.text


async def test_facts_of_an_exam_are_there_once_taken_and_for_others_once_it_is_over(school):
    await set_exam(school)
    phone = await start(school)
    await answer_all(phone, 6)
    await hand_in(phone)

    async def facts():
        async with school.database.read() as session:
            span = (date(2026, 11, 1), date(2026, 11, 30), school.clock.zone)
            return await results_in(session, *span, now=school.clock.now())

    assert await facts() == {2: [ExamFact(1, "十一月测试", False, Fraction(1), True, date(2026, 11, 24))]}
    await school.sweep(days=2)
    found = await facts()
    assert sorted(found) == [1, 2, 3, 4, 9]
    assert found[3] == [ExamFact(1, "十一月测试", False, Fraction(0), False, None)]


@pytest.mark.parametrize("name", ["赵敏", "王芳", "郑局"])
async def test_unless_the_bureau_has_switched_it_on_nobody_is_ranked(school, name):
    await ranked(school, {"李雷": 0, "赵敏": 3})
    phone = school.phone(name)
    await phone.send("/quiz")
    assert not any("排名" in label for label in phone.screen.labels)
    await phone.press("📈 我的学习")
    assert "没有开启学习排名" in phone.screen.text
    assert "李雷" not in phone.screen.text
    assert "学时：按规定不计" in phone.screen.text
    for data in ("rank_all:month:0:0", "rank_pic:month:0:1", "rank_post:month:0:0", "rank_name:0"):
        await phone.press_data(data)
        assert any(word in phone.toast for word in ("没有开启学习排名", "没有这项权限")), data
    await phone.press_data("rank:month:0:2")
    assert "李雷" not in phone.screen.text
    await phone.press("📖 依据")
    assert "国办函〔2026〕12号" in phone.screen.text
    assert "待核实" in phone.screen.text


@pytest.mark.usefixtures("switched_on")
async def test_who_switched_it_on_stands_in_its_source(school):
    phone = school.phone("李雷")
    await phone.send("/rank")
    await phone.press("📖 怎么算")
    assert "本局已开启：郑局（党委书记），2026-11-01，局党委会议纪要" in phone.screen.text


async def test_the_menu_promises_no_ranking_that_is_off(house):
    phone = house.phone("李雷")
    await phone.send("/help")
    assert "/rank 学习情况" in phone.screen.text
    assert "排名" not in phone.screen.text
