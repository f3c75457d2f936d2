"""Files by their `file_id`: taken from a message, sent again as what they are."""

from telegram import Bot, InputMediaPhoto, Message

MEDIA = ("video", "audio", "voice", "document", "video_note", "animation")


def file_of(message: Message) -> tuple[str, str] | None:
    """The kind and `file_id` of a message's film, sound or file; None when it has none."""
    for media in MEDIA:
        if found := getattr(message, media):
            return media, found.file_id
    return None


async def send_again(bot: Bot, chat_id: int, media: str, content: str) -> None:
    """Send a kept file; a link goes as text."""
    if media == "link":
        await bot.send_message(chat_id, content)
    elif media in MEDIA:
        await getattr(bot, f"send_{media}")(chat_id, content)
    else:
        raise ValueError(f"{media} is not a kind of file")


async def send_photos(bot: Bot, chat_id: int, photos: list[str]) -> None:
    """One photo, or an album of up to ten."""
    if len(photos) == 1:
        await bot.send_photo(chat_id, photos[0])
    elif photos:
        await bot.send_media_group(chat_id, [InputMediaPhoto(photo) for photo in photos[:10]])
