"""Looking for a member by name or police number."""

from handlers.index import lists
from handlers.index.buttons import Search
from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.forms.form import Form, draft
from handlers.kit.forms.words import Line
from handlers.kit.screens.context import Context
from handlers.kit.screens.text import Markup
from storage.engine.refusal import Refusal
from storage.index import looks
from storage.people.rights import Reach

MOST_FOUND = 20


async def begin(context: Context, _button: Search) -> None:
    """Only for those who answer for others."""
    if looks.widest(context.me, context.bot_data.options) < Reach.BRANCH:
        raise Refusal(NOT_ALLOWED)


async def find(context: Context) -> None:
    word = draft(context)["who"]
    bureau = looks.widest(context.me, context.bot_data.options) is Reach.BUREAU
    everyone = await lists.listed(context, None if bureau else context.me.branch_id)
    found = [each for each in everyone if word in each.name or word.casefold() == each.police_no.casefold()]
    if not found:
        raise Refusal("您能查看的范围里没有找到，请换几个字，或输入完整警号。")
    more = Markup("\n只列出前 {} 位，请多写几个字。").format(MOST_FOUND) if len(found) > MOST_FOUND else Markup("")
    text = Markup("<b>🔍 “{}”</b>　找到 {} 位{}").format(word, len(found), more)
    await context.show(text, [*lists.people(found[:MOST_FOUND], branch=bureau), lists.up_to_own(context)])


SEARCH = Form(
    name="health_search",
    title="查找党员",
    start=Search,
    begin=begin,
    questions=[Line("who", "<b>🔍 查找党员</b>\n请输入姓名（或其中几个字）或警号。", "姓名或警号", 30)],
    save=find,
)
