"""What a message is, and what a step takes, in the words of people."""

from collections.abc import Iterable

from telegram import Message
from telegram.ext import filters

from handlers.kit.forms import reading
from handlers.kit.screens import media

# In this order: an animation is a document too, a venue a location.
_KINDS = {
    "text": "文字", "photo": "照片", "animation": "动图", "video": "视频", "video_note": "圆形视频", "voice": "语音", "audio": "音频",
    "sticker": "贴纸", "document": "文件", "contact": "名片", "poll": "投票", "venue": "位置", "location": "位置", "story": "动态",
    "dice": "骰子", "game": "游戏", "checklist": "清单", "paid_media": "付费内容", "invoice": "账单", "giveaway": "抽奖",
}  # fmt: skip
_TAKEN: dict[int, str] = {
    id(reading.TEXT): "文字",
    id(media.ANY_FILE): "照片、视频、语音或文件",
    id(media.FILMS): "视频、音频、语音或文件",
    id(filters.PHOTO): "照片",
    id(filters.VOICE): "语音",
    id(filters.Document.ALL): "文件",
    id(filters.LOCATION): "位置",
    id(filters.POLL): "测验",
}


def kind_of(message: Message | None) -> str:
    """The kind of a message: 贴纸, 名片, 文字."""
    return next((word for name, word in _KINDS.items() if getattr(message, name, None)), "这样的消息")


def taken_by(answers: Iterable[filters.BaseFilter]) -> str:
    """What messages those filters let through: 文字、语音."""
    return "、".join(dict.fromkeys(_TAKEN[id(each)] for each in answers if id(each) in _TAKEN))
