"""The words the invented bureau is made of: names of people, branches, jobs. Every one of them is made up."""

from typing import NamedTuple


class BranchPlan(NamedTuple):
    """One branch before it has people: its name without 党支部, how many members, and the jobs done there."""

    unit: str
    members: int
    jobs: tuple[str, ...]


OFFICE = ("文秘综合", "信息调研", "机要档案", "后勤保障")
DETECTIVE = ("侦查办案", "技术勘查", "合成作战", "情报研判", "预审")
TRAFFIC = ("路面执勤", "事故处理", "秩序管理", "违法处理", "宣传教育")
STATION = ("社区民警", "案件办理", "值班接处警", "户籍管理", "综合指挥", "巡逻防控")
CUSTODY = ("管教", "巡视监控", "收押提讯", "医务保障")

COMMITTEE_BRANCH = "局机关第一党支部"
INSPECTION_BRANCH = "驻局纪检监察组党支部"
PARTY_AFFAIRS_BRANCH = "政治处党支部"
KNOWN_BRANCH = "刑侦大队党支部"
"""The branch that demonstrations and tests may name; one of its members has no bound account yet."""

BRANCHES: tuple[BranchPlan, ...] = (
    BranchPlan("局机关第一", 13, ("局领导", *OFFICE)),
    BranchPlan("政治处", 14, ("组织人事", "党建", "宣传", "教育训练", "优抚")),
    BranchPlan("驻局纪检监察组", 8, ("监督检查", "案件审理", "信访受理")),
    BranchPlan("指挥中心", 16, ("接处警调度", "指挥值班", "视频巡查", "信息研判")),
    BranchPlan("警务保障室", 11, ("财务", "装备管理", "车辆管理", "基建")),
    BranchPlan("法制大队", 12, ("案件审核", "执法监督", "行政复议应诉")),
    BranchPlan("督察大队", 8, ("现场督察", "警务评议", "维权")),
    BranchPlan("信访科", 7, ("来访接待", "办信督查")),
    BranchPlan("刑侦大队", 26, DETECTIVE),
    BranchPlan("治安大队", 18, ("行业场所管理", "危爆物品管理", "大型活动安保", "人口管理")),
    BranchPlan("经侦大队", 13, ("侦查办案", "资金查控", "风险防范")),
    BranchPlan("禁毒大队", 12, ("侦查办案", "吸毒管控", "毒情研判", "预防宣传")),
    BranchPlan("政治安全保卫大队", 13, ("基础调研", "重点单位保卫", "综合")),
    BranchPlan("网络安全保卫大队", 14, ("网络侦查", "等级保护监管", "电子取证", "舆情巡查")),
    BranchPlan("出入境管理大队", 11, ("窗口受理", "外国人管理", "边境查控")),
    BranchPlan("巡特警大队第一", 17, ("巡逻处突", "武装备勤", "教官")),
    BranchPlan("巡特警大队第二", 16, ("巡逻处突", "警犬技术", "排爆")),
    BranchPlan("交警大队机关", 15, ("车驾管", "科技设施", "宣传教育", "法制")),
    BranchPlan("交警大队城区中队", 19, TRAFFIC),
    BranchPlan("交警大队滨海中队", 15, TRAFFIC),
    BranchPlan("食药环知犯罪侦查大队", 11, ("侦查办案", "联合执法")),
    BranchPlan("科技信息化大队", 12, ("系统运维", "数据建模", "通信保障")),
    BranchPlan("海防大队", 13, ("海上巡逻", "船舶管理", "岸线管控")),
    BranchPlan("森林警察大队", 9, ("林区巡护", "侦查办案")),
    BranchPlan("看守所", 21, CUSTODY),
    BranchPlan("拘留所", 10, CUSTODY),
    BranchPlan("城关派出所", 24, STATION),
    BranchPlan("望潮派出所", 18, STATION),
    BranchPlan("滨港派出所", 17, STATION),
    BranchPlan("青屿派出所", 13, STATION),
    BranchPlan("云岭派出所", 12, STATION),
    BranchPlan("白沙湾派出所", 14, STATION),
    BranchPlan("离退休干部", 22, ("退休",)),
)

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙"
    "陈林叶章郑梅俞包奚娄邵戴应洪"
)
GIVEN_MEN = (
    "伟强磊军勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆亮东海建国志文林峰毅恒晨睿航泽宏振"
    "永成康庆旭阳松柏立新义武承钧远哲彬栋翔博昊言"
)
GIVEN_WOMEN = "芳娜敏静丽艳娟霞燕玲婷雪慧莹琳洁颖欣怡佳蕾薇倩梦瑶晓悦萍红梅兰雅雯璐珊琪妍岚菲青云秋月书宁"

REMARKABLE_NAMES: tuple[str, ...] = (
    "阿卜杜热西提·买买提",
    "古丽巴哈尔·艾合买提江",
    "欧阳䶮",
    "诸葛承堃",
    "司马婉清",
    "上官文昊",
    "尉迟志远",
    "慕容雪",
    "皇甫立",
    "东方明",
    "陈堃",
    "周𬭎",
    "李䶮",
    "林喆",
    "徐昇",
    "王犇",
    "叶赫那拉·静姝",
    "扎西多吉",
    "巴图额尔德尼",
    "乌云其木格",
    "单于飞",
    "仇颖",
    "丁一",
    "于凡",
)
"""Long, rare or short names, given to one person each."""

EQUAL_NAMES: tuple[str, ...] = ("张伟", "张伟", "张伟", "王静", "王静", "陈杰", "陈杰", "林晓燕", "林晓燕")
"""Names that several people of different branches share."""

STAFF_JOBS = ("辅警·巡逻防控", "辅警·交通协管", "辅警·接警员", "文职·内勤", "文职·窗口", "辅警·看护")
