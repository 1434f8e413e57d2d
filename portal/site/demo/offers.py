"""What the organisations of the demonstration answer and ask for; nobody in it is real."""

from decimal import Decimal

from procurement.rules.bidding import QUESTIONS

# What the bidders of a statutory call state of themselves for its result.
ADDRESS, CONTACT = "健康路2号（示例）", "办公室 0871-00000000"

_GROUP = (
    "在曼斗、曼弄枫的出租屋片区和两处工地做同伴宣传，每周三个晚上，每月一次集中动员检测。合同期内共做 70 场。",
    "主要是外来务工的邻居和工友。小组的人自己就住在那里，过年也一起过，他们遇到事情先来找我们。",
    "组员 6 人，都是志愿者，其中 2 人受过州里的同伴教育培训。以前跟着托管组织做过两年宣传。",
    "只用编号，不记姓名。编号和本人的对应只由一个人保管，项目结束就销毁。谈话在工棚外面单独谈。",
    "看陪到治疗点的人有多少留下来，每季度请服务过的人不记名打分，分数低就改做法。",
    "雨季工地停工，就改到出租屋片区。有组员离开，由托管组织派人补上，一个月内培训好。",
)
_CENTRE = (
    "以社区服务中心为点，辐射三个片区：白天门诊转介陪同，晚上外展宣传，每月两次动员检测，全年不断。",
    "流动人员和他们的家人。中心在这里开了六年，房东、工头和医生都认得我们，愿意把人介绍过来。",
    "专职 4 人、兼职 3 人，其中 1 人是社会工作师。做过四个防治项目，都按期通过验收。",
    "档案上锁，电脑加密，只有负责人能看。对外只报合计数，少于十人的不报。",
    "转介成功率、随访保持率和满意度每月看一次；没有做到的，写明原因和改进办法。",
    "人员变动是最大的风险，所以工资和社保都写进了预算。场地到期前三个月续租。",
)
_ASSOCIATION = (
    "招募和培训 20 名同伴骨干，每人负责一个片区；每季度一次集中活动，平时线上答疑。",
    "青年和外来务工人员。骨干从他们中间来，说他们的话，时间也跟着他们的班次走。",
    "协会专职 3 人，骨干 20 人。三年来在两个县做过同伴教育，有评估报告可查。",
    "活动不签到、不拍脸。线上用化名，聊天记录每周清空。",
    "前后各做一次知识问卷，另请参加的人说哪里没用。没有用的环节下一季度就换。",
    "骨干流失多，所以多招三成，并按月发补贴。活动场地被收回时改到协会办公室。",
)
_WORKERS = (
    "社工一对一陪伴为主，配合每月一次互助小组；新发现的人两周内见面，前半年每月至少见两次。",
    "由疾控和定点医院转介，也有老服务对象带来的。我们从不上门找人，都约在他们愿意的地方。",
    "持证社工 5 人，心理咨询师 1 人。承接过两个州级随访项目，按时完成。",
    "全程编号管理，社工签保密承诺；督导只看编号记录。",
    "看半年后还在规律服药的比例、满意度和求助是否在三天内有回应。",
    "社工可能累、可能走，所以每月有督导，预算里有培训和保险。",
)
# By the login of who leads the organisation.
ANSWERS = {
    login: dict(zip(QUESTIONS, texts, strict=True))
    for login, texts in {
        "mandou": _GROUP,
        "lancang": _CENTRE,
        "yulin": _ASSOCIATION,
        "honghe": _WORKERS,
    }.items()
}
# Shares of a budget in percent: what is done, and what keeps the organisation going.
_SHARES = (
    ("外展和陪同人员补助", "direct", 48),
    ("活动和物料", "direct", 22),
    ("交通和通讯", "direct", 18),
    ("房租和水电", "indirect", 7),
    ("财务和管理", "indirect", 5),
)
# The smallest page that is a PDF; in a demonstration nobody needs to read more.
RESPONSE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def lines(total: Decimal) -> list[dict[str, str]]:
    """A budget over ``total`` yuan, to the yuan; what rounding leaves stands in the first line."""
    amounts = [(total * share // 100).quantize(Decimal(1)) for _label, _kind, share in _SHARES]
    amounts[0] += total - sum(amounts)
    return [
        {"label": label, "kind": kind, "amount": f"{amount:.2f}"}
        for (label, kind, _share), amount in zip(_SHARES, amounts, strict=True)
    ]
