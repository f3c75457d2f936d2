"""Phone numbers in one form, so that a roster's and a Telegram contact's can be compared."""

import re
import unicodedata


def mobile(text: str) -> str | None:
    """A mainland mobile number, however it is written, as +86 and eleven digits; None for anything else."""
    digits = re.sub(r"[\s()‐‑–—-]", "", unicodedata.normalize("NFKC", text))
    digits = re.sub(r"^(?:\+86|0086|86(?=1\d{10}))", "", re.sub(r"\.0+$", "", digits))
    return "+86" + digits if re.fullmatch(r"1[3-9][0-9]{9}", digits, re.ASCII) else None


def masked(phone: str) -> str:
    """The number with its middle hidden: enough to compare with what somebody tells one."""
    return f"{phone[:6]}****{phone[-4:]}"
