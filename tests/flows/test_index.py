"""/health: the member sees the index first, with every line and its records; others by right, and each look is on the trail."""

from datetime import date

import pytest
from sqlmodel import select

from scoring import own_rules
from storage.index.index import HealthIndex
from storage.mail.pictures import Picture
from storage.meetings.rows import How, Leave
from storage.people.directory import Person
from storage.people.stale import touch
from storage.risks.rows import RiskCheck
from storage.sealed.audit import AuditEntry, Event
from tests.flows.exams import fill, set_exam
from tests.flows.test_study import publish
from tests.storage.index_rows import duty, meeting, rated, topic

OCTOBER = date(2026, 10, 1)
WANG, LEI = 1, 2


async def live(house):
    """李雷 has a missed meeting, one made up, one on leave, attendance and a rating; the others a meeting each."""
    for day, came in ((3, How.ON_SPOT), (10, How.MADE_UP), (12, Leave.GRANTED), (17, None)):
        await meeting(house.database, date(2026, 11, day), {1: How.ON_SPOT, LEI: came, 3: How.LIVE, 6: How.LIVE})
    await duty(house.database, LEI, OCTOBER, due=20, present=17, late=2, leave=2)
    await rated(house.database, LEI, OCTOBER, 3)


async def looks(house):
    async with house.database.read() as session:
        query = select(AuditEntry).where(AuditEntry.event == Event.HEALTH_SEEN.value).order_by(AuditEntry.number)
        return [(entry.by, entry.over, entry.subject) for entry in (await session.exec(query)).all()]


def own_virtue(phone):
    return next(label for label in phone.screen.labels if label.startswith("德"))


async def test_a_member_gets_the_picture_and_every_line_with_its_records(house):
    await live(house)
    phone = house.phone("李雷")
    await phone.send("/health")
    assert phone.screen.photo
    caption = phone.screen.html
    for word in ("党员健康指数", "2026年11月", "指数只辅助人工研判"):
        assert word in caption
    assert any(dot in caption for dot in "🟢🔺⬛")
    assert own_virtue(phone) == "德 70.7"
    await phone.press("德 70.7")
    assert "组织生活参加率：66.7 分" in phone.screen.text
    await phone.press("组织生活参加率")
    said = (
        "2026-11-03 党员大会：到会",
        "已补课",
        "请假（不计）",
        "未参加",
        "占“德”的七成",
        "六成得 60 分，全部参加得 100 分",
    )
    for word in said:
        assert word in phone.screen.text
    await phone.press("📜 依据")
    for word in ("取值 2/3，得 66.7 分", "原权重：德的 70%", "0.6→60，1→100", "第十六"):
        assert word in phone.screen.text
    await phone.press("返回")
    await phone.press("返回")
    await phone.press("班子评分·德")
    assert "1 位班子成员评分，中位数 3" in phone.screen.text
    await phone.walk("返回", "返回")
    await phone.press("勤")
    await phone.press("出勤率")
    assert "应出勤 20 天，请假 2、公差 0、病假 0 天不计，出勤 17 天，迟到早退 2 次" in phone.screen.text
    assert await looks(house) == []


@pytest.mark.usefixtures("switched_on")
async def test_topics_are_among_the_records_of_organisational_life(house):
    await meeting(house.database, date(2026, 11, 3), {LEI: How.ON_SPOT})
    await topic(house.database, date(2026, 11, 20), LEI)
    await topic(house.database, date(2026, 11, 22))
    phone = house.phone("李雷")
    await phone.send("/health")
    await phone.walk("德", "组织生活参加率")
    # 1.5 of 2
    assert "75 分" in phone.screen.text
    for word in ("2026-11-03 党员大会：到会", "2026-11-20 截止的微社区话题“年终总结”：已发言", "2026-11-22"):
        assert word in phone.screen.text
    assert "没有发言" in phone.screen.text
    await phone.walk("返回", "返回", "怎样提高")
    assert "今后的微社区话题请在截止前发言" in phone.screen.text
    await phone.walk("返回", "怎么算", "权重版本与依据")
    assert "会议每次计 1，微社区话题每个计 0.5" in phone.screen.text
    assert "按天数分摊" in phone.screen.text


async def test_what_would_raise_it_and_what_changed(house):
    await live(house)
    phone = house.phone("李雷")
    await phone.send("/health")
    await phone.press("怎样提高")
    assert "补上一次缺席的会议：总分 +" in phone.screen.text
    assert "还没有资料的：" in phone.screen.text
    await phone.press("返回")
    await phone.press("与上月相比")
    assert "上个月没有指数" in phone.screen.text
    await house.sweep()
    await phone.press("返回")
    await phone.press("与上月相比")
    assert "组织生活参加率：未知 → 66.7" in phone.screen.text


async def test_what_i_can_do_first_stands_first_each_with_its_way(house):
    """The self-check and the missed meeting, by what they raise; nobody else is offered a member's steps."""
    await live(house)
    async with house.database.write() as tx:
        tx.add(RiskCheck(person_id=WANG, branch_id=1, position="民警", kind="", first_on=date(2026, 1, 1),
                         due_on=date(2026, 6, 30), submitted_at=house.clock.now(), submitted_on=date(2026, 3, 1)))  # fmt: skip
        await touch(tx, [LEI])
    phone = house.phone("李雷")
    await phone.send("/health")
    assert "可以先做下面这 2 件" in phone.screen.html
    check, meeting_missed, *_ = phone.screen.labels
    assert check.startswith("🛡 交2026年下半年岗位风险自查　+")
    assert meeting_missed.startswith("🎓 补课：11-17 党员大会　+")
    await phone.press("补课")
    assert "党员大会" in phone.screen.text
    await phone.send("/health")
    await phone.walk("怎样提高", "🛡 交2026年下半年")
    assert "岗位" in phone.screen.text
    await phone.send("/cancel")
    secretary = house.phone("王芳")
    await secretary.send("/health")
    await secretary.walk("本支部", "李雷")
    assert not any(label[0] in "🛡🎓📚📝" for label in secretary.screen.labels)
    await secretary.press("怎样提高")
    assert "补上一次缺席的会议" in secretary.screen.text
    assert not any(label[0] in "🛡🎓📚📝" for label in secretary.screen.labels)


@pytest.mark.usefixtures("switched_on")
async def test_the_next_lesson_and_an_open_exam_are_among_the_first_steps(house):
    await fill(house)
    await set_exam(house)
    await publish(house)
    # From here on the bureau keeps records, and hours are due.
    await meeting(house.database, date(2026, 3, 3), {LEI: How.ON_SPOT})
    await topic(house.database, date(2026, 12, 3))
    await topic(house.database, date(2026, 12, 4), LEI)
    phone = house.phone("李雷")
    await phone.send("/health")
    assert sum("发言" in label for label in phone.screen.labels) == 1
    await phone.press("💬 发言：年终总结（12-03 前）")
    assert "谈谈收获" in phone.screen.text
    await phone.send("/health")
    await phone.press("📝 参加考试：十一月测试")
    assert "开始作答" in phone.screen.labels[0]
    await phone.send("/health")
    await phone.press("📚 学习：支部条例导读　+")
    assert "第一部分的文字" in phone.screen.text


async def test_the_rules_are_there_with_their_source_and_the_file(house):
    phone = house.phone("李雷")
    await phone.send("/health")
    await phone.press("怎么算")
    for word in ("五个维度各占两成", "组织生活参加率 七成", "六成得 60 分，全部参加得 100 分", "🟢 80 分以上"):
        assert word in phone.screen.text
    await phone.press("权重版本与依据")
    for word in ("权重版本 2026.1-", "没有给出权重", "组织生活参加率 70%", "越线超过 2 分"):
        assert word in phone.screen.text
    await phone.press("规则文件原文")
    assert phone.messages()[-1].document["file_name"].endswith(".toml")
    assert "本局" not in phone.messages()[-1].document["file_name"]


async def test_what_the_bureau_has_laid_over_the_rules_is_there_too(house, tmp_path):
    (tmp_path / "index.toml").write_text("[colours]\ngreen = 75\n", encoding="utf-8")
    own_rules.lie_in(tmp_path)
    try:
        phone = house.phone("李雷")
        await phone.send("/health")
        await phone.walk("怎么算", "权重版本与依据", "规则文件原文")
        shipped, own = phone.messages()[-2:]
        assert b"green = 75" not in shipped.read()
        assert own.read() == b"[colours]\ngreen = 75\n"
        assert "以这里写的为准" in own.caption
    finally:
        own_rules.lie_in(None)


async def test_a_new_fact_is_seen_at_once(house):
    await live(house)
    phone = house.phone("李雷")
    await phone.send("/health")
    before = own_virtue(phone)
    await meeting(house.database, date(2026, 11, 20), {LEI: How.LIVE})
    await phone.send("/health")
    assert before == "德 70.7"
    assert own_virtue(phone) == "德 76.5"


async def test_the_same_picture_goes_out_again_without_being_drawn(house):
    phone = house.phone("李雷")
    await phone.send("/health")
    await phone.send("/health")
    one, other = [message for message in phone.messages() if message.photo]
    assert one.photo[-1]["file_id"] == other.photo[-1]["file_id"]
    async with house.database.read() as session:
        assert len((await session.exec(select(Picture))).all()) == 1


async def test_a_secretary_looks_and_the_member_reads_who(house):
    await live(house)
    phone = house.phone("王芳")
    await phone.send("/health")
    await phone.press("本支部")
    assert "健康指数　第一支部" in phone.screen.text
    await phone.press("李雷")
    assert phone.screen.photo
    assert "李雷" in phone.screen.html
    await phone.press("德")
    await phone.press("返回")
    assert await looks(house) == [(1, None, "health_list:1"), (1, LEI, "health:2026-11")]
    mine = house.phone("李雷")
    await mine.send("/health")
    await mine.press("谁看过")
    assert "王芳　查看2026-11 的指数" in mine.screen.text
    assert "王芳　查看名单" in mine.screen.text


async def test_a_name_or_number_finds_somebody_within_reach(house):
    await live(house)
    phone = house.phone("王芳")
    await phone.send("/health")
    await phone.walk("本支部", "查找")
    await phone.send("周全")
    assert "没有找到" in phone.screen.text
    await phone.send("雷")
    assert "找到 1 位" in phone.screen.text
    await phone.press("李雷")
    assert phone.screen.photo
    inspector = house.phone("吴干")
    await inspector.send("/health")
    await inspector.walk("各支部", "查找")
    await inspector.send("100002")
    await inspector.press("李雷")
    assert "李雷" in inspector.screen.html


async def test_the_bureau_sees_branches_and_colours(house):
    await live(house)
    await house.sweep()
    phone = house.phone("郑局")
    await phone.send("/health")
    await phone.press("各支部")
    assert any("第一支部" in label for label in phone.screen.labels)
    await phone.press("第一支部")
    assert any("李雷" in label for label in phone.screen.labels)
    await phone.press("⬛")
    assert not any("王芳" in label for label in phone.screen.labels)
    await phone.walk("返回", "全局灰色提示")
    assert "⬛" in phone.screen.text


@pytest.mark.parametrize("name", ["赵敏", "李雷", "周全"])
async def test_others_indices_are_not_everybodys(house, name):
    await live(house)
    phone = house.phone(name)
    await phone.send("/health")
    before = len(phone.messages())
    forged = ["health:1", "hi_dim:1:0", "hi_line:1:0:meetings", "hi_diff:1", "hi_more:1", "hi_looks:1:0"]
    lists = ["hi_all:0", "hi_list:0:all:0", "hi_list:1:all:0", "hi_find"]
    for data in [*forged, *lists]:
        await phone.press_data(data)
        if name == "周全" and data == "hi_find":
            await phone.send("/cancel")
            continue
        assert "没有这项权限" in phone.toast
    assert await looks(house) == []
    assert len(phone.messages()) <= before + 3


async def test_the_bureau_may_let_the_committee_see_the_branch(house):
    await live(house)
    options = house.running.application.bot_data.options
    object.__setattr__(
        house.running.application.bot_data, "options", options.model_copy(update={"health_for_committee": True})
    )
    phone = house.phone("赵敏")
    await phone.send("/health")
    await phone.press("本支部")
    await phone.press("李雷")
    assert phone.screen.photo
    await phone.press_data("health:6")
    assert "没有这项权限" in phone.toast
    leader = house.phone("李雷")
    await leader.send("/health")
    assert not any("支部" in label for label in leader.screen.labels)


async def test_whoever_is_no_member_has_no_index(house):
    phone = house.phone("孙立")
    await phone.send("/health")
    assert "只对党员开放" in phone.screen.text
    secretary = house.phone("王芳")
    await secretary.send("/health")
    await secretary.press_data("health:5")
    assert "只针对党员" in secretary.toast


async def test_an_inspector_who_is_no_member_comes_to_the_list(house):
    async with house.database.write() as tx:
        (await tx.get(Person, 7)).category = "群众"
    phone = house.phone("吴干")
    await phone.send("/health")
    assert "海滨县公安局" in phone.screen.text


async def test_gray_says_that_it_is_only_proposed(house):
    for day in (3, 10, 17):
        await meeting(house.database, date(2026, 11, day), {LEI: None})
    await duty(house.database, LEI, OCTOBER, present=10, late=9)
    await rated(house.database, LEI, OCTOBER, 1)
    phone = house.phone("李雷")
    await phone.send("/health")
    assert "⬛ 灰色·重点关注" in phone.screen.html
    assert "灰色只是规则的提示" in phone.screen.html


async def test_too_little_known_is_said(house):
    phone = house.phone("李雷")
    await phone.send("/health")
    assert "资料不足" in phone.screen.html
    assert "未知的项不按零分算" in phone.screen.html
    await phone.press("德")
    assert "还没有资料，权重已分给其他项" in phone.screen.text
    await phone.press("组织生活参加率")
    assert "不按零分算" in phone.screen.text


@pytest.mark.parametrize("data", ["hi_dim:0:9", "hi_line:0:0:likes", "hi_list:1:pink:0"])
async def test_a_button_that_means_nothing_says_so(house, data):
    phone = house.phone("王芳")
    await phone.send("/health")
    await phone.press_data(data)
    assert "失效" in phone.toast


async def test_my_data_holds_the_index(house):
    await live(house)
    await house.sweep()
    phone = house.phone("李雷")
    await phone.send("/mydata")
    assert any("健康指数" in label for label in phone.screen.labels)


async def test_each_day_everyone_is_computed(house):
    await live(house)
    await house.sweep()
    async with house.database.read() as session:
        rows = (await session.exec(select(HealthIndex).where(HealthIndex.month == date(2026, 11, 1)))).all()
    assert {row.person_id for row in rows} == {1, 2, 3, 4, 6, 7, 8, 9}
