"""The command line's commands and their arguments, with every sentence in Chinese: argparse brings English ones only."""

import argparse
from pathlib import Path
from typing import Any, NoReturn

from storage.people.roster_plan import MANY, Stop
from storage.sealed.audit import Head

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


def parser() -> Parser:
    """What it reads names its `command`, which is None where none was written."""
    whole = Parser(prog="bot.py", description="掌上党建。不写命令：运行机器人。")
    commands = whole.add_subparsers(title="命令", dest="command", metavar="命令")
    one = commands.add_parser("sandbox", help="接在本机自带的 Telegram 上运行，带一个虚构的公安局")
    one.option(
        "--port", type=int, default=8081, metavar="端口", help="聊天页面的端口（默认 8081；0 表示任取一个空闲的）"
    )
    one = commands.add_parser("import-roster", help="从 CSV 或 XLSX 文件导入名册")
    one.positional("file", type=Path, metavar="文件")
    one.option("--dry-run", action="store_true", help="只说会改什么，什么也不改")
    allowed = {
        Stop.LOST_RIGHTS: "允许有人因此失去职务或党员身份带来的权限",
        Stop.NEW_BRANCHES: "允许新建支部",
        Stop.REMOVALS: f"允许把 {MANY} 人以上列为待确认移出",
    }
    for stop, words in allowed.items():
        one.option(f"--allow-{stop.value}", dest="allowed", action="append_const", const=stop, default=[], help=words)
    one = commands.add_parser("confirm-post", help="作为第二人确认一个人的职务（没有别的党务干部或纪检监察人员时）")
    one.positional("police_no", metavar="警号")
    one.option("--refuse", action="store_true", help="不同意")
    one = commands.add_parser("invite", help="打印一个人的一次性绑定链接")
    one.positional("police_no", metavar="警号")
    one = commands.add_parser("backup", help="把数据库和加密的文件打成一个包，不含密钥")
    one.positional("file", type=Path, metavar="文件")
    one = commands.add_parser("restore", help="从备份恢复；原来的数据库要先移走")
    one.positional("file", type=Path, metavar="文件")
    one = commands.add_parser("verify-audit", help="核验审计记录有没有被改动")
    one.option("--head", type=_head, metavar="N:HASH", help="发给纪检监察的校验码：记录被截去也查得出来")
    one = commands.add_parser("reset-pin", help="发起一个人的 PIN 重置，由本人在自己的私聊里确认")
    one.positional("police_no", metavar="警号")
    one = commands.add_parser("failures", help="列出没有处理成功的操作；再试或清除其中一个")
    one.option("--retry", type=int, metavar="编号", help="再试一次")
    one.option("--drop", type=int, metavar="编号", help="不再处理，并告诉本人")
    commands.add_parser("rewrap", help="用 SECRET_KEY 里最新的密钥重新加密记录和 PIN")
    return whole


def _head(text: str) -> Head:
    try:
        return Head.read(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
