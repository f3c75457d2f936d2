"""What ends a command, or the bot: told to whoever runs it."""


class OperatorError(Exception):
    """`str()` says what is wrong and what to do, in one line for each problem; it holds no secret."""


def plainly(error: Exception) -> str:
    """What a database or a file system says of itself, in one line, without a statement and its values."""
    words = str(getattr(error, "orig", None) or error).splitlines()
    return words[0] if words else type(error).__name__
