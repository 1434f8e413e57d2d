"""Counts of fewer than ten people, said outright, as a difference or as a share."""

import re
from collections.abc import Iterator

from portal.ground.expression import expression

_FIGURES: dict[str, int] = dict(
    zip("一二两三四五六七八九壹贰叁肆伍陆柒捌玖", (1, 2, 2, *range(3, 10), *range(1, 10)), strict=True)
)
_UNIT = r" ?[名例人个位户]"
_SMALL = (
    r"(?<!\d,)(?<![\d.十百千万至到约前几多近第每\-])"
    rf"(?:[1-9]|一两|两三|三[四五]|四五|五六|六七|七八|八九|[一二两三四五六七八九壹贰叁肆伍陆柒捌玖]){_UNIT}"
)
# What is planned, paid for or asked for is no count of people who are there.
_PLANNED = expression(
    r"不少于|至少|不低于|不超过|不多于|每|配备|目标|计划|预计|拟|需|限|最多|补助|来自|评审|专家|"
    r"代表|志愿|工作人员|专职|财务|社工|单位|组织|机构|家|乡镇|社区|场|个月"
)
_AFTER = expression(
    r"(?:HIV|艾滋病?|防艾|感染者|病人)?(?:咨询|辅导|调查|协管|宣讲|讲解|采样|质控|联络|保洁|调解)员|包|标|方案"
    r"|检测点|站|[州市]|阶段"
    r"|环节|方面|问题|部分|档|科室|街道|片区|学校|医院|班次|批次|"
    r"以上|及以上|一组|代表|工作|志愿|补助|专职|社工|专家|月|组织|乡镇|社区|县|单位|家|小组|机构|医生|护士"
    r"|医师|人员|讲师|老师|评委|会计|财务|检测员|同伴|督导|司机|翻译|负责|宣传员|队员|成员|专业|律师|理事|技术"
)
_FEW = (
    # 失访5例, 查出两人, 感染者③人
    expression(
        rf"(?:失访|死亡|孤儿|查出|检出|发现|新增|确诊|转入|阳性|感染者|患者|病人|有|是|中|共|里|多了?|少了?"
        rf"|增加了?|减少了?|下降了?|差|缺|漏|剩下?|走了|死了|除了?){{1,2}}[^,;\n\d]{{0,3}}?(?P<few>{_SMALL})"
    ),
    # 比上月多1例
    expression(r"比[^,;\n\d]{1,8}[多少](?:了|出)?(?P<few>[1-9一二两三四五六七八九] ?[名例人个户])"),
    # 男3,女2; 阳性人数 3; 2份阳性
    expression(
        r"(?:阳性|感染者?|病例|患者|病人|死亡|失访|HIV\+?|\b男性?|\b女性?|,女性?|者:男性?)(?:病例|者|人数|数"
        r"|人员)?[ :为是共有]{0,3}"
        r"(?P<few>[1-9](?![\d.\-~%:/+]|,\d{3}|[次元万项分条年月日天场个章点级型]|以上))"
    ),
    # 阳性3/12
    expression(r"(?:阳性|感染者?|患者|病人)[^,;\n\d]{0,4}(?P<few>[1-9]/\d{1,2}(?![\d/月]))"),
    expression(r"(?<!\d)(?P<few>[1-9一二两三四五六七八九]份)(?=[^,;\n]{0,4}阳性)"),
    # 4户均因怕邻居知道
    expression(r"(?P<few>(?<![\d.十百千万至到约近第每\-])[1-9一二两三四五六七八九]户)(?=[均都皆因拒未不没])"),
    expression(r"(?P<few>(?<!\d,)(?<![\d.十百千万至到约前几多近第每\-])[1-9一二两三四五六七八九][名例])"),
    expression(
        r"(?P<few>不到[十1]0?[名例人个]|不足[十1]0?[名例人个]|个位(?=数|[,;。]|$)|几[名例](?!以上)|屈指可数"
        r"|没几[个人例名]"
        r"|三两[个人例名]"
        r"|寥寥|[俩仨])"
    ),
    expression(
        rf"(?P<few>{_SMALL})(?=[^,;\n]{{0,12}}?(?:阳性|阳了|确诊|感染|患者|病人|失访|查出|验出|艾滋|吸毒|HIV"
        r"|中招|染上|得病|[吃领]药|拒治|脱失|死亡|停药|断药|转出|迁出))"
    ),
)
# 覆盖12个乡镇,其中3个
_OF_THINGS = expression(r"(?:[乡村]镇?|县|社区|场所?|学校|机构|组织|小组|家|期|次|点|项目|包)[,]?其中$")
_NUMBER = r"\d{1,4}|[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
_PAIR = expression(
    rf"(?<![\d.第])(?P<few>(?P<one>{_NUMBER}) ?[名例人个位]?[^\d;\n十]{{1,12}}?(?P<two>{_NUMBER})"
    rf" ?[名例人个位份户])(?!以上|月|日|年|县|乡|村|社区|工作)"
)
# 去年在管41人,到了今年上半年底就剩38人
_THEN_NOW = expression(
    rf"(?<![\d.第])(?P<few>(?P<one>{_NUMBER}) ?[名例人个位份户][^\d;\n十]{{0,16}}?"
    rf"(?:剩|还有|现在?|如今|今年|变|只有?|余|到|成了?)[^\d;\n十]{{0,8}}?(?P<two>{_NUMBER}) ?[名例人个位份户])"
    r"(?!以上|月|日|年|县|乡|村|社区|工作)"
)
_CHANGE = expression(
    rf"(?<![\d.第])(?P<few>(?P<one>{_NUMBER})[名例人]?(?:→|->|[降升增减](?:到|至|为)|变成"
    rf"|变为)(?P<two>{_NUMBER}))(?![\d.]|岁|月|日|年|周|元|万|点|时|%|号|:|分)"
)
# 2季度末在治217,3季度末在治212
_TWICE = expression(
    r"(?P<few>(?P<label>在治|在管|在册|存活|感染者|阳性|病例|病人|患者|随访|服药"
    r"|人数)[^\d,;\n]{0,4}(?P<one>\d{1,4})(?![\d.%])"
    r"[^;\n]{1,24}?(?P=label)[^\d,;\n]{0,4}(?P<two>\d{1,4}))(?![\d.%次])"
)
_COURSES = expression(
    r"任务|计划|合同|乡镇|机构|单位|组织|小组|学校|培训|[第一二三]期|场次|项目点|检测点|评审|代表"
)
_WHOLE = (
    r"(?:(?:分母|基数)[:为是]?(?P<base>\d{1,3})(?!\d)"
    r"|(?P<whole>\d{1,3}|[二三四五六七八九]?十[一二三四五六七八九]?) ?[名例人个位份])"
)
_OF_THEM = (
    r"(?:(?P<percent>\d{1,2}(?:\.\d{1,2})?) ?%|百分之(?P<hundredths>[一二三四五六七八九十]{1,3})"
    r"|(?P<tenths>[一二两三四五六七八九])成|(?P<half>一半|半数|过半)"
    r"|(?P<parts>[二三四五六七八九]?十[一二三四五六七八九]?|[二三四五六七八九])分之(?P<part>[一二两三四五]))"
)
_SHARE = expression(rf"(?P<few>{_WHOLE}[^,;\n]{{0,10}}?[,]?[^,;\n\d]{{0,8}}?{_OF_THEM})")
# What a share should be leaves nobody out.
_PLANNED_SHARE = expression(
    r"完成|合格|满意|不低于|不少于|达到|达|目标|以上|应|须|≥|>|计划|任务|不超过|支付|付|元|拨"
)
_SHARE_FIRST = expression(rf"(?P<few>{_OF_THEM}[^;\n\d]{{0,16}}?{_WHOLE})")
# 治疗覆盖率 97.4% (37/38)
_PARTS_OF = expression(r"[(%率例人]\s?(?P<few>(?P<one>\d{1,4})/(?P<two>\d{1,4}))(?![\d/]|[年月]|人次)")
_REST = expression(r"(?:其余|剩下|余下|另外|剩余)[^,;\n]{0,6}?(?:都|全|均|皆)?(?:是|为|系)")


def few(text: str) -> Iterator[tuple[int, int]]:
    """Where fewer than ten people seem to be counted, in folded text. Whether they are ill is for the caller."""
    for pattern in _FEW:
        for match in pattern.finditer(text):
            start, end = match.span("few")
            before = re.split(r"[,;\n]", text[max(0, start - 14) : start])[-1]
            of_things = _OF_THINGS.search(text[max(0, start - 8) : start])
            if not of_things and not _PLANNED.search(before) and not _AFTER.match(text, end):
                yield start, end
    for pattern in (_PAIR, _THEN_NOW, _CHANGE, _TWICE):
        for match in pattern.finditer(text):
            one, two = sorted((_number(match["one"]), _number(match["two"])))
            if (
                one >= 9
                and 0 < two - one < 10
                and not _COURSES.search(text, max(0, match.start() - 8), match.end())
            ):
                yield match.span("few")
    for pattern in (_SHARE, _SHARE_FIRST):
        for match in pattern.finditer(text):
            things = _COURSES.search(text, max(0, match.start() - 8), match.end())
            number, share = _number(match["base"] or match["whole"]), _share(match)
            planned = _PLANNED_SHARE.search(text, max(0, match.start() - 8), match.end())
            few_left = not planned and share > 0.5 and 0.5 < number * (1 - share) < 10
            # Of less than half a person the whole is another one: 阳性58例,阳性率0.47%
            if not things and (0.5 < number * share < 10 or few_left):
                yield match.span("few")
    for match in _PARTS_OF.finditer(text):
        one, two = int(match["one"]), int(match["two"])
        if two > 9 and (0 < one < 10 or 0 < two - one < 10):
            yield match.span("few")
    for match in _REST.finditer(text):
        yield match.span()


def _number(figures: str) -> int:
    if figures[0].isdigit():
        return int(figures)
    tens, ten, ones = figures.rpartition("十")
    return (_FIGURES.get(tens, 1) * 10 if ten else 0) + _FIGURES.get(ones, 0)


def _share(match: re.Match[str]) -> float:
    if match["half"]:
        return 0.5
    if match["percent"]:
        return float(match["percent"]) / 100
    if match["hundredths"]:
        return _number(match["hundredths"]) / 100
    if match["tenths"]:
        return _FIGURES[match["tenths"]] / 10
    return _FIGURES[match["part"]] / _number(match["parts"])
