"""``move``: everything in one database into another, which is empty."""

import argparse
import os
import sys

from pydantic import SecretStr

from storage.engine.clock import Clock
from storage.engine.database import Database
from storage.engine.errors import OperatorError
from storage.engine.moving import move
from storage.engine.opening import sqlite_file
from storage.engine.private import keep_private
from storage.engine.settings import Settings, load_settings

CLEAR = "\r\x1b[K"
"""Begins the terminal's line anew."""


async def run(settings: Settings, _clock: Clock, arguments: argparse.Namespace) -> None:
    """Move, and say what to do next."""
    addresses = [_address(settings, each) for each in (arguments.source, arguments.target)]
    source, target = (Database(address.get_secret_value()) for address in addresses)
    try:
        moved = await move(source, target, _progress)
    finally:
        await source.close()
        await target.close()
        print(file=sys.stderr)
    keep_private(settings.data_dir, sqlite_file(settings.model_copy(update={"database_url": addresses[1]})))
    print(f"{'已接着搬完' if moved.resumed else '已搬完'}：{moved.tables} 张表，{moved.rows} 行，逐表核对，两边一致。")
    if moved.nuls:
        print(f"其中 {moved.nuls} 处文字里有 PostgreSQL 存不了的空字符，已换成 \N{REPLACEMENT CHARACTER}。")
    print("请把 DATABASE_URL 改成新的地址，再启动机器人。DATA_DIR 不用搬，也不要换：密钥和加密的文件都在里面。")
    print("原来的数据库没有改动。确认新的用得好以后再删除它：它里面有全部内容。")


def _address(settings: Settings, given: str) -> SecretStr:
    """A password on the command line is everybody's to read on this machine: the name of a variable will do. Raises OperatorError."""
    if "://" in given:
        return load_settings(database_url=given).database_url
    if given == "DATABASE_URL":
        return settings.database_url
    if given not in os.environ:
        raise OperatorError(f"{given} 不是数据库地址，也不是设好的环境变量")
    return load_settings(database_url=os.environ[given]).database_url


def _progress(table: str, there: int, total: int) -> None:
    """A line for each table; on a terminal it grows in place."""
    terminal = sys.stderr.isatty()
    if terminal or there >= total:
        line, end = f"{table}  {there}/{total}", "\n" if there >= total else ""
        print(f"{CLEAR}{line}" if terminal else line, end=end if terminal else "\n", file=sys.stderr, flush=True)
