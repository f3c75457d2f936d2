"""What the kinds of stored records are called: `add_features` fills it with what each feature says of its own."""

WORDS: dict[str, str] = {}


def word_of(subject: str, otherwise: str) -> str:
    """`topic:12` → 话题."""
    return WORDS.get(subject.partition(":")[0], otherwise)
