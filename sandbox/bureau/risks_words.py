"""Worrying signs in the invented bureau, as committee members wrote them down, and how they were settled."""

from storage.rules.grades import Level

SIGNS = (
    (Level.LOW, "近两周话少，吃饭独来独往，交接班时注意力不集中。听同班组说孩子转学的事没有着落。"),
    (Level.LOW, "上月连续值守后情绪急躁，与同事为排班争执过一次，事后主动道了歉。"),
    (Level.MIDDLE, "一个月里三次迟到，问起来只说睡不好。妻子在外地住院，本人没有向组织说明。"),
    (Level.LOW, "考核排名靠后以后情绪低落，几次说“干多干少一个样”。"),
    (Level.MIDDLE, "辖区商户反映他常去店里吃饭，虽然付了钱，走得过近，容易被人误会。"),
)
SETTLED = (
    (Level.LOW, "新岗位不熟悉，怕出错，遇事反复请示，晚上睡不好。", "谈话后安排老同志结对带教，两周来状态明显好转。"),
    (Level.LOW, "父亲手术期间精神疲惫，执勤时两次走神。", "已调整值班并由支部看望，父亲出院，本人恢复正常。"),
    (Level.MIDDLE, "与群众沟通语气生硬，一个月被投诉两次。", "提示约谈后本人写了改进措施，两个月没有新的投诉。"),
)
RETURNED = "措施写得太笼统，请写明谁来查、多久查一次。"
