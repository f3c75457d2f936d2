"""The words in the cases of 发展党员 of the invented bureau: what is noted with a step, and what people comment."""

from scoring.development_steps import Step

NOTES = {
    Step.TALKED: "支部书记和组织委员与本人谈话，入党动机端正，熟悉党的基本知识，家庭情况已说明。",
    Step.INSPECTED: "半年来工作踏实，按时参加学习，群众评价好；不足是发言不够主动，培养联系人已作提醒。",
    Step.HEARD: "听取党小组、培养联系人、党员和群众意见，均表示同意。",
    Step.REVIEWED: "本人、直系亲属和主要社会关系政治清楚，函调材料齐全。",
    Step.FULL_HEARD: "介绍人、党小组和群众意见良好，预备期内表现符合党员标准。",
}
NOTE = "材料齐全，已归入本人档案。"

SUPPORT = (
    "和他同班执勤两年，苦活累活抢着干，群众来送锦旗时他总说是大家的功劳。支持列为发展对象。",
    "台风天连续三天在安置点，最后一个撤回来。同意。",
)
SUGGESTION = "业务能力强，建议再多参加支部的志愿活动，和年轻同志多交流。"
SUGGESTION_ANSWER = "谢谢建议，支部已安排他参加下月社区反诈宣传，由培养联系人跟进。"
QUESTION = "请问培养考察期间参加过几次集中学习？公示里没有写。"
OBJECTION = "反映其三月份有一次值班迟到没有登记，请支部核实。"
OBJECTION_ANSWER = (
    "已向带班领导和当事人核实：当天因处置交通事故晚到，有警情记录，不属于违纪。核实材料已入档，公示继续。"
)
OPEN_OBJECTION = "听说他参与过亲属承包工程的协调，是否违反规定，请组织核实后再公示。"
PLACE = "党务办公室 3 号柜"
