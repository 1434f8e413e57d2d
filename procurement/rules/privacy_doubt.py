"""What could be a particular person beside an illness: nothing to refuse, something a person should read first."""

import re

from procurement.rules.privacy import find_personal
from procurement.rules.privacy_fold import fold, hides_signs
from procurement.rules.privacy_words import NOT_A_NAME

_ILLNESS = re.compile(
    r"H\W?I\W?V|\bAIDS\b|[艾爱a] ?滋(?: ?病)?|艾字头|艾友|A友|梅毒|丙肝|感染者?|阳性|患者|病人|病友|病案号|"
    r"抗病毒|CD4|病毒载量|这个病|吸毒|母婴传播|\bpositive\b|\bpatients?\b",
    re.IGNORECASE,
)
# First signs of names as they are in Yunnan, Han and other.
_FIRST = (
    "王李张刘陈杨赵黄周吴徐孙朱胡郭林罗梁宋郑谢韩唐冯董萧曹袁邓沈曾彭吕苏卢蒋蔡贾魏薛叶阎潘段马高毛和字毕"
    "岩玉召刀咪波依扎娜艾尼叶勒排木孔早麻批白阿沙吉然普恒此欧三貌玛吴老小"
)
_NAME = rf"[{_FIRST}][\u4e00-\u9fff]{{1,3}}?"
_AFTER = (
    r"(?=$|[\s,;.:，。、；：()（）?？!！]|是|系|去年|今年|上周|昨天|同志|老师|先生|女士|确诊|查出|得了|有艾|中了|和家人|"
    r"的(?:CD4|艾|检测|病)|能|需要|住院|在吃|做了|吸毒|感染了|一家|小姐)"
)
_NAMES = (
    re.compile(
        rf"(?:^|[\s,;。、:：]|上周|听说|请转告|我叫|我是|是|同伴|村医|医生|的)(?P<name>{_NAME}){_AFTER}"
    ),
    re.compile(rf"(?:患者|感染者|病人|病友|阳性的|缅籍)(?P<name>{_NAME}){_AFTER}"),
)
_SOMEBODY = re.compile(
    r"我(?:叫|是)|[他她]|老公|老婆|丈夫|妻子|弟弟|哥哥?|姐姐?|妹妹?|舅舅|同学|邻居|男友|女友|房东|儿子|女儿|孙子|"
    r"老板|大姐|大哥|那个|那位|\d{1,3} ?岁|住在?|家在|那家|病案号|编[码号]|"
    r"唯一|就我|仅一例|独一份|失访[1-9两三四五六七八九]例|老师是|村医|(?:寨子里|我们队|村里|街上)只有|"
    r"\b(?:my|she|he|the only|lives at)\b",
    re.IGNORECASE,
)
_LATIN_NAME = re.compile(
    r"\b[A-Z][a-z]{1,12}(?: [A-Z][a-z]{1,12})? ?(?:is|has|tested|was|,|是|确诊|查出|得了)"
)
_FEW = re.compile(
    r"(?<![\d.十百千至到\-])[1-9一二三四五六七八九两叁] ?[名例人](?!以上|代表|工作|志愿|补助)|"
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|[1-9]) (?:of the|people living)|"
    r"从\d+[例人]\D{0,3}到\d+|转介\d+人,\d+人|[一二三四五六七八九]成查出|\d+%查出|分之[一二三]",
    re.IGNORECASE,
)
_CONTACT = re.compile(r"(?:联系人|负责人): ?$")
_ASKED_FOR = re.compile(r"不少于|至少|每|配备|小组|评审|机构|目标|need")


def is_doubtful(text: str) -> bool:
    """Whether a person should read ``text`` before anybody else: anything found, signs that nobody sees inside a
    word, or an illness beside what could be a particular person or fewer than ten. Linear in the text."""
    if hides_signs(text) or find_personal(text):
        return True
    folded, _places = fold(text)
    if not _ILLNESS.search(folded):
        return False
    if _SOMEBODY.search(folded) or _LATIN_NAME.search(folded):
        return True
    if _FEW.search(folded) and not _ASKED_FOR.search(folded):
        return True
    return any(
        not _CONTACT.search(folded[max(0, match.start("name") - 8) : match.start("name")])
        and not NOT_A_NAME.match(folded, match.start("name"))
        for pattern in _NAMES
        for match in pattern.finditer(folded)
    )
