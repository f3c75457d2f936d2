"""What is said of a bundle while it is made, and at its end."""

from handlers.inspection.buttons import CancelBundle
from handlers.kit.screens.context import Rows
from handlers.kit.screens.text import Markup, lines

INTERRUPTED = "机器人重启或数据库断开，迎检包没有做完，什么也没有发出。请重新生成。"
TELEGRAM_AWAY = "连不上 Telegram，迎检包没有发出。请过一会儿重新生成。"
BROKEN = "迎检包没能生成，什么也没有发出。请稍后重新生成；还是不行，请告诉系统管理员。"
ABOUT = (
    "里面有：目录（编号、数量、SHA-256）、台账、会议记录、签到表、表决结果等文件，会议照片和上传的材料，"
    "以及审计记录的校验码。只含您可以取走的内容；谈话内容、选票、手机号和密存的记录不在其中。"
)


def cancelling(number: int) -> Rows:
    return [[CancelBundle(number).labelled("✖ 取消")]]


def waiting(about: str, before: int) -> Markup:
    queue = f"前面还有 {before} 个在生成，" if before else ""
    return lines(
        Markup("<b>📦 迎检包</b>　{}").format(about),
        Markup("{}做好后会发到这里。您可以照常使用其他功能。").format(queue),
    )


def progress(about: str, number: int, branches: int, name: str, done: int, total: int) -> Markup:  # noqa: PLR0917
    of = f"第 {number}/{branches} 个支部：{name}　" if branches > 1 else ""
    return Markup("<b>📦 迎检包</b>　{}\n⏳ {}正在装入 {}/{}").format(about, of, done, total)


def sending(about: str, number: int, parts: int) -> Markup:
    of = f"第 {number}/{parts} 卷" if parts > 1 else ""
    return Markup("<b>📦 迎检包</b>　{}\n⏳ 正在发送{}…").format(about, of)


def caption(about: str, files: int, number: int, parts: int) -> str:
    of = f"，第 {number} 卷，共 {parts} 卷" if parts > 1 else ""
    return f"迎检包　{about}，共 {files} 个文件{of}。含他人信息，请妥善保管。"


def done(about: str, files: int, absent: int, parts: int) -> Markup:
    return lines(
        Markup("<b>✅ 迎检包已发出</b>　{}").format(about),
        Markup("{} 个文件，{}，已记入审计记录。").format(
            files, f"分 {parts} 卷，每卷都有目录" if parts > 1 else "目录也在里面"
        ),
        Markup("⚠️ {} 项没有装入，原因见目录。").format(absent) if absent else None,
    )


def cancelled(about: str) -> Markup:
    return Markup("<b>📦 迎检包</b>　{}\n已取消，什么也没有发出。").format(about)


def ended(why: str) -> Markup:
    return Markup("<b>📦 迎检包</b>\n⚠️ {}").format(why)
