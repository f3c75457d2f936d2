"""The command line's reader, with every sentence in Chinese: argparse brings English ones only."""

import argparse
from typing import Any, NoReturn

_SAID = (
    ("the following arguments are required: ", "缺少参数："),
    ("unrecognized arguments: ", "不认识的参数："),
    ("invalid choice: ", "没有 "),
    ("(choose from ", "(可用的有："),
    ("invalid int value: ", "须是整数："),
    ("expected one argument", "后面要写一个值"),
    ("argument ", "参数 "),
)


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """An ArgumentParser whose help and errors are Chinese; `option` and `positional` add to its two lists."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, add_help=False, formatter_class=_Help)
        self.positional = self.add_argument_group("参数").add_argument
        self.option = self.add_argument_group("选项").add_argument
        self.option("-h", "--help", action="help", help="显示这段说明")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how it is used, and end with 2, as every command line does."""
        for english, chinese in _SAID:
            message = message.replace(english, chinese)
        self.exit(2, f"{self.format_usage()}{message}\n")
