"""Files by their `file_id`: taken from a message, sent again as what they are."""

from telegram import Bot, InputMediaPhoto, Message
from telegram.error import BadRequest, Forbidden, InvalidToken
from telegram.ext import filters

from storage.mail.outbox import File

MEDIA = ("video", "audio", "voice", "document", "video_note", "animation")
ANY_FILE = (
    filters.PHOTO
    | filters.VIDEO
    | filters.AUDIO
    | filters.VOICE
    | filters.Document.ALL
    | filters.VIDEO_NOTE
    | filters.ANIMATION
)
FILMS = filters.VIDEO | filters.AUDIO | filters.VOICE | filters.VIDEO_NOTE | filters.Document.ALL


def file_of(message: Message) -> File | None:
    """The kind and `file_id` of a message's film, sound or file; None when it has none, or only a photo."""
    for media in MEDIA:
        if found := getattr(message, media):
            return media, found.file_id
    return None


def photo_or_file_of(message: Message) -> File | None:
    """As `file_of`, and a photo in its largest size."""
    return ("photo", message.photo[-1].file_id) if message.photo else file_of(message)


async def fetched(bot: Bot, file_id: str) -> bytes | None:
    """A kept file's bytes; None where Telegram holds it no more."""
    try:
        return bytes(await (await bot.get_file(file_id)).download_as_bytearray())
    except (BadRequest, Forbidden, InvalidToken):
        return None


async def send_again(bot: Bot, chat_id: int, media: str, content: str, *, protect: bool = False) -> Message:
    """Send a kept file; a link goes as text."""
    if media == "link":
        return await bot.send_message(chat_id, content, protect_content=protect)
    if media not in (*MEDIA, "photo"):
        raise ValueError(f"{media} is not a kind of file")
    sent: Message = await getattr(bot, f"send_{media}")(chat_id, content, protect_content=protect)
    return sent


async def send_photos(bot: Bot, chat_id: int, photos: list[str]) -> None:
    """One photo, or an album of up to ten."""
    if len(photos) == 1:
        await bot.send_photo(chat_id, photos[0])
    elif photos:
        await bot.send_media_group(chat_id, [InputMediaPhoto(photo) for photo in photos[:10]])


async def send_all(bot: Bot, chat_id: int, files: list[list[str]]) -> None:
    """Several kept files: the photos as albums, then the others."""
    photos = [content for media, content in files if media == "photo"]
    for start in range(0, len(photos), 10):
        await send_photos(bot, chat_id, photos[start : start + 10])
    for media, content in files:
        if media != "photo":
            await send_again(bot, chat_id, media, content)
