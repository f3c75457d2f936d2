"""Requests decided where they are told of: 同意 below the message itself, the list of all that wait, 全部同意."""

from collections.abc import Sequence
from contextlib import suppress
from hashlib import blake2b

from handlers.kit.engine.access_check import NOT_ALLOWED, presses
from handlers.kit.feature import Feature
from handlers.kit.joins import Deciding, Request
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Agree, AgreeAll, Requests
from handlers.kit.screens.navigation import HOME
from handlers.kit.screens.text import MESSAGE_UNITS, Markup, fits, lines
from storage.engine.database import AlreadyTaken
from storage.engine.refusal import Refusal
from storage.people.access import may

MOST = 10
CHANGED = "名单刚刚有变化，请再看一遍。"


def feature(features: Sequence[Feature]) -> Feature:
    """Over the requests that the features bring."""
    return Feature(presses(_Screens([each for one in features for each in one.deciding])))


class _Screens:
    def __init__(self, deciding: Sequence[Deciding]) -> None:
        self._deciding = {each.kind: each for each in deciding}

    def _of(self, context: Context, kind: str) -> Deciding:
        """Raises Refusal for somebody who decides about none of that kind."""
        found = self._deciding.get(kind)
        if found is None:
            raise Refusal(OUTDATED)
        if not may(context.me, found.act):
            raise Refusal(NOT_ALLOWED)
        return found

    async def agree(self, context: Context, button: Agree) -> None:
        """Done at once; then the message says what was decided, also where somebody else was quicker."""
        deciding = self._of(context, button.kind)
        try:
            # An update that comes again has had its effect: what is left is to say so.
            with suppress(AlreadyTaken):
                async with context.write() as tx:
                    await deciding.agree(tx, context, (button.record, button.detail))
            await context.toast(f"已{deciding.yes.word}")
        except Refusal as refusal:
            await context.toast(str(refusal), alert=True)
        if button.listed:
            await self.show(context, Requests(button.kind))
            return
        async with context.read() as session:
            request = await deciding.find(session, context.me, (button.record, button.detail))
            others = len(await deciding.waiting(session, context.me, context.now))
        more = [[Requests(button.kind).labelled(f"📋 还有 {others} 项{deciding.title}")]] if others else []
        text = lines(request.text, Markup("\n<b>{}</b>").format(request.decided or "还没有答复"))
        await context.show(text, [[request.opens.labelled("查看")], *more, HOME])

    async def show(self, context: Context, button: Requests) -> None:
        """All that wait, each with its two buttons, and one for all that are shown."""
        deciding = self._of(context, button.kind)
        async with context.read() as session:
            found = await deciding.waiting(session, context.me, context.now)
        shown, yes, no = _fitting(found), deciding.yes, deciding.no
        rest = len(found) - len(shown)
        text = lines(
            Markup("<b>📋 {}</b>　{} 项").format(deciding.title, len(found)),
            *(Markup("\n{}. {}").format(number, each.text) for number, each in enumerate(shown, 1)),
            Markup("\n另有 {} 项，处理完这些就显示。").format(rest) if rest else None,
            None if found else Markup("没有要处理的了。"),
        )
        rows = [
            [
                Agree(button.kind, *each.key, 1).labelled(f"{yes.sign} {number} {yes.word}"),
                each.refuse.labelled(f"{no.sign} {number} {no.word}"),
                each.opens.labelled(f"🔍 {number}"),
            ]
            for number, each in enumerate(shown, 1)
        ]
        if len(shown) > 1:
            everything = f"{yes.sign} 全部{yes.word}（{len(shown)} 项）"
            rows.append([AgreeAll(button.kind, _mark(shown)).labelled(everything)])
        await context.show(text, [*rows, HOME])

    async def agree_all(self, context: Context, button: AgreeAll) -> None:
        """To what was shown alone: of a list that has changed meanwhile none is agreed to before it has been looked at."""
        deciding = self._of(context, button.kind)
        try:
            async with context.write() as tx:
                shown = _fitting(await deciding.waiting(tx, context.me, context.now))
                if _mark(shown) != button.mark:
                    raise Refusal(CHANGED)
                for each in shown:
                    await deciding.agree(tx, context, each.key)
            await context.toast(f"已{deciding.yes.word} {len(shown)} 项")
        except Refusal as refusal:
            await context.toast(str(refusal), alert=True)
        await self.show(context, Requests(button.kind))


def _fitting(found: Sequence[Request]) -> Sequence[Request]:
    """As many as one message holds; the first in any case."""
    shown = list(found[:MOST])
    while len(shown) > 1 and not fits("".join(each.text for each in shown), MESSAGE_UNITS - 600):
        shown.pop()
    return shown


def _mark(shown: Sequence[Request]) -> str:
    return blake2b(repr([each.key for each in shown]).encode(), digest_size=8).hexdigest()
