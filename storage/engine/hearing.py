"""Spoken words written down by a model on this machine, where one is installed: `DATA_DIR/hearing`, and the extra `hearing`.

A voice goes to a process apart through its pipe, and the words come back: neither is ever in a file, nor leaves the machine.
"""

import io
import logging
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from storage.engine.apart import Apart, Failed
from storage.engine.refusal import Refusal

FOLDER = "hearing"
LIBRARY = "faster_whisper"
NEEDED = ("model.bin", "config.json", "tokenizer.json")
LONGEST_SECONDS, LARGEST = 180, 4 * 1024 * 1024
DEADLINE = 240
"""Seconds for one voice, of which a machine with two slow cores needs as long as it lasts."""
MOST = 2 * 1024 * 1024 * 1024
_TRIED, _REPEATS = (0.0, 0.4), 2.4
"""How freely it guesses, once more where it repeats itself; what still does is no speech. More tries take minutes."""
PROMPT = "以下是普通话的句子，用简体中文。"
NOTHING = "没有听出文字：可能声音太小，或者没有说话。语音照常保存，也可以自己写。"
FAILED = "这条语音没能转成文字。语音照常保存，也可以自己写。"
TOO_LONG = f"这条语音超过 {LONGEST_SECONDS // 60} 分钟，不转文字。语音照常保存，也可以分成几条发送。"

log = logging.getLogger(__name__)


class Hearing(Protocol):
    """What writes down spoken words."""

    async def words(self, voice: bytes) -> str:
        """What is said in an OGG file. Raises Refusal where nothing is heard, or it fails."""


class Whisper:
    """A model of the Whisper family as CTranslate2 has it, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._apart = Apart("hearing", deadline=DEADLINE, most=MOST)

    async def words(self, voice: bytes) -> str:
        if len(voice) > LARGEST:
            raise Refusal(TOO_LONG)
        try:
            heard = (await self._apart.do(partial(_listen, str(self._folder), voice))).decode()
        except Failed:
            raise Refusal(FAILED) from None
        if not heard:
            raise Refusal(NOTHING)
        return heard


def installed(data_dir: Path) -> Hearing | None:
    """The one that is there; a folder without its library, or that lacks a file, is said and passed over."""
    folder = data_dir / FOLDER
    if not folder.is_dir():
        return None
    lacking = [name for name in NEEDED if not (folder / name).is_file()]
    if lacking or find_spec(LIBRARY) is None:
        log.warning("spoken words are not written down: %s", f"no {', '.join(lacking)}" if lacking else f"no {LIBRARY}")
        return None
    return Whisper(folder)


def _listen(folder: str, voice: bytes) -> bytes:
    """In the process apart."""
    found, _ = _model(folder).transcribe(
        io.BytesIO(voice),
        language="zh",
        beam_size=3,
        temperature=_TRIED,
        condition_on_previous_text=False,
        initial_prompt=PROMPT,
    )
    return "".join(each.text for each in found if each.compression_ratio <= _REPEATS).strip().encode()


@cache
def _model(folder: str) -> Any:
    from faster_whisper import WhisperModel

    return WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=2, local_files_only=True)
