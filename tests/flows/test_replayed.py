"""Every button that the bot shows to those with rights, pressed by those without: nothing confidential shows, nothing fails."""

import logging
from datetime import date, timedelta
from itertools import groupby

import pytest

from handlers.kit.screens.buttons import Button
from storage.care import cases
from storage.care.cases import Plan
from storage.development import cases as development
from storage.development import comments
from storage.people.directory import who_has_id
from storage.risks import signs
from storage.rules.grades import Level
from storage.talks import content
from storage.talks.content import Said
from storage.talks.rows import TalkKind
from storage.topics import speaking
from storage.topics.rows import Kind, Sort
from tests.flows.conftest import NAMES
from tests.flows.talking import inspector, unlocked
from tests.flows.test_attacks import forge
from tests.storage.index_rows import rated

TALK, SIGN, REASON, STEPS = "标记谈话内容", "标记苗头情况", "标记重点关注理由", "标记帮扶措施内容"
CRITICISM, COMMENT, RATING, AUTHOR = "标记批评建议原话", "标记保密评议原话", "标记评分理由原话", "评议人：钱进"
# Who may come upon which words by pressing buttons; an inspector states the purpose of reading a talk by one of them.
SEEN = {
    "王芳": {TALK, SIGN, REASON, STEPS, CRITICISM, COMMENT},
    "李雷": {STEPS, CRITICISM, RATING},
    "钱进": {REASON, STEPS, CRITICISM},
    "孙立": set(),
    "周全": set(),
    "吴干": {TALK, REASON, STEPS, COMMENT},
    "路人": set(),
}
EVERYTHING = {TALK, SIGN, REASON, STEPS, CRITICISM, COMMENT, RATING, AUTHOR}
CHANGES = (
    "✅",
    "确认",
    "🔔",
    "提醒",
    "催",
    "解除",
    "移出",
    "停用",
    "取消",
    "撤",
    "结束",
    "锁定",
    "重置",
    "导出",
    "XLSX",
    "⬇",
    "📥",
    "同意",
    "清除",
)
COMMANDS = ("/home", "/meetings", "/tasks", "/notices", "/quiz", "/rank", "/talk", "/risk", "/health", "/birthday",
            "/topics", "/develop", "/study", "/ledger", "/board", "/mydata", "/audit")  # fmt: skip
A_KIND, DEEP = 2, 2


@pytest.fixture
async def filled(house):
    """One confidential thing of each kind."""
    now = house.clock.local()
    async with house.database.write() as tx:
        who = {name: await who_has_id(tx, number) for name, number in NAMES.items()}
        told = Said(TALK, agreed=TALK)
        await content.log(tx, who["王芳"], with_id=2, kind=TalkKind.HEART, held_on=now.date(), hour="", said=told,
                          follow_up_on=None, now=now)  # fmt: skip
        await signs.note(tx, who["赵敏"], person_id=2, what=SIGN, since=now.date(), level=Level.LOW, now=now)
        case = await cases.propose(tx, 4, 1, date(2026, 10, 1), now)
        plan = Plan(REASON, STEPS, 2, 7, now.date() + timedelta(days=30))
        await cases.set_gray(tx, who["王芳"], case.key, plan, now)
        topic = await speaking.open_topic(tx, who["王芳"], kind=Kind.SUMMARY, title="下半年", text="请谈谈", files=(),
                                          until=now.date(), in_group=False, now=now)  # fmt: skip
        await speaking.speak(tx, who["赵敏"], topic.key, sort=Sort.CRITICISM, text=CRITICISM, about=2, reply_to=None,
                             now=now)  # fmt: skip
        applicant = await development.begin(tx, who["王芳"], 5, date(2025, 1, 10), now)
        await comments.comment(tx, who["钱进"], applicant.number, COMMENT, objection=True, confidential=True, now=now)
    await rated(house.database, 2, date(2026, 10, 1), 5, rater=3, reason=RATING)
    return house


class Made:
    """Every button that is made, with its label."""

    def __init__(self, monkeypatch):
        self.labels = {}
        plain = Button.labelled

        def labelled(button, label):
            self.labels[button.pack()] = label
            return plain(button, label)

        monkeypatch.setattr(Button, "labelled", labelled)

    def few(self):
        """A few of each kind, by their prefix."""
        ordered = sorted(self.labels)
        return {data for _, each in groupby(ordered, lambda data: data.split(":")[0]) for data in list(each)[:A_KIND]}


async def press_all(phone, data):
    async for heap, _ in forge(phone, data):
        assert phone.waiting() == [], heap


async def walk(house, name, made):
    """Home, every module, and what is behind the buttons there that change nothing."""
    phone = await unlocked(house, name)
    for command in COMMANDS:
        await phone.send(command)
    pressed = set()
    for _ in range(DEEP):
        changing = {data for data, label in made.labels.items() if any(word in label for word in CHANGES)}
        fresh = made.few() - changing - pressed
        await press_all(phone, fresh)
        pressed |= fresh


@pytest.mark.sweeping
async def test_what_one_role_is_shown_opens_nothing_to_another(filled, monkeypatch, caplog):
    caplog.set_level(logging.ERROR)
    made, journal, found = Made(monkeypatch), filled.world.journal, set()
    await inspector(filled, "吴干")
    for name in ("王芳", "吴干", "郑局"):
        await walk(filled, name, made)
    assert len(made.labels) > 300
    # Not the keypad's and the flows' own: they lock and cancel what the others would open.
    data = {each for each in made.few() if not each.startswith(("pin", "flow_"))}
    for name, seen in SEEN.items():
        phone = filled.phone(1000) if name == "路人" else await unlocked(filled, name)
        await phone.send("/start")
        journal.clear()
        made.labels.clear()
        await press_all(phone, data)
        shown = "\n".join([*(sent.text for sent in journal.sends), *made.labels.values()])
        words = {word for word in EVERYTHING if word in shown}
        assert words <= seen, name
        assert "failed" not in caplog.text, name
        found |= words
    assert found == EVERYTHING - {AUTHOR}
