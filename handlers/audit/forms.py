"""What is filled in on the audit trail: the person whose entries are looked for, and a head (校验码) to be compared."""

from contextlib import suppress

from handlers.audit.buttons import StartComparing, StartFinding, Trail
from handlers.audit.head import compare, head_in
from handlers.audit.screens import trail
from handlers.kit.forms.choices import Person
from handlers.kit.forms.form import Form, draft
from handlers.kit.forms.words import Text
from handlers.kit.screens.context import Context
from handlers.kit.screens.finding import person_label
from storage.engine.refusal import Answered
from storage.people import directory
from storage.people.directory import Who

LONGEST = 4096  # a message
ASK_HEAD = (
    "请把机器人以前发给您的<b>审计记录校验码</b>转发或粘贴到这里（整条消息也可以，形如 <code>序号:哈希</code>）。"
    "越早的校验码，证明得越久。"
)


async def everyone(context: Context) -> list[Who]:
    async with context.read() as session:
        return await directory.people_of(session)


async def find(context: Context) -> None:
    with suppress(Answered):
        await trail(context, Trail("", draft(context)["person"], "", 0))


async def compare_head(context: Context) -> None:
    await compare(context, draft(context)["head"])


FINDING = Form(
    name="trail_find",
    title="按人员查审计记录",
    start=StartFinding,
    questions=[
        Person(
            "person", "请输入姓名（或其中一部分）或警号：", everyone, label=person_label, columns=1, typed="姓名或警号"
        )
    ],
    save=find,
)
COMPARING = Form(
    name="trail_head",
    title="核对审计记录校验码",
    start=StartComparing,
    questions=[Text("head", ASK_HEAD, "校验码", LONGEST, read=head_in)],
    save=compare_head,
)
FORMS = (FINDING, COMPARING)
