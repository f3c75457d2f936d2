"""What is wrong with the database, a file or the network, in one line for whoever runs the program: what it is, and what to do."""

import errno
import socket
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from storage.engine.away import SQLITE_PRIMARY, LockLost, ReadOnly
from storage.engine.failure import what_failed

OWNER = "请检查它属于运行本程序的账号、可读可写"
SQLITE = {
    sqlite3.SQLITE_NOTADB: "数据库文件 {} 不是数据库，或者已经损坏：请把它移到别处留存，再用 restore 从备份恢复",
    sqlite3.SQLITE_CORRUPT: "数据库文件 {} 已经损坏：请把它（连同 -wal、-shm）移到别处留存，再用 restore 从备份恢复",
    sqlite3.SQLITE_CANTOPEN: f"打不开数据库文件 {{}}：{OWNER}，所在的文件夹也是",
    sqlite3.SQLITE_READONLY: f"数据库文件 {{}} 不能写：{OWNER}，所在的文件夹也是",
    sqlite3.SQLITE_PERM: f"数据库文件 {{}} 没有权限：{OWNER}，所在的文件夹也是",
    sqlite3.SQLITE_BUSY: "数据库文件 {} 一直被别的程序占用：请等它做完再试",
    sqlite3.SQLITE_LOCKED: "数据库文件 {} 一直被别的程序占用：请等它做完再试",
    sqlite3.SQLITE_FULL: "磁盘已满，数据库文件 {} 写不进去：请腾出空间再试",
    sqlite3.SQLITE_IOERR: "读写数据库文件 {} 时磁盘出错：请检查磁盘",
}
LASTING = {
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM,
}
"""What waiting does not mend."""
POSTGRES = {
    "28": "PostgreSQL {} 不接受 DATABASE_URL 里的用户名或密码：请核对",
    "3D": "PostgreSQL {} 上没有 DATABASE_URL 里的数据库：请先建好（createdb）",
    "42501": "DATABASE_URL 里的用户在 PostgreSQL {} 上权限不够：请授予建表和读写的权限",
    "53": "PostgreSQL {} 的连接数或空间用完了：请检查服务器",
    "57P": "PostgreSQL {} 正在启动或停止：请稍后再试",
    "25006": "PostgreSQL {} 现在只能读，不能写：请检查地址指的是主服务器",
    "08": "连不上 PostgreSQL {}：请检查它在运行、地址和端口对、网络通",
}
"""By the beginning of the SQLSTATE."""
OF_A_FILE = {
    errno.EACCES: f"没有权限，{OWNER}",
    errno.EPERM: f"没有权限，{OWNER}",
    errno.EROFS: "所在的磁盘是只读的，请换一个位置或重新挂载",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOTDIR: "它上面一级不是文件夹，请换一个位置",
    errno.EISDIR: "它是文件夹，这里要的是文件",
    errno.EEXIST: "这里已经有别的东西，请移走或换一个位置",
    errno.ENOSPC: "磁盘已满，请腾出空间再试",
    errno.EDQUOT: "磁盘配额已满，请腾出空间再试",
    errno.EIO: "磁盘出错，请检查磁盘",
    errno.EMFILE: "打开的文件太多，请调高 ulimit -n",
    errno.ENFILE: "打开的文件太多，请调高系统的上限",
    errno.ENAMETOOLONG: "名字太长，请换一个位置",
    errno.ELOOP: "是循环的符号链接，请换一个位置",
    errno.EADDRINUSE: "已被别的程序占用，请换一个端口，或停掉那个程序",
    errno.EADDRNOTAVAIL: "不是这台机器的地址，请换一个",
    errno.ETXTBSY: "正被占用，请稍后再试",
}


def in_words(error: BaseException, *databases: str) -> str | None:
    """One Chinese line without a secret; None for a failure that is the program's own. `databases` are the addresses of those in use."""
    if isinstance(error, LockLost):
        return str(error)
    urls = [urlsplit(each) for each in databases]
    for each in _causes(error):
        if (words := _of_sqlite(each, urls) or _of_postgres(each, urls)) or (words := _of_file(each)):
            return words
    return None


def why(error: OSError) -> str:
    """Why a file or an address cannot be used, in words, for a sentence that says which."""
    if isinstance(error, socket.gaierror):
        return "找不到这个主机名"
    return OF_A_FILE.get(error.errno or 0, type(error).__name__)


def plainly(error: BaseException, *databases: str) -> str:
    """As `in_words`, or the kind of failure: what a driver says may quote a value."""
    return in_words(error, *databases) or what_failed(error).kind


def lasts(error: BaseException) -> bool:
    """Whether a database's failure stays until somebody does something about it."""
    return any(_sqlite_code(each) in LASTING for each in _causes(error))


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = getattr(error, "orig", None) or error.__cause__
    return found


def _sqlite_code(error: BaseException) -> int | None:
    code = getattr(error, "sqlite_errorcode", None)
    return code & SQLITE_PRIMARY if isinstance(code, int) else None


def _of_sqlite(error: BaseException, urls: Sequence[SplitResult]) -> str | None:
    file = next((url.path.removeprefix("/") for url in urls if url.scheme.startswith("sqlite")), "")
    words = SQLITE.get(_sqlite_code(error) or sqlite3.SQLITE_OK)
    return words.format(file) if words else None


def _of_postgres(error: BaseException, urls: Sequence[SplitResult]) -> str | None:
    server = next((url.netloc.rpartition("@")[2] for url in urls if url.scheme.startswith("postgresql")), None)
    state = getattr(error, "sqlstate", None)
    if isinstance(error, ReadOnly):
        state = "25006"
    if server is None or not isinstance(state, str):
        lost = server is not None and isinstance(error, (ConnectionError, TimeoutError, socket.gaierror))
        return POSTGRES["08"].format(server) if lost else None
    words = next((words for begins, words in POSTGRES.items() if state.startswith(begins)), None)
    return words.format(server) if words else None


def _of_file(error: BaseException) -> str | None:
    if not isinstance(error, OSError) or error.errno not in OF_A_FILE:
        return None
    what = f"{Path(str(error.filename))} 用不了：" if error.filename else ""
    return f"{what}{OF_A_FILE[error.errno]}"
