"""From which day on a change holds: today, an earlier day, or one to come, which waits for its day."""

from collections.abc import Awaitable, Callable
from datetime import date

from handlers.kit.forms.choices import Choice, Option
from handlers.kit.forms.dates import Day
from handlers.kit.forms.form import Draft, always, draft
from handlers.kit.forms.question import Asked
from handlers.kit.screens.context import Context
from handlers.kit.screens.text import Markup, day_text

TODAY, EARLIER, LATER = "today", "earlier", "later"
_WHEN = (
    Option(TODAY, "今天"),
    Option(EARLIER, "以前的某一天"),
    Option(LATER, "以后的某一天（到日生效）"),
)


Then = Callable[[Context], Awaitable[None]]


def since(prompt: str, when: Callable[[Draft], bool] = always, then: Then | None = None) -> list[Asked]:
    """The questions; `then` is done once it is chosen."""

    async def anew(context: Context, word: str) -> str:
        """A day that was given before is asked for again."""
        for each in (EARLIER, LATER):
            draft(context).pop(each, None)
        if then is not None:
            await then(context)
        return word

    def chosen(word: str) -> Callable[[Draft], bool]:
        return lambda facts: facts.get("when") == word

    return [
        Choice("when", prompt, options=_WHEN, columns=1, check=anew, when=when),
        Day("earlier", "从哪一天起？", past=True, when=chosen(EARLIER)),
        Day("later", "到哪一天生效？", when=chosen(LATER)),
    ]


def day_of(context: Context) -> date:
    """The day that was chosen."""
    facts = draft(context)
    word = facts.get("when", TODAY)
    return context.now.date() if word == TODAY else date.fromisoformat(facts[word])


def is_to_come(context: Context) -> bool:
    return day_of(context) > context.now.date()


def day_line(context: Context) -> Markup:
    """The day as a review shows it."""
    day, today = day_of(context), context.now.date()
    note = "（到日自动生效，之前可以取消）" if day > today else ""
    return Markup("生效日期：{}{}").format("今天" if day == today else day_text(day, today), note)
