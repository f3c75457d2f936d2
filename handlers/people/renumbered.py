"""People whom a file has with another police number: asked about once, before it is taken over."""

from handlers.kit.forms.choices import Option, Several
from handlers.kit.forms.form import draft
from handlers.kit.forms.tables import Import
from handlers.kit.screens.context import Context
from storage.people.roster_compare import compare
from storage.people.roster_meanings import settled

ASKED = (
    "这些警号是新的，但名册里有同名、手机号或入党日期也相同的人。<b>是同一人吗？</b>\n"
    "勾选的按本人换了警号处理，绑定和记录都保留；去掉勾选的按另一个人处理。"
)


def apart(context: Context) -> list[str]:
    """The new numbers that are not somebody known's, as was said."""
    found: list[str] = draft(context).get("apart", [])
    return found


def same_people(of: Import) -> Several:
    """The question. Of those who are not ticked the number is somebody else's; the dry run is shown again."""

    async def renumbered(context: Context) -> list[Option]:
        opened = await of.opened(context)
        async with context.read() as session:
            plan = await compare(session, await settled(session, opened, context.now.date()))
        return [Option(each.number, f"{each.name} {each.police_no} → {each.number}") for each in plan.renumbered]

    async def all_of_them(context: Context) -> list[str]:
        return [each.value for each in await renumbered(context)]

    async def keep(context: Context, ticked: list[str]) -> list[str]:
        draft(context)["apart"] = [each for each in await all_of_them(context) if each not in ticked]
        return ticked

    return Several(
        "same",
        ASKED,
        options=renumbered,
        proposed=all_of_them,
        unit="人",
        columns=1,
        check=keep,
        when=lambda _facts: False,
    )
