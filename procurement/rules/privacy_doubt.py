"""What could be a particular person beside an illness: nothing to refuse, something a person should read first."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from procurement.rules.privacy import Finding, find_personal
from procurement.rules.privacy_counts import few
from procurement.rules.privacy_fold import closed, fold, hidden_signs
from procurement.rules.privacy_names import latin_names, names
from procurement.rules.privacy_words import INSTITUTION

# How many signs may stand between an illness and the person it is said of.
_NEAR = 60
_ILLNESS = re.compile(
    r"H\W?[I1l*某x]\W?V|\bA\W?[I1l]\W?D\W?S\b|[艾爱a] ?[滋兹子]|[艾爱][之知资]病?|a ?i ?zi|艾[字病]|艾友|A友"
    r"|A病|梅毒|丙肝|淋病|性病|感染|[阴阳]\w?性|\(\+\)|呈阳|阳了|yang性|患者|病人|病友|携带者|带病毒|"
    r"抗病毒|病毒载量|CD[4四]|检测结果|检测报告|抗体|化验|[这那](?:个|种)?病|得病|脏病|染病|病毒"
    r"|[领拿取吃服断停换]了?(?:[这那](?:个|种))?药|有病|病例|失访|吸毒|戒毒|美沙酮|母婴传播|母婴阻断|"
    r"确诊|确证|初筛|查出来|ganran|yangxing|替诺福韦|拉米夫定|多替拉韦|依非韦伦|"
    r"\bpositive\b|\bnegative\b|\bpatients?\b|\binfected\b|\binfection\b|\bdiagnosed\b|\bliving with\b"
    r"|\bARVs?\b|\bthe virus\b|\bviral load\b|\bCD4\b",
    re.IGNORECASE,
)


# Beside these a count of few is a count of people who are served, ill or not.
_SERVED = re.compile(r"筛|检测|死亡|孤儿|转介|服务对象|\btested\b|\bclients?\b|\breferred\b", re.IGNORECASE)


def _any(words: str) -> str:
    return f"(?:{'|'.join(words.split())})"


_ILL = r"(?:HIV|AIDS|艾滋|爱滋|aizi|阳性|感染|患者|病人|病友|艾友|A友|抗病毒|CD4|梅毒|丙肝|吸毒|这个?病|那个?病|药)"
_FAMILY = _any(
    "老公 老婆 丈夫 妻子 爱人 媳妇 前夫 前妻 对象 男友 女友 男朋友 女朋友 爸爸? 妈妈? 父亲 母亲 爹 公公 婆婆"
    " 公婆 岳父 岳母 儿子 女儿 儿媳 女婿 "
    "孙子 孙女 外孙 娃娃 [表堂大小二三]?[弟妹哥姐]{1,2} 叔叔? 舅舅? 姨妈? 姑姑? 伯伯? 婶婶? 嫂子? 同学 同事"
    " 室友 邻居 房东 老板娘? 工友 老乡 亲戚 前任 朋友"
)
_CALLING = _any(
    "老师 教师 医生 护士 司机 老板娘? [村乡镇局校队所]长 支书 会计 出纳 保安 门卫 服务员 厨师 店主 村医 学生"
    " [高初]中生 小学生 保洁员 民警 辅警 "
    "大姐 大哥 阿姨 大爷 教练 主播 干部 律师 牧师 佛爷 和尚 僧人 教授 保姆 快递员 骑手 主任 组长 科长 护士长"
    " 财务 理事长 班长 电工 木工 农民 工人 矿工 渔民 店员 收银员 经理 秘书 军人"
)
_IS = _any("是(?!否) 查出 查到 确诊 检出 得了 得的 有 也有 患 感染 在吃 死于 染上 因")
_OWNER = _any(
    "我家?的? 我们家的? [他她](?:家的?)? 你 咱家? 隔壁的? 楼上的? 村里的? 寨子里的? 那个 这个 有个 前"
)
# Family of somebody in particular, whoever says it.
_CLOSE = _any(
    "小伙子? 闺女 姑娘 汉子 老汉 婆娘 寡妇 瘸子 哑巴 瞎子 驼背 胖子 老公 老婆 丈夫 妻子 前夫 前妻 媳妇 男友 女友"
    " 男朋友 女朋友 儿子 女儿 公公 婆婆 公婆 儿媳 女婿 孙子 孙女 外孙 岳父 岳母 [表堂][弟妹哥姐] "
    "弟弟 妹妹 哥哥 姐姐 爸爸 妈妈 室友 房东 前任 老乡"
)
_HAS = _any("得 患 感染 查出 确诊 阳性 HIV 艾滋 吃药 拿药 染 被查 被检 检出")
_THING = _any(
    "问题 组织 小组 项目 单位 疑问 要求 条件 建议 标准 机构 要点 通知 网站 说法 规定 平台 表 证 月 资质 社会 数"
)
# 卖米线的, 修车的: known in the village by the trade.
_TRADE = (
    r"(?:卖|开(?!展|始|通|放|支|设|标|具|发|户|票)|修(?!改|订|正)|教(?!育|材|学|案)|养(?!老|护)|跑|摆|种(?!类"
    r"|子)|守|扫|收(?!入|费|集|到|支|益|据))"
    r"[\u4e00-\u9fff]{1,5}的"
)
# Where somebody is found, told by what stands around it; a door of an office is none.
_WHERE = (
    r"(?:隔壁|对面|旁边|背后|后面|门口|尽头|路口|拐角|楼上|楼下|村口|村头|村尾|寨头|寨尾|桥头|河边|井边|树下"
    r"|靠近|后门|前门|小卖部|宿舍|公寓|租房|出租屋|[站场店校]边(?!境)|围墙|鱼塘|墙外|第[一二三四五六七八九十\d]{1,3}[家户间排栋])"
    r"(?!是?(?:药店|材料|表格))"
)
# Who speaks for a group says "我是", too.
_OFFICE = _any(
    "组织 小组 机构 单位 协会 中心 负责人 志愿 社工 工作 第一次 首次 代表 记者 公司 团队 想 来 说 从 在网上 按 看"
)
_GENERAL = _any("外[县地州省] 州外 省外 境外 本[县地州乡镇] 边境 农村 偏远 山区 城区 县城 乡镇")
_SOMEBODY = re.compile(
    rf"我叫(?!停)|(?<!告诉)(?<!告知)(?<!通知)(?<!交给)(?<!还给)本人|俺|我(?!们|[县市州省区乡镇国局委办]|街道|中心|单位|机构|组织)[^,;:\n]{{0,12}}?(?:是"
    rf"|也是)(?!否)(?![^,;:\n]{{0,20}}{_OFFICE})|"
    rf"我(?!们|[县市州省区乡镇国局委办]|街道|中心|单位|机构|组织)[^,;:\n]{{0,8}}?{_HAS}|"
    rf"{_CLOSE}|有一?(?:个|位|名)(?!{_THING})|有人(?!员|数|才|提|问|说)|"
    rf"{_TRADE}|{_WHERE}|{_CALLING}就是|{_ILL}[者病]?的?就?是(?!否|指|什么|按|由|不是)[^,;:\n]{{0,8}}?{_CALLING}|"
    r"[\u4e00-\u9fff]{2}[村寨屯组队]的(?:感染者|患者|病人|阳性|吸毒)|(?:念|读|上)(?:[初高][一二三]|小学"
    r"|大[一二三四]|[一-六]年级|幼儿园)|"
    r"没有?(?:第二|别)[个人家]|头一[个例]|首例|第一[个例](?:感染|阳性|患者|病人|查出|艾滋|HIV)"
    r"|云[A-V][A-Z0-9]{5,6}|"
    rf"(?:[他她](?!们|人|方|项|用))|"
    rf"{_OWNER}{_FAMILY}|{_FAMILY}[^,;:\n]{{0,4}}?{_IS}[^,;:\n]{{0,6}}?{_ILL}|"
    rf"{_CALLING}[^,;:\n]{{0,3}}?{_IS}[^,;:\n]{{0,6}}?{_ILL}|"
    rf"[那这][位户名对]|姓[\u4e00-\u9fff]的|(?:\d{{1,3}}|[一二三四五六七八九十]{{1,3}})床"
    rf"|老[大二三四五六幺](?!家|字)|口人|"
    rf"(?:我们?|咱们?)(?:单位|班|厂|队|店|村|寨)?的?{_CALLING}|"
    r"(?:外号|绰号|小名|乳名|人称|化名|代号)(?:是|叫|[:“\"])?(?![和或及编替代])[\u4e00-\u9fff]{2}|"
    rf"那家|那个(?!{_THING}|时)|这个人|某人|"
    r"(?<![\d\-~至到])(?:\d{1,2}|[一二三四五六七八九十]{1,3}) ?岁(?!以|及|至|到|-|~|的?(?:感染者|人群|患者"
    r"|病人|以))|"
    r"(?:19|20|一九|二[〇零0])[\d一二三四五六七八九〇零]{2}年出?生|生于(?:19|20)\d\d|[6-9][05]后|"
    rf"(?:(?:家住|租住|家就?在|家里在)(?!{_GENERAL})|(?:感染者|患者|病人)(?:家庭|家访?)?[住地]址)|门牌"
    rf"|家的(?:孩子|娃|老大|老二|小?儿子|大?女儿|媳妇)|住(?!院|宿|所|房|建|户|处|地|在?{_GENERAL})|"
    r"(?:我|咱)们?[寨村社乡镇街队厂校班][^,;:\n]{0,6}(?:就|只)(?:有)?[我他她一那]|"
    rf"唯一[^,;:\n]{{0,8}}{_ILL}(?!病?(?:治疗|检测|定点|防治|服务))|(?:仅|只|就)有?[一1](?:例|个|名|人|户"
    rf"|家)(?!单位|组织|小组|机构|公司|申报|报名|投标|供应)|独一份|独此一家|就[一二两三四五]家|"
    r"只有(?![^,;:\n]{0,20}(?:才|[\d一二两三四五]家|份|天|元|万|次|个月))|"
    rf"{_ILL}[^,;:\n]{{0,4}}的(?:就|只|仅)|就(?:我|他|她|剩)"
    r"|"
    r"\bmy (?!group|organi[sz]ation|association|team|proposal|bid|offer|question|application|budget|ngo|host)\w{1,20}|"
    r"\b(?:an?|the|this|that|one) (?:\w{1,20} )?(?:man|woman|boy|girl|lady|guy|teacher|driver|farmer|student|monk"
    r"|nurse|shopkeeper|owner|"
    r"villager|policeman|neighbou?r|widow|widower|cook|guard|seller|baker)\b|"
    r"\b(?:Mr|Mrs|Ms)\b|\bonly (?:one|1|person|case|patient|man|woman|family|him|her)\b(?! of the (?:bid"
    r"|offer))(?! bid| offer| group)|"
    r"\b(?:no ?body|no one) else\b|\b(?:the|a) (?:\w{1,20} )?(?:positive|infected|HIV) (?:person|man|woman|one|case"
    r"|family|child)\b|"
    r"\b(?:nobody|no one|none) but\b|"
    r"\b(?:the|a) (?:single|sole|one|first) (?:positive|case|patient|person|man|woman"
    r"|infected)\b|"
    r"\b(?:next to|behind|opposite|above|across from) (?:the|our|my)\b|\b(?:house|room|flat|apartment)"
    r" ?(?:no\.? ?)?\d|"
    r"\bthe \w{1,20} (?:in|at|from|of) (?:our|my)\b|\b\w{1,20}['’]s (?:son|daughter|wife|husband|brother|sister|mother"
    r"|father|child|kid|friend)\b|"
    r"\bour (?!group|organi[sz]ation|project|team|association|proposal|bid|offer)\w{1,20},? (?:has|is|was|takes"
    r"|[A-Z])|\ban? (?:HIV[- ])?(?:positive|infected) (?!people|result|test)\w{1,20}|"
    r"\b(?:lao ?gong|lao ?po|er ?zi|n[vu] ?er|ge ?ge|di ?di|jie ?jie|mei ?mei|peng ?you|ba ?ba|ma ?ma)\b|"
    r"\bI (?:was|got|live|tested|take)\b|\bworks? (?:at|in|as)\b|\bwhose\b|"
    r"\b(?:my (?:husband|wife|brother|sister|son|daughter|father|mother|uncle|aunt|cousin|friend|neighbou?r"
    r"|landlord|"
    r"classmate|colleague|teacher|boss|boyfriend|girlfriend|partner)|he|she|his|her|I am|I'm|I have|"
    r"the only (?:positive|case|one|patient|person|infected)|lives (?:at|in|near|behind|next)|\d{1,2}[-"
    r" ]year[- ]old|aged \d)\b",
    re.IGNORECASE,
)
_RECORD = re.compile(
    r"(?:病案号|住院号|病历号|门诊号|登记号|就诊卡号?|卡片编号)[:为是]?\s?[A-Za-z0-9][A-Za-z0-9\-]{3,19}|"
    r"(?:编号|编码|代码)[:为是]?\s?[A-Za-z0-9][A-Za-z0-9\-]{3,19}\s?的(?:患者|感染者|病人|服务对象|阳性)|"
    r"(?:患者|感染者|病人|病例)(?:编号|编码|代码)[:为是]?\s?[A-Za-z0-9][A-Za-z0-9\-]{3,19}|"
    r"\b(?:patient|case|record|file) ?(?:no\.?|number|#):? ?[A-Z]{0,3}\d{3,20}|"
    r"(?:护照|社保|医保|边民证|残疾证|驾驶证|驾照|学号|工号)卡?(?:号码|号|编号)?[:是为]{0,2}"
    r" ?[A-Za-z]{0,2}\d{6,18}|"
    r"身份证[^;\n\d]{0,12}\d{6,20}|"
    r"(?:身份证|证件)[^;\n\d]{0,6}[后尾末][^\d\n]{0,4}\d{3,6}[Xx]?(?!\d)|(?:银行卡?|[工农建中交]行|邮政|信用社"
    r"|卡号|账号|存折)[:是为 ]{0,4}\d[\d \-]{10,22}\d|"
    r"(?:微信名|微信昵称|网名|抖音名)[:是叫]{0,2}[“\"]?[\u4e00-\u9fffA-Za-z]{2}|(?:倒着|倒过来|反过来"
    r"|倒序)[^\d\n]{0,6}\d{11}"
)
_DOOR = re.compile(
    r"[村寨社街路巷弄园区苑里院屯坝坡][^,;\n\d]{0,4}?(?:附?[\d一二三四五六七八九十]{1,4}(?:号|栋|幢|单元|室|组"
    r"|社|队|户|楼)){1,4}"
)


def doubts(text: str) -> list[Finding]:
    """The passages of ``text`` for which a person should read it before anybody else: whatever
    :func:`find_personal` finds, signs that nobody sees inside a word, and an illness near what could be a particular
    person or fewer than ten. In the order of the text, never overlapping; places are those of ``text``.

    Linear in the text: every pattern is bounded, and each passage looks only at its neighbourhood."""
    found = [*find_personal(text), *(Finding(at - 1, at + 2, "hidden_sign") for at in hidden_signs(text))]
    plain, places = fold(text)
    found += _beside_illness(plain, places)
    joined, kept = closed(plain)
    if len(joined) < len(plain):
        found += _beside_illness(joined, [places[at] for at in kept])
    return _apart(found)


def is_doubtful(text: str) -> bool:
    """Whether a person should read ``text`` before anybody else does."""
    return bool(doubts(text))


def _beside_illness(text: str, places: list[int]) -> Iterator[Finding]:
    ill = [match.start() for match in _ILLNESS.finditer(text)]
    served = sorted([*ill, *(match.start() for match in _SERVED.finditer(text))])
    for start, end, kind in _persons(text):
        beside = served if kind == "small_count" else ill
        at = bisect_left(beside, start - _NEAR)
        if kind == "record_number" or (at < len(beside) and beside[at] <= end + _NEAR):
            yield Finding(places[start], places[end - 1] + 1, kind)


def _persons(text: str) -> Iterator[tuple[int, int, str]]:
    for start, end in names(text):
        yield start, end, "named_person"
    for start, end in latin_names(text):
        yield start, end, "named_person"
    for match in _SOMEBODY.finditer(text):
        yield *match.span(), "somebody"
    for match in _RECORD.finditer(text):
        yield *match.span(), "record_number"
    for match in _DOOR.finditer(text):
        around = text[max(0, match.start() - 20) : match.end() + 16]
        if not INSTITUTION.search(around):
            yield *match.span(), "home_address"
    for start, end in few(text):
        yield start, end, "small_count"


def _apart(found: list[Finding]) -> list[Finding]:
    kept: list[Finding] = []
    for one in sorted(found, key=lambda finding: (finding.start, -finding.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept
