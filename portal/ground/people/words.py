"""Chinese words and patterns the privacy guard reads: surnames, states of health, homes, counts of people.

All patterns run on text folded to half-width, where 、 is a comma and 。 a semicolon.
"""

import re

from portal.ground.expression import expression
from portal.ground.people.local import LOCAL


def _any(words: str) -> str:
    return f"(?:{'|'.join(words.split())})"


# Surnames that seldom begin another word. The others (安全, 关怀, 高危 …) count only with 某, sex or age.
_CLEAR = (
    "王李张刘陈杨赵黄周吴徐孙朱胡郭何林罗梁宋郑谢韩唐冯董萧曹袁邓傅沈曾彭吕苏卢蒋蔡贾魏薛叶阎潘"
    "杜戴夏钟汪姜范姚谭廖邹熊陆郝孔崔邱秦史顾侯邵孟龙段雷钱尹黎常武乔贺赖龚文"
)
_UNCLEAR = (
    "高马许于任丁程金石余方田白毛江汤康施牛洪万易安管关左庞涂柳殷辛祝岳霍单章倪翟俞鲁葛严温柴华申向"
    + LOCAL.masked
)
_COMPOUND = _any("欧阳 上官 司马 诸葛 皇甫 尉迟 公孙 慕容 令狐 司徒")
_HAN = r"[\u4e00-\u9fff]"
_CLEAR_NAME = rf"(?:{_COMPOUND}{_HAN}{{1,2}}|[{_CLEAR}]{_HAN}{{1,2}})"
_ANY_NAME = rf"(?:{_COMPOUND}{_HAN}{{1,2}}|[{_CLEAR}{_UNCLEAR}]{_HAN}{{1,2}})"
_MASK = rf"(?:某某|某(?![些种个地县市州区村社镇乡]){_HAN}?|[×*＊○〇□xX]{{1,2}})"
_MASKED_NAME = rf"(?:{_COMPOUND}|[{_CLEAR}{_UNCLEAR}]){_MASK}"
_TITLE = _any("先生 女士 姐 哥 大妈 大爷 阿姨 大叔")
_CALLED_NAME = rf"(?:[小老阿][{_CLEAR}]|[{_CLEAR}]{_TITLE})(?!\(?化名)"

_ILLNESS_NAME = _any("艾滋病 HIV hiv AIDS 艾滋 梅毒 丙肝 结核")
_STATUS = (
    rf"(?:{_ILLNESS_NAME}?(?:病毒)?{_any('感染者 阳性感染者 阳性者 携带者')}|艾滋病人|"
    rf"{_ILLNESS_NAME}(?:阳性)?{_any('患者 病人 病例')}|{_any('患者 病人 病友 病例 吸毒人员 吸毒者')})"
)
_ILLNESS = _any(
    "HIV hiv AIDS 艾滋病? 梅毒 丙肝 感染者 阳性 患者 病人 病例 携带者 病友 吸毒人员 吸毒者 "
    "抗病毒治疗 CD4 病毒载量"
)
_TESTED = _any("HIV hiv 艾滋病? 阳性 感染者 梅毒 丙肝 病毒载量 CD4")
# "组织", "工作" and the like after an illness make it the name of work, not the state of a person.
_WORK_WORDS = _any(
    "工作 服务 组织 小组 协会 之家 随访 关爱 关怀 支持 项目 管理 家属 志愿 代表 联络 咨询 "
    "档案 数据 组长 干预 医生"
)
_NO_WORK = rf"(?!及|和|与|的?{_WORK_WORDS})"
_JOBS = _any("负责 从事 社工 医师 医生 护士 专家 科长 主任 志愿 服务 联系 工作 组织")
_GAP_OF_PERSON = rf"(?:(?!{_JOBS})[^;\n])"
_NO_JOB = rf"(?!{_any('防治 防控 工作 科 办 志愿 随访 专 咨询 培训 项目 检测员 组织 小组')})"
_NAME_ENDS = (
    rf"(?=$|[\s,;:()\[\]\"'“”‘’|/!?]|等\d|"
    rf"{_any('的 在 住 是 于 因 已 说 称 反映 反馈 表示 认为 觉得 告诉 介绍 希望 来自 今年 系 男 女')}|"
    rf"{_any('电话 身份证 及其')})"
)
_BEGINS = (
    r"(?:^|(?<=[\s,;:()\"'“”|/])|"
    r"(?<=我叫)|(?<=名叫)|(?<=居民)|(?<=村民)|(?<=朋友)|(?<=同事)|(?<=邻居))"
)
_LATELY = _any("同志 已经? 去年 今年 也 被 的?家人")
_BECOMES = _any(
    "是(?:一名|一个|位|个)? 系 为 被?确诊(?:为|感染|患有|患)? 患有? 感染了? 被?查出 检出 得了 "
    "检测(?:结果)?(?:为|呈)?"
)
_ILL = rf"{_ILLNESS}{_any('患者 病人 感染者 阳性 病毒 病 者')}?"

# A word that only looks like a name.
NOT_A_NAME = expression(
    _any(
        "何[时种地人况以处因] 周[期边一二三四五六日末围年转报到] 文[化件明字档本书艺] 常[见规用住态年驻务] "
        "雷同 段[落时] 龙头 龙陵 钱款 林[业区] 黄[金色热河] 钟[点头山] "
        "夏[天季令秋] 孔径 武[装汉定] 苏州 郑州 "
        "徐州 杭州 "
        "梁河 罗[平列] 贺[州卡] 史[料实上] 范[围例文] 曾[经在是有于被] 叶片 胡乱 顾[问虑客及] "
        "陆[续地良] 谢[绝谢意] 陈[述旧列规] "
        "张[贴榜开力] 孙[子女] 江苏 马上 [唐宋秦赵韩][朝代国] 秦皇 唐氏 宋体"
    )
    + rf"|{_HAN}{{1,2}}(?:[县市州区镇乡村局委厅处科]|"
    + _any("医生 老师 主任 护士 医师 科长 局长 股长 所长 专家 教授 书记 组长")
    + ")"
)

NAMED = tuple(
    expression(pattern, re.MULTILINE)
    for pattern in (
        # 患者王某某, 感染者:李**
        rf"{_STATUS}\W{{0,2}}(?P<name>{_MASKED_NAME}|{_CALLED_NAME})",
        # 感染者张三在…, 患者 李小明,
        rf"{_STATUS}[: \"“(]{{0,2}}(?P<name>{_CLEAR_NAME}){_NAME_ENDS}",
        # 感染者名单:张三,李四
        rf"{_any('感染者 患者 病人 阳性 病例')}{_HAN}{{0,6}}(?:名单|名册)(?:如下)?\s?:\s?"
        rf"(?P<name>{_ANY_NAME}){_NAME_ENDS}",
        # 张三,男,35岁,HIV阳性
        rf"(?P<name>{_ANY_NAME}|{_MASKED_NAME})[\s,(]{{0,3}}(?:男|女)(?:性)?[\s,)]{{1,2}}"
        rf"{_GAP_OF_PERSON}{{0,40}}?{_ILLNESS}{_NO_JOB}",
        rf"(?P<name>{_CLEAR_NAME}|{_MASKED_NAME})[\s,(]{{1,3}}(?:现?年)?\d{{1,3}}岁"
        rf"{_GAP_OF_PERSON}{{0,40}}?{_ILLNESS}{_NO_JOB}",
        # 李四是艾滋病患者, 我朋友赵小军感染了艾滋病
        rf"{_BEGINS}(?P<name>{_CLEAR_NAME}|{_MASKED_NAME}|{_CALLED_NAME}){_LATELY}?{_BECOMES}"
        rf"[^\s,;:]{{0,4}}?{_ILL}{_NO_WORK}",
        # 王某确诊HIV
        rf"(?P<name>{_MASKED_NAME}){_GAP_OF_PERSON}{{0,12}}?{_TESTED}{_NO_JOB}",
        # 姓名:张三 … 检测结果:阳性
        rf"(?:姓名|名字)\s?[:|]?\s?(?P<name>{_ANY_NAME}|{_MASKED_NAME})[\s,;|][^\n]{{0,60}}?{_TESTED}",
        # 张三的艾滋病检测结果
        rf"{_BEGINS}(?P<name>{_CLEAR_NAME}|{_MASKED_NAME})的{_ILLNESS_NAME}?"
        + _any("检测结果 病情 病历 病毒载量 CD4 感染"),
    )
)

_UNIT = rf"[A-Za-z0-9一二三四五六七八九十\-]{{1,6}}{_any('号楼 号院 号 栋 幢 单元 楼 层 室 户 组')}"
DOOR = expression(rf"{_any('路 街 巷 村 社区 小区 寨 苑 园 道 弄 里 镇 乡')}{_HAN}{{0,4}}(?:{_UNIT}){{1,5}}")
LIVES = expression(_any("家住 住在 住于 居住 住址 现住 租住 家庭地址 户籍地 家在 的家"))
INSTITUTION = expression(
    _any(
        "中心 医院 卫生院 门诊 办公 局 委员会 会议室 地点 地址 公司 场所 基地 服务站 送达 报送 邮寄 机构 协会"
    )
)
HAS_ILLNESS = expression(_ILLNESS)

# One figure below ten, not the end of a larger one. 一名, 一位 are seldom a count.
_SMALL = r"(?<![\d.\-~十百千万第约前几多近])(?<!\d至)(?<!\d到)(?!一[名个位])[1-9一二两三四五六七八九]"
# Words between a figure and the people: 三名艾滋病患者 is a count of people, 2个社区的病人 is not.
_GAP = r"(?!以上)[^\s,;:\d(的社区县乡镇村年月天次期组]"
_PEOPLE = (
    rf"{_any('感染者 阳性者 阳性病例 阳性感染者 阳性人员 患者 病人 病例 携带者')}"
    rf"(?!{_any('志愿 代表 委员 同伴 组织 小组 协会 家属代表')})"
)
_AMOUNTS = _any("共有? 仅有? 只有 有 人数[为是]? 数[为是]? : 为 是 中有")
_FOUND = _any("HIV 艾滋病 梅毒 丙肝 初筛 确证 检出 发现 新增 新发现 报告")
SMALL_COUNTS = tuple(
    expression(pattern)
    for pattern in (
        rf"{_SMALL}\s?(?:名|例|个|位)(?:{_GAP}){{0,8}}?{_PEOPLE}",
        rf"{_PEOPLE}[^\S\n]?{_AMOUNTS}?[^\S\n]?{_SMALL}\s?(?:人|名|例|位)",
        rf"{_FOUND}(?:抗体)?阳性[^\S\n]?(?:共|仅|有|:|为)?[^\S\n]?{_SMALL}\s?(?:人|名|例)",
        rf"{_SMALL}\s?(?:人|名|例){_any('HIV 艾滋病 梅毒 丙肝 检测 初筛 确证 结果')}?"
        rf"(?:抗体)?(?:检测)?(?:呈|为)?阳性(?!率)",
    )
)
# What is asked for or planned is no count of people who are there.
PLANNED_BEFORE = expression(
    _any("每 不少于 至少 不低于 不得少于 超过 大于 以上 > ≥ 达到 目标 计划 拟 预计 争取 任务 按")
)
PLANNED_AFTER = expression(r"及?以上|补助|奖励|/|[1一][人户]?[档策案卡]")


def sentence(text: str, start: int, end: int, *, reach: int) -> str:
    """The sentence around ``text[start:end]``, at most ``reach`` characters to either side."""
    before = re.split(r"[;\n!?]", text[max(0, start - reach) : start])[-1]
    return before + text[start:end] + re.split(r"[;\n!?]", text[end : end + reach])[0]
