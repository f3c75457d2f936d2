"""/find: people, meetings, tasks, lessons and the rest by words, as far as one's rights reach; never what is sealed."""

from collections.abc import Sequence

from telegram.ext import filters

from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, MenuCommand, Module
from handlers.kit.forms.form import NEXT, Form, Next, Typed, draft
from handlers.kit.forms.reading import within
from handlers.kit.forms.words import Line
from handlers.kit.joins import Finding, Found
from handlers.kit.screens.buttons import OUTDATED, Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import LONGEST_SOUGHT, Find, StartFind
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.text import LABEL_UNITS, Markup, clip, lines
from storage.engine.refusal import Refusal
from storage.people.access import may
from storage.people.finding import MOST
from storage.people.rights import Act

SHOWN = 4
"""As many of each kind stand on the first screen."""
ASKED = (
    "<b>🔍 查找</b>\n请发送要找的词：姓名（也可以是拼音或首字母，如 wf）、警号，或者会议、任务、通知、课程的名称。"
    "几个词用空格隔开。"
)
BARE = filters.Regex(r"^/find(?:@\w+)?\s*$")


class FindMore(Button, prefix="find_all", act=Act.HOME):
    """All that was found of one kind."""

    kind: str
    page: int
    words: str


async def begin_by_command(_context: Context) -> Next:
    """/find without words asks for them."""
    return NEXT


def _sought(text: str) -> str:
    """Raises Refusal."""
    return within(" ".join(text.replace("\0", " ").split()), "要找的词", LONGEST_SOUGHT)


class Screens:
    """Over what the features find."""

    def __init__(self, finding: Sequence[Finding]) -> None:
        self._finding = {each.name: each for each in finding}

    def feature(self) -> Feature:
        asking = Form(
            name="find",
            title="查找",
            start=StartFind,
            also=[Typed(BARE, begin_by_command)],
            questions=[Line("words", ASKED, "要找的词", LONGEST_SOUGHT)],
            save=self._asked,
        )
        return Feature(
            handlers=presses(self),
            forms=[asking],
            modules=[Module("🔍 查找", StartFind())],
            commands=[MenuCommand("find", "查找人员、会议、任务等", Act.HOME, self.command)],
        )

    async def command(self, context: Context) -> None:
        """`/find 李伟`."""
        await self._show(context, " ".join(context.text.split()[1:]))

    async def find(self, context: Context, button: Find) -> None:
        await self._show(context, button.words)

    async def _asked(self, context: Context) -> None:
        await self._show(context, draft(context)["words"])

    async def _show(self, context: Context, text: str) -> None:
        """The first few of each kind."""
        words = _sought(text)
        rows, counted = [], []
        for each in self._finding.values():
            if not (found := await self._found(context, each, words)):
                continue
            many = f"{MOST} 条以上" if len(found) >= MOST else f"{len(found)} 条"
            counted.append(Markup("{}　{}").format(each.title, many))
            rows += [[one.opens.labelled(clip(one.label, LABEL_UNITS))] for one in found[:SHOWN]]
            if len(found) > SHOWN:
                rows.append([FindMore(each.name, 0, words).labelled(f"⋯ 全部{each.title}（{many}）")])
        none = Markup("没有找到。可以换个写法，或只写其中一两个字；只找得到您有权查看的内容。")
        text = lines(Markup("<b>🔍 “{}”</b>").format(words), *(counted or [none]))
        await context.show(text, [*rows, [StartFind().labelled("🔍 换个词")], HOME])

    async def find_more(self, context: Context, button: FindMore) -> None:
        """One kind, in pages."""
        finding = self._finding.get(button.kind)
        if finding is None:
            raise Refusal(OUTDATED)
        found = await self._found(context, finding, _sought(button.words))
        shown, turning = paged(found, button.page, lambda page: FindMore(button.kind, page, button.words))
        more = Markup("只列出前 {} 条，请再加一个词。").format(MOST) if len(found) >= MOST else None
        text = lines(Markup("<b>🔍 “{}”　{}</b>").format(button.words, finding.title), more)
        rows = [[one.opens.labelled(clip(one.label, LABEL_UNITS))] for one in shown]
        await context.show(text, [*rows, *turning, back(Find(button.words))])

    async def _found(self, context: Context, finding: Finding, words: str) -> Sequence[Found]:
        if not may(context.me, finding.act):
            return ()
        # Through years of minutes, and everybody's names.
        return await context.look(
            lambda session: finding.finds(session, context.me, words.split(), context.now), much=True
        )


def feature(features: Sequence[Feature]) -> Feature:
    """Over all in which words are looked for."""
    return Screens([each for one in features for each in one.finding]).feature()
