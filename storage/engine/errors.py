"""What ends a command, or the bot: told to whoever runs it."""


class OperatorError(Exception):
    """`str()` says what is wrong and what to do, in one line for each problem; it holds no secret."""
