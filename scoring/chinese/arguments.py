"""The sentences of argparse in Chinese, with what they are filled with, for its hooks to gettext."""

HELP = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "show this help message and exit": "显示这段说明",
    "%(heading)s:": "%(heading)s：",
}
ERRORS = {
    "%(prog)s: error: %(message)s\n": "%(message)s\n",
    "argument %(argument_name)s: %(message)s": "参数 %(argument_name)s: %(message)s",
    "the following arguments are required: %s": "缺少参数：%s",
    "one of the arguments %s is required": "要写其中一个：%s",
    "not allowed with argument %s": "不能与 %s 同时写",
    "unrecognized arguments: %s": "不认识的参数：%s",
    "invalid choice: %(value)r (choose from %(choices)s)": "没有 %(value)r（可用的有：%(choices)s）",
    "invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)": (
        "没有 %(value)r，是不是 %(closest)r？（可用的有：%(choices)s）"
    ),
    "invalid %(type)s value: %(value)r": "须是整数：%(value)r",
    "expected one argument": "后面要写一个值",
    "expected at least one argument": "后面要写一个值",
    "ignored explicit argument %r": "后面不能写值：%r",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s 不止一种意思：%(matches)s",
}


def translated(message: str) -> str:
    """The sentence in Chinese, where there is one."""
    return (HELP | ERRORS).get(message, message)
