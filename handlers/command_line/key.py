"""``key``: the vault's keys on two sheets of paper, and back from them. No key is ever printed on the terminal."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from scoring.recovery_sheet import Sheet, page
from storage.engine.clock import Clock
from storage.engine.database import Database
from storage.engine.errors import OperatorError
from storage.engine.opening import keys, sqlite_file
from storage.engine.private import store
from storage.engine.settings import Settings
from storage.engine.trouble import plainly
from storage.sealed import keycheck, recovery
from storage.sealed.recovery import Half, SheetError
from storage.sealed.vault import KEY_FILE, Vault

PURPOSE = "sheet"


async def run(settings: Settings, clock: Clock, arguments: argparse.Namespace) -> None:
    if arguments.sheet is not None:
        await write_sheet(settings, clock, arguments.sheet)
    else:
        await read_sheets(settings)


async def write_sheet(settings: Settings, clock: Clock, file: Path) -> None:
    """A page to print, for its owner alone. Raises OperatorError."""
    known = keys(settings)
    if not known:
        raise OperatorError(f"还没有密钥可打印：SECRET_KEY 没有设置，{settings.data_dir / KEY_FILE} 也不在")
    compared = await _fits(settings, known)
    halves = recovery.split(known)
    sheet = Sheet(settings.bureau_name, clock.local().date(), halves[0][0][2:4], _fingerprints(known))
    try:
        store(file.parent, file.name, page(sheet, halves, recovery.A_ROW).encode())
    except FileExistsError as error:
        raise OperatorError(f"{file} 已经存在：为免覆盖，请换一个文件名") from error
    except OSError as error:
        raise OperatorError(f"写不了 {file}：{plainly(error)}") from error
    print(
        f"已写好 {file}：两页，两份（单号 {sheet.mark}），密钥 {len(known)} 把，指纹 {'、'.join(sheet.fingerprints)}。"
    )
    print("密钥与数据库相符。" if compared else "还没有数据库可核对。")
    print(f"请用浏览器打开并打印，交两个人分开保管；然后删掉这个文件：shred -u {file}")


async def read_sheets(settings: Settings) -> None:
    """Ask for both halves, and put the keys in place if they fit. Raises OperatorError; nothing is changed then."""
    file = settings.data_dir / KEY_FILE
    if settings.secret_key:
        raise OperatorError("SECRET_KEY 已经设置：不需要恢复密钥。要从恢复单恢复，请先去掉它")
    if file.exists():
        raise OperatorError(f"{file} 已经存在：为免覆盖，请先把它移到别处")
    print(f"请输入两份恢复单上的字符：一行 {recovery.A_ROW} 组，不分大小写，空格可有可无；也可以用扫码枪。")
    one = _ask("第一份")
    other = _ask("第二份")
    known = recovery.join(one, other)
    compared = await _fits(settings, known)
    store(settings.data_dir, KEY_FILE, "".join(f"{key}\n" for key in known).encode())
    print(f"已写好 {file}：密钥 {len(known)} 把，指纹 {'、'.join(_fingerprints(known))}，请与恢复单上的核对。")
    print("密钥与数据库相符。" if compared else "还没有数据库可核对：用 restore 恢复备份时会核对。")


def _ask(which: str) -> Half:
    """A half, group by group; what was wrong is asked for again from there on. Raises OperatorError at the input's end."""
    found: list[str] = []
    while not found or len(found) < recovery.groups_of(found[0]):
        try:
            line = input(f"{which}，从{recovery.told(len(found))}起：")
        except EOFError:
            raise OperatorError("还没有输完，什么也没有改动") from None
        try:
            for typed in recovery.tokens(line):
                group = recovery.group(typed, len(found))
                recovery.groups_of(found[0] if found else group)
                found.append(group)
        except SheetError as error:
            print(f"{error}。前面的 {len(found)} 组已记下。")
    half = recovery.half(found[: recovery.groups_of(found[0])])
    print(f"第 {half.number} 份已输完（单号 {half.mark}）。")
    return half


async def _fits(settings: Settings, known: Sequence[str]) -> bool:
    """Whether there is a database that these keys open; False where there is none yet. Raises OperatorError where they do not."""
    file = sqlite_file(settings)
    if file is not None and not file.exists():
        return False
    database = Database(settings.database_url.get_secret_value())
    try:
        async with database.engine.connect() as connection:
            return await connection.run_sync(keycheck.agreed, Vault(list(known)))
    except (SQLAlchemyError, OSError) as error:
        raise OperatorError(
            f"连不上数据库，没法核对密钥：{plainly(error, settings.database_url.get_secret_value())}"
        ) from error
    finally:
        await database.close()


def _fingerprints(known: Sequence[str]) -> list[str]:
    return list(Vault(list(known)).derived(PURPOSE))
