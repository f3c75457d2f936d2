"""The vault's keys on two sheets of paper: each half is noise by itself, both together are the keys.

Half 1 is random bytes, half 2 is the keys XORed with them, so that one alone says nothing of the keys. A half is written in groups of
five characters: four hold twenty bits in Crockford's base 32 (https://www.crockford.com/base32.html), without I, L, O and U; the fifth is
his check symbol over the group's place and its four. So one wrong character, two that were swapped and two groups that were swapped
are found at once, and by their place. The first group names the half, how many keys there are, and the printing that both belong to.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from storage.engine.errors import OperatorError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECKS = f"{ALPHABET}*~$=U"
ALIKE = str.maketrans("OIL", "011")
GROUP, DATA = 5, 4
A_ROW = 4
"""Groups in a row of the sheet."""
BITS = 5
KEY, SUM = 32, 4
"""Bytes of a key, and of the hash over all of them."""
MOST = 31
"""Keys whose number fits into a character."""


class SheetError(OperatorError):
    """What was typed is no half of a sheet, or not of this one; `str()` says where, and what to do."""


@dataclass(frozen=True)
class Half:
    """One sheet: the half's number, how many keys, the printing's mark, and the groups that come after the first."""

    number: int
    keys: int
    mark: str
    groups: tuple[str, ...]


def split(keys: Sequence[str]) -> tuple[list[str], list[str]]:
    """Two lists of groups, other ones each time. Raises SheetError for more keys than a sheet can name."""
    if not 0 < len(keys) <= MOST:
        raise SheetError(f"密钥有 {len(keys)} 把，恢复单最多写 {MOST} 把：请先 rewrap，再去掉不用的旧密钥")
    raw = b"".join(map(urlsafe_b64decode, keys))
    secret = raw + sha256(raw).digest()[:SUM]
    pad = secrets.token_bytes(len(secret))
    mark = "".join(secrets.choice(ALPHABET) for _ in range(2))
    halves = [pad, bytes(one ^ other for one, other in zip(pad, secret, strict=True))]
    first, second = (_written(f"{ALPHABET[at]}{ALPHABET[len(keys)]}{mark}", half) for at, half in enumerate(halves, 1))
    return first, second


def group(typed: str, place: int) -> str:
    """Four characters of data, from five as they were typed for that place (from 0). Raises SheetError."""
    if len(typed) != GROUP:
        raise SheetError(f"{told(place)}“{typed}”应是 {GROUP} 个字符")
    if unknown := [each for each in typed[:DATA] if each not in ALPHABET]:
        raise SheetError(f"{told(place)}“{typed}”里的“{unknown[0]}”不会出现在单子上")
    if typed[DATA] != _check(typed[:DATA], place):
        raise SheetError(f"{told(place)}“{typed}”与单子不符，请对照着重新输入这一组")
    return typed[:DATA]


def tokens(line: str) -> Iterator[str]:
    """The groups in a line as people type it, or as a scanner reads the square."""
    for word in line.upper().translate(ALIKE).replace("-", " ").split():
        cut = GROUP if len(word) % GROUP == 0 else len(word)
        yield from (word[at : at + cut] for at in range(0, len(word), cut))


def groups_of(first: str) -> int:
    """How many groups the sheet has whose first group that is. Raises SheetError."""
    if first[0] not in "12" or first[1] == "0":
        raise SheetError(f"{told(0)}不是恢复单的开头：请从第 1 行第 1 组输起")
    bits = (ALPHABET.index(first[1]) * KEY + SUM) * 8
    return 1 + -(-bits // (BITS * DATA))


def half(groups: Sequence[str]) -> Half:
    """From all the data that `group` gave."""
    first = groups[0]
    return Half(int(first[0]), ALPHABET.index(first[1]), first[2:], tuple(groups[1:]))


def join(one: Half, other: Half) -> list[str]:
    """The keys, as the vault takes them. Raises SheetError where the two do not belong together."""
    if one.number == other.number:
        raise SheetError(f"两次输入的都是第 {one.number} 份：请输入另一份")
    if (one.keys, one.mark) != (other.keys, other.mark):
        raise SheetError(f"两份不是同一次打印的（单号 {one.mark} 和 {other.mark}）：请找出单号相同的两份")
    size = one.keys * KEY
    secret = bytes(a ^ b for a, b in zip(_read(one, size + SUM), _read(other, size + SUM), strict=True))
    raw = secret[:size]
    if not hmac.compare_digest(sha256(raw).digest()[:SUM], secret[size:]):
        raise SheetError("两份合起来校验不符：可能有一组抄错了又恰好对得上，请把两份重新输入一遍")
    return [urlsafe_b64encode(raw[at : at + KEY]).decode() for at in range(0, size, KEY)]


def told(place: int) -> str:
    """Where a group stands on the sheet."""
    return f"第 {place // A_ROW + 1} 行第 {place % A_ROW + 1} 组"


def _written(first: str, content: bytes) -> list[str]:
    size = -(-len(content) * 8 // (BITS * DATA)) * DATA
    number = int.from_bytes(content, "big") << (size * BITS - len(content) * 8)
    data = first + "".join(ALPHABET[number >> (BITS * at) & 31] for at in reversed(range(size)))
    parts = [data[at : at + DATA] for at in range(0, len(data), DATA)]
    return [part + _check(part, place) for place, part in enumerate(parts)]


def _read(sheet: Half, size: int) -> bytes:
    data = "".join(sheet.groups)
    number = 0
    for each in data:
        number = number << BITS | ALPHABET.index(each)
    return (number >> (len(data) * BITS - size * 8)).to_bytes(size, "big")


def _check(part: str, place: int) -> str:
    number = place
    for each in part:
        number = number << BITS | ALPHABET.index(each)
    return CHECKS[number % len(CHECKS)]
