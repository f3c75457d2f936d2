"""🔍 on a list of people: a name, its pinyin or a police number narrows it, whichever list it is, as far as that list is the person's to see."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from telegram import InlineKeyboardButton

from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.feature import Feature
from handlers.kit.forms.form import Form, draft
from handlers.kit.forms.words import Line
from handlers.kit.joins import OnList, PeopleList
from handlers.kit.screens.buttons import OUTDATED, Button, Forged
from handlers.kit.screens.context import Context
from handlers.kit.screens.finding import matching
from handlers.kit.screens.links import Narrow
from handlers.kit.screens.navigation import HOME
from handlers.kit.screens.text import LABEL_UNITS, Markup, clip, lines
from storage.engine.refusal import Answered, Refusal
from storage.people.access import may

LONGEST, MOST = 20, 30
ASKED = "<b>🔍 在名单里找人</b>\n请发送姓名（也可以是其中一个字、拼音或首字母，如 wf）或警号。"


class Screens:
    """Over the lists that the features have."""

    def __init__(self, lists: Sequence[PeopleList]) -> None:
        self._lists: Mapping[str, PeopleList] = {each.of.prefix: each for each in lists}

    def feature(self) -> Feature:
        asking = Form(
            name="narrow",
            title="在名单里找人",
            start=Narrow,
            questions=[Line("words", ASKED, "姓名或警号", LONGEST)],
            begin=self._begin,
            save=self._found,
        )
        return Feature(forms=[asking])

    def _list(self, context: Context, data: str) -> tuple[PeopleList, Button]:
        """The list that a button opens. Raises Refusal for one that is none, or not for that person."""
        of = self._lists.get(data.partition(":")[0])
        if of is None:
            raise Refusal(OUTDATED)
        try:
            button = of.of.unpack(data)
        except Forged:
            raise Refusal(OUTDATED) from None
        if not may(context.me, of.of.act):
            raise Refusal(NOT_ALLOWED)
        return of, button

    async def _begin(self, context: Context, button: Narrow) -> None:
        of, opened = self._list(context, button.of)
        await of.people(context, opened)
        draft(context)["of"] = button.of

    async def _found(self, context: Context) -> None:
        data, words = draft(context)["of"], draft(context)["words"]
        of, button = self._list(context, data)
        with suppress(Answered):
            found = matching(await of.people(context, button), words)
            await context.show(*self._screen(found, words, data))

    @staticmethod
    def _screen(found: Sequence[OnList], words: str, data: str) -> tuple[Markup, list[list[InlineKeyboardButton]]]:
        shown = found[:MOST]
        text = lines(
            Markup("<b>🔍 “{}”</b>　{} 位").format(words, len(found)),
            None if found else Markup("名单里没有这样的同志，请换个写法再试。"),
            *(Markup("• {}").format(each.label) for each in shown if each.opens is None),
            Markup("只列出前 {} 位，请写得再具体些。").format(MOST) if len(found) > MOST else None,
        )
        rows = [[each.opens.labelled(clip(each.label, LABEL_UNITS))] for each in shown if each.opens is not None]
        again = [Narrow(data).labelled("🔍 再找一位"), InlineKeyboardButton("‹ 返回名单", callback_data=data)]
        return text, [*rows, again, HOME]


def feature(features: Sequence[Feature]) -> Feature:
    """Over all that have lists of people."""
    return Screens([each for one in features for each in one.people]).feature()
