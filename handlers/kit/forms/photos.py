"""A question that a photo answers."""

from collections.abc import Sequence

from handlers.kit.forms.form import Answer, Next, Typed
from handlers.kit.forms.question import Asked
from handlers.kit.screens import media
from handlers.kit.screens.context import Context
from storage.engine.refusal import Refusal


class Photo(Asked):
    """A photo, kept by its `file_id`."""

    def answers(self) -> Sequence[Answer]:
        return (Typed(media.ANY_FILE, self.sent),)

    async def sent(self, context: Context) -> Next:
        if context.message is None or not context.message.photo:
            raise Refusal("请发送照片。")
        return await self.keep(context, context.message.photo[-1].file_id)
