"""What the bot lacks in a group where it is no administrator, and what to press there: said in the group, and by the operator's check."""

from telegram import ChatMember

ENOUGH = (ChatMember.ADMINISTRATOR, ChatMember.OWNER)
MISSES = "收不到书记用表情作的答复"
HOW_TO_PROMOTE = "请群主点群名称 → 编辑 → 管理员 → 添加管理员，选中机器人，什么权限都不必给"
