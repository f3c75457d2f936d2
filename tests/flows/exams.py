"""What the tests of 考试竞赛 share: a bank, an exam set by its flow, and somebody who takes it knowing the answers."""

import re

from scoring.exams import Kind
from storage.exams import bank
from storage.exams.bank import New

LETTERS = "ABCDEFGH"
ANSWERS = {}


def questions(number=12, topic="党章"):
    """Single, several and true/false by turns; the text says nothing of the answer."""
    found = []
    for each in range(number):
        kind = (Kind.SINGLE, Kind.SEVERAL, Kind.JUDGE)[each % 3]
        options = ("对", "错") if kind is Kind.JUDGE else tuple(f"{topic}{each}之{letter}" for letter in "甲乙丙丁")
        right = {Kind.SINGLE: (each % 4,), Kind.SEVERAL: (0, 2), Kind.JUDGE: (each % 2,)}[kind]
        found.append(
            New(kind, f"{topic}第{each}问", options, right, topic, each % 5 + 1, f"{topic}{each}的道理", "党章")
        )
    ANSWERS.update({new.text: {new.options[place] for place in new.right} for new in found})
    return found


async def fill(house, number=12, topic="党章", me=None):
    async with house.database.write() as tx:
        await bank.add(tx, me, questions(number, topic), house.clock.now())


async def set_exam(
    house, name="王芳", audience="第一支部党员", count=6, change=(), closes="明天 18:00", title="十一月测试"
):
    """Through the whole flow; `change` are (button, answer) of the plan."""
    phone = house.phone(name)
    await phone.send("/quiz")
    await phone.walk("➕ 出卷", "📝 考试")
    await phone.send(title)
    await phone.walk(audience, "党章")
    await phone.send(str(count))
    await phone.walk("下一步", "现在", closes)
    for button, answer in change:
        await phone.press(button)
        await phone.press(answer)
    await phone.press("✅ 确认发布")
    return phone


async def start(house, name="李雷", again=False):
    phone = house.phone(name)
    if not again:
        await phone.send("/quiz")
        await phone.press("十一月测试")
    await phone.press("开始作答" if not again else "再答一次")
    return phone


def question_on(screen):
    """The text of the question that is shown, and option text → letter."""
    text = re.search(r"〔.*?〕(党章第\d+问)", screen.text).group(1)
    return text, {option: letter for letter, option in re.findall(r"^([A-H])\. (.*)$", screen.text, re.MULTILINE)}


async def answer(phone, right=True):
    """Answer the question shown, rightly or wrongly."""
    text, options = question_on(phone.screen)
    wanted = ANSWERS[text] if right else {next(each for each in options if each not in ANSWERS[text])}
    for option in sorted(wanted, key=lambda each: options[each]):
        await phone.press(option if set(options) == {"对", "错"} else label_of(phone, options[option]))


def label_of(phone, letter):
    return next(label for label in phone.screen.labels if label.split()[-1] == letter)


async def answer_all(phone, number, wrong=0):
    for place in range(number):
        await answer(phone, right=place >= wrong)
        if place < number - 1:
            await phone.press("下一题")


async def hand_in(phone):
    await phone.walk("📤 交卷", "✅ 确认交卷")
