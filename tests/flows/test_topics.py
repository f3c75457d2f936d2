"""微社区: a topic opened, opinions and criticism, answers by words and by reactions, what each may see."""

import pytest

from tests.flows.conftest import GROUP

CRITICISM = "开会时常常迟到，影响大家，建议提前安排好勤务。"


@pytest.fixture
async def topic(house):
    """王芳 has opened a topic for the first branch, until 30 November, shown in the group."""
    phone = house.phone("王芳")
    await phone.send("/bind", chat=GROUP)
    await phone.send("/topics")
    await phone.walk("发起话题", "阶段总结")
    await phone.send("下半年工作怎么看")
    await phone.send("请谈谈本支部下半年的得失。")
    await phone.press("下一步")
    await phone.send("11月30日")
    await phone.walk("支部群同步：否", "确认发起")
    assert "正在通知 4 人" in phone.screen.text
    return house


async def speak(house, name, sort, text, about=None):
    phone = house.phone(name)
    await phone.send("/topics")
    await phone.walk("下半年工作怎么看", "我要发言", sort)
    if about:
        await phone.press(about)
    await phone.send(text)
    await phone.press("✅ 发言")
    assert "已发言" in phone.screen.text
    return phone


async def opened(house, name):
    """The topic's screen."""
    phone = house.phone(name)
    await phone.send("/topics")
    await phone.press("下半年工作怎么看")
    return phone


async def test_a_topic_reaches_the_branchs_members_and_its_group(topic):
    for name in ("李雷", "赵敏", "钱进"):
        assert "下半年工作怎么看" in topic.phone(name).screen.text
        assert topic.phone(name).screen.labels == ["💬 我要发言", "查看话题"]
    for name in ("孙立", "周全", "郑局"):
        assert topic.phone(name).messages() == []
    assert "新话题" in topic.phone("李雷").newest(GROUP).text


async def test_the_secretary_answers_one_after_the_other(topic):
    await speak(topic, "李雷", "意见", "台账要再细一些，<b>别</b>走过场。")
    await speak(topic, "赵敏", "自我批评", "我对业务学习抓得不紧。")
    phone = await opened(topic, "王芳")
    await phone.press("逐条答复（2）")
    assert "台账要再细一些，<b>别</b>走过场。" in phone.screen.text
    await phone.press("👍 点赞")
    await phone.send("说到点子上了。")
    member = topic.phone("李雷")
    assert "书记答复了您的发言：点赞" in member.screen.text
    await member.press("查看", member.screen)
    assert "说到点子上了" in member.screen.text
    await phone.press("下一条")
    assert "业务学习抓得不紧" in phone.screen.text
    await phone.walk("💪 鼓励", "不写了，直接鼓励", "下一条")
    assert "都答复过了" in phone.toast
    assert not any("逐条答复" in label for label in phone.screen.labels)


async def test_several_opinions_are_praised_in_one_press(topic):
    for name in ("李雷", "赵敏"):
        await speak(topic, name, "意见", "建议把学习放在早上。")
    await topic.sweep(days=3)
    phone = topic.phone("王芳")
    await phone.press("✍ 答复")
    assert phone.screen.text.count("建议把学习放在早上") == 2
    await phone.press("全部点赞（2 项）")
    assert "没有要处理的了" in phone.screen.text
    assert "点赞" in topic.phone("李雷").screen.text
    await phone.press_data("req_ok:opinion:1:0:0", phone.screen)
    assert "已答复" in phone.toast or "答复" in phone.screen.text


async def test_criticism_needs_words_and_stays_in_the_branch(topic):
    await speak(topic, "李雷", "批评建议", CRITICISM, about="赵敏")
    assert "给您提了批评建议" in topic.phone("赵敏").screen.text
    assert CRITICISM not in topic.phone("赵敏").screen.text
    await topic.phone("赵敏").press("查看", topic.phone("赵敏").screen)
    assert CRITICISM in topic.phone("赵敏").screen.text
    assert CRITICISM not in "".join(screen.text for screen in topic.phone("李雷").messages(GROUP))
    above = topic.phone("郑局")
    await above.send("/home")
    await above.press("微社区")
    assert any("第一支部：下半年工作怎么看" in label for label in above.screen.labels)
    await above.press("下半年工作怎么看")
    assert "—— 第一支部 王芳" in above.screen.text
    await above.press("看发言（1）")
    assert "李雷 → 赵敏" in above.screen.text
    assert CRITICISM not in above.screen.text
    await above.press("1")
    assert CRITICISM not in above.screen.text
    phone = await opened(topic, "王芳")
    await phone.walk("逐条答复（1）", "🔎 批评")
    assert not any("直接" in label for label in phone.screen.labels)


async def test_the_criticised_replies_and_the_critic_hears_of_it(topic):
    await speak(topic, "李雷", "批评建议", CRITICISM, about="赵敏")
    phone = topic.phone("赵敏")
    await phone.press("查看", phone.screen)
    await phone.press("↪ 回应")
    await phone.send("接受批评，下周起调整勤务安排。")
    await phone.press("✅ 发言")
    assert "回应了您的发言" in topic.phone("李雷").screen.text
    phone = await opened(topic, "王芳")
    await phone.press("看发言（2）")
    assert phone.screen.text.index(CRITICISM[:10]) < phone.screen.text.index("接受批评")
    assert "逐条答复（1）" in "".join((await opened(topic, "王芳")).screen.labels)


async def test_nobody_criticises_themself_or_somebody_elsewhere(topic):
    phone = await opened(topic, "李雷")
    await phone.walk("我要发言", "批评建议")
    assert "李雷" not in phone.screen.labels
    assert "周全" not in phone.screen.labels
    for person in (2, 6, 999):
        await phone.press_data(f"tp_whom:{person}", phone.screen)
        assert phone.alert
    await phone.press("赵敏")
    await phone.send("短")
    assert "5 到 1500 个字" in phone.screen.text


async def test_a_reaction_of_the_secretary_on_the_post_counts_and_can_be_taken_back(topic):
    await speak(topic, "李雷", "意见", "建议把学习放在早上。")
    post = topic.phone("李雷").newest(GROUP)
    assert "建议把学习放在早上" in post.text
    member, chair = topic.phone("赵敏"), topic.phone("王芳")
    topic.world.chats[GROUP].bot = "administrator"
    await member.react("👍", post, GROUP)
    assert "逐条答复（1）" in "".join((await opened(topic, "王芳")).screen.labels)
    await chair.react("👍", post, GROUP)
    assert "点赞" in topic.phone("李雷").screen.text
    assert "逐条答复" not in "".join((await opened(topic, "王芳")).screen.labels)
    await chair.react("", post, GROUP)
    assert "逐条答复（1）" in "".join((await opened(topic, "王芳")).screen.labels)


async def test_words_are_not_replaced_by_a_reaction(topic):
    await speak(topic, "李雷", "意见", "建议把学习放在早上。")
    phone = await opened(topic, "王芳")
    await phone.walk("逐条答复（1）", "🔎 批评")
    await phone.send("早上要交接班，再想想。")
    topic.world.chats[GROUP].bot = "administrator"
    await phone.react("👍", phone.newest(GROUP), GROUP)
    assert "点赞" not in topic.phone("李雷").screen.text
    await phone.press("查看", phone.screen)
    assert "早上要交接班" in phone.screen.text


async def test_changes_and_withdrawals_leave_a_trace(topic):
    phone = await speak(topic, "李雷", "意见", "第一种说法，欠考虑。")
    await (await opened(topic, "李雷")).walk("看发言（1）", "1", "✏️ 修改")
    await phone.send("第二种说法，想清楚了。")
    other = await opened(topic, "赵敏")
    await other.walk("看发言（1）", "1")
    assert "第二种说法" in other.screen.text
    assert "已修改" in other.screen.text
    await other.press("修改前")
    assert "第一种说法" in other.screen.text
    post = phone.newest(GROUP).id
    await (await opened(topic, "李雷")).walk("看发言（1）", "1", "↩ 撤回", "确认撤回")
    assert post not in {screen.id for screen in phone.messages(GROUP)}
    await other.press_data("tp_op:1", other.screen)
    assert "本人已撤回" in other.screen.text
    assert "第二种说法" not in other.screen.text
    await other.press_data("tp_old:1", other.screen)
    assert "第一种说法" not in other.screen.text
    chair = topic.phone("王芳")
    await chair.send("/topics")
    await chair.press_data("tp_op:1", chair.screen)
    assert "第二种说法" in chair.screen.text


async def test_it_ends_with_a_summary_once_everything_is_answered(topic):
    await speak(topic, "李雷", "意见", "建议把学习放在早上。")
    phone = await opened(topic, "王芳")
    await phone.press("小结并结束")
    assert "请先逐条答复" in phone.toast
    await phone.walk("逐条答复（1）", "👍 点赞", "不写了，直接点赞")
    await (await opened(topic, "王芳")).press("小结并结束")
    await phone.send("大家意见集中在学习时间，下月起调整到早上。")
    assert "下月起调整到早上" in topic.phone("钱进").screen.text
    member = await opened(topic, "李雷")
    assert not any("我要发言" in label for label in member.screen.labels)
    await member.press_data("tp_say:1", member.screen)
    assert "已经结束" in member.toast


@pytest.mark.parametrize("name", ["李雷", "孙立", "周全", "吴干", "郑局"])
async def test_only_the_branchs_secretary_opens_answers_and_closes(topic, name):
    await speak(topic, "赵敏", "意见", "建议把学习放在早上。")
    phone = topic.phone(name)
    await phone.send("/home")
    start = phone.screen
    for data in ("tp_ans:1:0", "tp_close:1", "tp_next:1", "tp_urge:1", "tp_edit:1", "tp_back:1:1"):
        await phone.press_data(data, start)
        assert phone.toast, data
        assert "建议把学习" not in phone.screen.text
    seen = await opened(topic, "王芳")
    assert "1 人发言 1 条，待答复 1 条" in seen.screen.text


@pytest.mark.parametrize("name", ["周全", "孙立"])
async def test_another_branch_and_non_members_see_nothing(topic, name):
    await speak(topic, "赵敏", "意见", "建议把学习放在早上。")
    phone = topic.phone(name)
    await phone.send("/topics")
    assert "下半年工作" not in phone.screen.text
    start = phone.screen
    for data in ("tp:1", "tp_ops:1:0", "tp_op:1", "tp_old:1", "tp_quiet:1", "tp_say:1", "tp_reply:1", "topics:1:0"):
        await phone.press_data(data, start)
        shown = f"{phone.screen.text}{phone.screen.labels}"
        assert "建议把学习" not in shown
        assert "下半年工作" not in shown


async def test_silent_members_and_a_silent_secretary_are_reminded(topic):
    await speak(topic, "李雷", "意见", "建议把学习放在早上。")
    await topic.sweep(days=3)
    assert "1 条发言等您答复" in topic.phone("王芳").screen.text
    before = len(topic.phone("李雷").messages())
    await topic.sweep(days=2)
    assert "等您发言" in topic.phone("赵敏").screen.text
    assert len(topic.phone("李雷").messages()) == before
    phone = await opened(topic, "王芳")
    await phone.walk("未发言", "提醒他们")
    assert "正在提醒 3 人" in phone.toast
    await phone.press("提醒他们")
    assert "今天已经提醒过" in phone.toast


async def test_it_stands_in_the_ledger(topic):
    await speak(topic, "李雷", "意见", "建议把学习放在早上。")
    await topic.sweep(days=5)
    phone = topic.phone("王芳")
    await phone.send("/ledger")
    await phone.press("微社区")
    assert "阶段总结：下半年工作怎么看" in phone.screen.text
    assert "❗ 11-27　王芳　答复“下半年工作怎么看”的发言" in phone.screen.text
    for name, mark in (("钱进", "⏳"), ("李雷", "✅")):
        member = topic.phone(name)
        await member.send("/ledger")
        await member.press("微社区")
        assert f"{mark} 11-30　{name}　阶段总结：下半年工作怎么看" in member.screen.text
        assert "答复" not in member.screen.text


async def test_urging_from_the_ledger_asks_only_for_what_can_still_be_done(topic):
    await speak(topic, "李雷", "意见", "建议把学习放在早上。")
    phone, staff = topic.phone("王芳"), topic.phone("吴干")
    await phone.send("/ledger")
    await phone.walk("微社区", "🔔 2")
    assert "正在提醒 3 人" in phone.toast
    # The last day has passed: nobody can speak any more, and what is left is the secretary's.
    await topic.sweep(days=7)
    before = {name: len(topic.phone(name).messages()) for name in ("赵敏", "钱进", "王芳")}
    await staff.send("/ledger")
    await staff.walk("◀", "微社区", "第一支部", "催办全部未完成的")
    after = {name: len(topic.phone(name).messages()) for name in before}
    assert after == before | {"王芳": before["王芳"] + 1}
    assert "1 条发言等您答复" in phone.screen.text


async def test_a_page_that_there_is_not_shows_one_that_there_is(topic):
    phone = topic.phone("王芳")
    await phone.send("/topics")
    for page in (-1, 7):
        await phone.press_data(f"topics:1:{page}", phone.screen)
        assert "下半年工作怎么看" in "".join(phone.screen.labels)


async def test_home_says_what_waits(topic):
    assert "话题待发言：下半年工作怎么看" in (await home(topic, "李雷"))
    await speak(topic, "李雷", "意见", "建议把学习放在早上。")
    assert "待发言" not in (await home(topic, "李雷"))
    assert "1 条发言待答复" in (await home(topic, "王芳"))


async def home(house, name):
    await house.phone(name).send("/home")
    return str(house.phone(name).screen)
