"""Spoken words written down: by whatever hears them, confirmed or mended by their speaker, and stored only then."""

import pytest

from storage.engine import hearing
from storage.engine.apart import Failed
from storage.engine.hearing import NEEDED, Whisper, installed
from storage.engine.refusal import Refusal
from storage.sealed.records import RecordField
from tests.flows.talking import VOICE, unlocked
from tests.flows.test_attending_meetings import close, opened

__all__ = ["opened"]
SAID, MENDED = "标记听到今天下无开会", "标记改好今天下午开会"


class Ear:
    """It hears the same in everything, and keeps what it was given."""

    def __init__(self, said=SAID):
        self.said, self.given = said, []

    async def words(self, voice):
        self.given.append(voice)
        if not self.said:
            raise Refusal(hearing.NOTHING)
        return self.said


def with_ear(house, said=SAID):
    ear = Ear(said)
    object.__setattr__(house.running.application.bot_data, "hearing", ear)
    return ear


def everything(phone):
    return "\n".join(f"{screen.text} {screen.caption}" for screen in phone.messages())


async def speaking(house):
    member = house.phone("李雷")
    await member.send("/meetings")
    await member.walk("11月党支部党员大会", "发言")
    return member


async def test_without_a_model_it_is_said_in_one_line_and_a_voice_is_kept_as_before(opened):
    member = await speaking(opened)
    assert "没有安装语音转文字，语音按原样保存" in member.screen.text
    await member.send_voice()
    assert "已送达" in member.screen.text


@pytest.mark.parametrize(("answer", "told"), [("用这段文字", SAID), (MENDED, MENDED), ("只留语音", None)])
async def test_a_speaker_confirms_mends_or_leaves_what_was_heard(opened, answer, told):
    ear = with_ear(opened)
    member = await speaking(opened)
    await member.send_voice(VOICE, duration=7)
    assert ear.given == [VOICE]
    assert SAID in member.screen.text
    assert "机器转写，请核对" in member.screen.text
    chair = opened.phone("王芳")
    assert "标记" not in everything(chair)
    await (member.send(answer) if answer == MENDED else member.press(answer))
    assert "已送达" in member.screen.text
    said = everything(chair)
    assert (told in said) if told else ("标记" not in said)


@pytest.mark.parametrize(("duration", "said", "told"), [(200, SAID, "超过 3 分钟"), (7, "", "没有听出文字")])
async def test_what_cannot_be_written_down_is_kept_as_it_is(opened, duration, said, told):
    ear = with_ear(opened, said)
    member = await speaking(opened)
    await member.send_voice(VOICE, duration=duration)
    assert told in everything(member)
    assert "已送达" in member.screen.text
    assert ear.given == ([] if said else [VOICE])


async def test_a_voice_of_the_minutes_is_written_into_them(opened):
    with_ear(opened)
    chair = await close(opened)
    await chair.press("改记录")
    await chair.send_voice(VOICE, duration=7)
    await chair.press("语音转成文字")
    assert SAID in chair.screen.text
    await chair.press("用这段文字")
    assert SAID in chair.screen.text
    assert "语音 1/10" in chair.screen.text
    await chair.send_voice(VOICE, duration=7)
    await chair.press("语音转成文字")
    await chair.send(MENDED)
    assert chair.screen.text.count(SAID) == 1
    assert MENDED in chair.screen.text


async def talking(house):
    phone = await unlocked(house, "王芳")
    await phone.send("/talk")
    await phone.walk("记录谈话或家访", "李雷", "今天", "办公室")
    await phone.send_voice(VOICE, duration=7)
    return phone


async def test_of_a_talk_it_is_shown_for_a_while_and_sealed_with_the_voice(house):
    with_ear(house)
    phone = await talking(house)
    await phone.press("语音转成文字")
    assert SAID in everything(phone)
    assert SAID not in phone.screen.text
    await phone.send(MENDED)
    assert "文字 1 段" in phone.screen.text
    assert "语音 1 条" in phone.screen.text
    await phone.walk("没有约定和后续", "加密保存")
    assert "已加密保存" in phone.screen.text
    await house.sweep(minutes=6)
    assert "标记" not in everything(phone)
    async with house.database.read() as session:
        rows = (await session.exec(RecordField.__table__.select())).all()
    assert not any(words.encode() in str(row).encode() for row in rows for words in (SAID, MENDED))
    reader = await unlocked(house, "王芳")
    await reader.press("查看")
    await reader.press("打开内容")
    assert MENDED in everything(reader)


async def test_without_a_model_a_talk_says_it_once_a_voice_is_there(house):
    phone = await talking(house)
    assert "没有安装语音转文字" in phone.screen.text
    assert "语音转成文字" not in str(phone.screen.labels)
    await phone.press_data("q_heard:1")
    assert phone.toast


def test_what_is_installed_is_a_whole_folder_and_its_library(tmp_path, monkeypatch):
    assert installed(tmp_path) is None
    folder = tmp_path / hearing.FOLDER
    folder.mkdir()
    monkeypatch.setattr(hearing, "find_spec", lambda _: object())
    assert installed(tmp_path) is None
    for name in NEEDED:
        (folder / name).write_bytes(b"x")
    assert isinstance(installed(tmp_path), Whisper)
    monkeypatch.setattr(hearing, "find_spec", lambda _: None)
    assert installed(tmp_path) is None


async def test_what_fails_apart_is_told_without_a_word_of_it(tmp_path, monkeypatch):
    ear = Whisper(tmp_path)

    async def fails(_work):
        raise Failed("somewhere")

    monkeypatch.setattr(ear._apart, "do", fails)
    with pytest.raises(Refusal, match="没能转成文字"):
        await ear.words(VOICE)
    with pytest.raises(Refusal, match="超过 3 分钟"):
        await ear.words(b"x" * (hearing.LARGEST + 1))
