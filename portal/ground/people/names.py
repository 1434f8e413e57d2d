"""How people are called, as far as a list can say: Han surnames and the names of the province, read only where a
person is meant."""

import re
from collections.abc import Iterator

from portal.ground.expression import expression
from portal.ground.people.local import LOCAL
from portal.ground.province import chosen

_HAN = r"[\u4e00-\u9fff]"
# Signs that seldom begin another word.
_CLEAR = (
    "王李张刘陈杨赵黄周吴徐孙朱胡郭林罗梁宋郑谢韩唐冯董萧肖曹袁邓傅沈曾彭吕苏卢蒋蔡贾魏薛阎潘杜戴夏钟汪姜范姚谭"
    "廖邹熊陆郝孔"
    "樊聂伍阮滕晏凌庄覃饶岑佘耿詹牟冉蒲骆祁殷祝匡邰缪臧裴闵卞穆杞崔邱秦侯邵孟段尹黎贺赖龚倪鲍陶韦侬毕岳"
    + LOCAL.clear
)
# Signs that often do: a name begins with one only where the words around it leave nothing else.
_UNCLEAR = (
    "高马许于任丁程金石余方田白毛江汤康施牛洪万易安管左涂柳辛霍单章翟俞鲁葛严温柴华申向何叶龙史顾武文常钱乔"
    + LOCAL.unclear
)
_NAME = rf"(?P<name>[{_CLEAR}]{_HAN}{{1,2}}?|[{_UNCLEAR}]{_HAN}{{1,2}}?|[{_CLEAR}{_UNCLEAR}]{_HAN}{{3}}?)"
_CLEAR_NAME = rf"(?P<name>[{_CLEAR}]{_HAN}{{1,2}}?)"


def _any(words: str) -> str:
    return f"(?:{'|'.join(words.split())})"


_ILL = (
    r"(?:H\W?I\W?V|AIDS|[艾爱]滋|艾字头|梅毒|丙肝|感染|阳性|抗病毒|病毒载量|CD4|那个病|这个病|这病|吸毒"
    r"|母婴传播|患者|病人|艾友|[阳羊]了|染上|中招|验出|梅毒|[领拿吃]了?(?:免费)?药|带病毒)"
)
# Who is spoken of: what stands before a name.
_WHO = _any(
    "患者 感染者 病人 病友 艾友 阳性的 感染的 缅籍 得病的 [吃拿领]药的"
    " 是感染者的 有艾滋的 带病毒的 查出来?的 确诊的 我叫 名叫 叫做 有个叫 听说 转告 告诉 陪着? 帮 替 同伴"
    " 搭伴的 同学 同事 邻居 "
    "村民 居民 村医 医生 护士 社工 大哥 大姐 写着 印着 点名 行的 个是 上的 里的 名字是 姓名[:是]? 家属 妻子"
    " 丈夫 儿子 女儿 弟弟 妹妹 哥哥 姐姐"
)
_WHEN = _any("昨天 今天 前天 上周 上个?月 前年 去年 今年 最近 刚才")
_EDGE = r"(?:^|(?<=[\s,;.:，。、；：()（）?？!！\"“”‘’'\[\]【】|/]))"
_STOP = r"[\s,;.:，。、；：()（）?？!！\"“”‘’'\[\]【】|/]"
# What somebody is, gets or does: what stands after a name.
_STATE = _any(
    "是(?!否|不是) 系 确诊 查出 检出 查到 得了 得的 有艾 有HIV 有那个 有这个 中了 中招 染上 感染 患上? 死于"
    " 走了 吃药 在吃 在服 断药 住院 复查 抽血 [领拿]药 验血 验出 阳了 带毒 带病毒"
)
_DOES = _any(
    "能 可以 要 需要 想 会 说 已 也 又 就 都 去 来 在 住 做了 做过 天天 这几天 下周 下个月 昨天 上周 去年 今年"
    " 前年 同志 老师 先生 女士 小姐 一家 "
    "家 和家人 怎么 吗 呢"
)
_OWN = rf"的(?:{_ILL}|检测|病|结果|药|化验|报告单)"

_TO = _any(
    "把 被 让 跟 和 与 给 找 问 见 看 叫 请 对 像 连 是 的 说 到 知道 认识 关于 比如 例如 还有 只有 就是 名单 家 了"
)
_TITLE = _any(
    "姐 哥 嫂子? 婶 大妈 大爷 大叔 师傅 老板 同学 先生 女士 小姐 老师 医生 支书 村长 书记 主任 会计 奶奶 爷爷"
    " 伯伯 叔叔? 阿姨"
)

# Second signs of given names.
_GIVEN = (
    "建国强芳伟娜秀英敏静丽军洋勇艳杰娟涛明超兰霞平刚桂花红梅美志文华玉春金福贵林生才德荣发顺兴龙凤琴珍珠莲菊香"
    "云月雪燕萍玲琼翠莉"
    "波峰鹏飞辉斌磊鑫宇浩俊峻凯旋婷雯欣怡佳慧颖倩蓉蕾琳瑶岚芬莎洁晶晓永光亮忠良祥义仁智山川海洪正学万昌泰"
)
_SHAPED = (
    expression(rf"(?P<name>[{_CLEAR}高马许于丁石方白毛汤施洪柳单翟鲁葛严柴]小?[{_GIVEN}]{{1,2}})"),
    *(expression(rf"(?P<name>{sign}[{_GIVEN}]{{2}})") for sign in LOCAL.words_too),
    *(expression(rf"(?P<name>[{one.first}][{one.others}]{{1,{one.most}}})") for one in LOCAL.shapes),
    *(expression(rf"(?P<name>{_any(' '.join(LOCAL.whole))}{{1,2}})") for _ in LOCAL.whole[:1]),
    expression(rf"(?P<name>{_HAN}?阿(?![姨片拉莫司里昌坝]){_HAN})"),
)
# Signs that stand in no name which only its place in the sentence gives away: 卡腊查出来了.
_COMMON = (
    "的了是在和与及或被把将已未曾不没有无应须需可能会要若如因为由从对向至到每各其该此这那首新再后前时者员人们民群众县市州省区乡镇村"
    "寨社局委院所站中心组织构协项目服务象患病毒药检测筛查随访转介干预宣传培训动教育管理报告发现例名个位次年月日上下内外总共占率数"
    "达超均全部分我你他她它谁哪什么怎何何时都也就又还只凡曾经刚仍便即才使让给跟同并且而但与其及早定期最近去今昨"
    "性男女孩儿童孕产妇妻夫家属父母配偶子方案提供帮助协陪醒监跟踪异议问答可否是否请要求"
)
_TOLD = r"(?:确诊|查出|验出|检出|染上|中招|[阳羊]了|得了|死于|断药|带毒|[领拿吃](?:了|着|免费)?药)"
_PEOPLE = (
    rf"(?:{_HAN}族|(?:缅甸|老挝|越南|泰国)(?:人|籍|[来嫁]{_HAN}{{0,2}}的)|[缅越泰]籍)的?"
    r"(?:男子|女子|小伙子?|姑娘|汉子|媳妇|大哥|大姐)?"
)
_OF_A_PEOPLE = _any(
    "地区 妇女 青年 青壮年 学生 老人 语言? 自治 聚居 村寨 文化 歌 干部 医 配偶 务工 流动"
    " 商人 司机 船员 社 传统 宣传 双语"
)
_PATTERNS = (
    *_SHAPED,
    expression(
        rf"{_EDGE}{_NAME}(?=(?:也|就|已经?|{_WHEN}){{0,2}}(?:在{_HAN}{{1,6}}?)?{_TOLD})", re.MULTILINE
    ),
    expression(
        rf"(?:{_EDGE}|{_WHEN})(?P<name>(?:(?![{_COMMON}]){_HAN}){{2,4}})(?=(?:也|就|已经?|{_WHEN}){{0,2}}{_TOLD})",
        re.MULTILINE,
    ),
    # 苗族X得艾滋, 缅甸来的X在吃药
    expression(
        rf"{_PEOPLE}(?P<name>(?!{_OF_A_PEOPLE})(?:(?![{_COMMON}]){_HAN}){{2,4}}?)"
        rf"(?=(?:也|就|已经?|在|{_WHEN}){{0,2}}(?:{_TOLD}|是|系|得|有|带|吃|领|,? ?(?:{_ILL}|艾)))"
    ),
    expression(rf"(?<!、)(?P<name>[{_CLEAR}](?:(?:、{_HAN}){{2}}|、{_HAN}(?!{_HAN})))"),
    # 患者X, 听说X有艾滋, 陪X去复查
    expression(rf"{_WHO}[:\"“( ]{{0,2}}{_NAME}(?=$|{_STOP}|{_STATE}|{_DOES}|{_OWN})", re.MULTILINE),
    # X是感染者, X确诊了, 上周X查出阳性
    expression(
        rf"(?:{_EDGE}|{_WHEN}|的){_NAME}(?=(?:同志|老师|先生|女士|小姐|他|她|{_WHEN}|也|和家人"
        rf"|一家){{0,2}}{_STATE}[^;\n]{{0,12}}?{_ILL})",
        re.MULTILINE,
    ),
    expression(
        rf"(?P<name>[{_CLEAR}]{_HAN}{{1,2}}?)(?=(?:是|系|有|得(?=艾|HIV)|得了|得的|确诊|查出|检出|感染了?"
        rf"|染上)(?:一?[个名位])?[^,;:\n]{{0,4}}?{_ILL})"
    ),
    # X在拿药, X需要陪诊,感染者; X HIV; X,瑶族,感染者
    expression(rf"{_EDGE}{_NAME}(?=(?:{_DOES}|{_STATE})[^;\n]{{0,8}}?(?:{_ILL}|药))", re.MULTILINE),
    expression(
        rf"{_EDGE}{_NAME}(?=(?:HIV|阳性|感染|艾滋)(?:$|[\s,;.!?]|了)|[,( ](?:男|女|{_HAN}{{1,3}}族)[,) ])",
        re.MULTILINE,
    ),
    # X(HIV阳性), X／HIV+
    expression(rf"{_EDGE}{_NAME}(?=[(/|:,+ ]{{1,2}}(?:HIV|艾滋|阳性|感染者|AIDS|\+))", re.MULTILINE),
    # X的CD4, X一家三口
    expression(rf"(?:{_EDGE}|把|看|{_WHEN}){_NAME}(?={_OWN}|一家[三四五]口|和家人)", re.MULTILINE),
    # X能…吗, 把X送走, only with a sign that is clearly a surname
    expression(
        rf"(?:{_EDGE}|{_WHEN}|{_TO}){_CLEAR_NAME}(?={_STOP}|{_STATE}|{_DOES}|{_OWN}|的|$)", re.MULTILINE
    ),
    expression(
        rf"(?:问问?|找|陪着?|帮|替|给|把|请|转告|托){_NAME}(?={_STOP}|{_STATE}|{_DOES}|{_OWN}|$)",
        re.MULTILINE,
    ),
    # 上周X做了
    expression(rf"{_WHEN}{_NAME}(?={_DOES}|{_STATE})", re.MULTILINE),
    # 老周, 王姐, 赵某, 李××, W女士, 小L
    expression(
        rf"(?P<name>(?<![A-Za-z])[A-Za-z]{{2,6}}某某?|(?<![A-Za-z])[{_CLEAR}{_UNCLEAR}A-Za-z](?:某某?"
        rf"|[×*○□]{{1,2}}|[xX]{{2}}|{_TITLE})"
        rf"|[小老阿大][{_CLEAR}](?!{_HAN}?[县市镇乡村])|"
        rf"小[A-Z](?![A-Za-z])|小[a-z]{{2,6}}(?![A-Za-z])|[{_CLEAR}][A-Za-z]{{1,6}}(?![A-Za-z]))"
    ),
)
# What only looks like a name: common words, places, offices, callings.
_NOT = expression(
    _any(
        "何[时种地人况以处因] 周[期边一二三四五六日末围年转报到] 文[化件明字档本书艺] 常[见规用住态年驻务]"
        " 段[落时] 林[业区] "
        "黄[金色热河] 钟[点头山] 夏[天季令秋] 孔径 武[装汉定] 罗列 贺[州卡] 史[料实上] 范[围例文]"
        " 曾[经在是有于被] 叶片 "
        "顾[问虑客及] 陆[续地良] 谢[绝谢意] 陈[述旧列规年] 张[贴榜开力] 张家[界口港] 孙[子女] 江苏"
        " 马上 [唐宋秦赵韩][朝代国] 唐氏 宋体 单[位个项独] "
        "高[危校风于等龄中血级质标桥发] 金[额融平] 安[全排置装宁] 管[理辖控] 任[务何职] 方[案法便式面向]"
        " 程[序度] 许[可多] 于[是] 自[愿己行助费检主我] "
        "和[病患感家阳平谐其相各社有不非] 向[社上该] 小[组学时区额型微] 老[师年人板] 大[学家专会部理量多]"
        " 三[年家个次方类级人成] 万[元] 易[感] 者[的] "
        "包[括含] 温[馨] 白[天] 木[工] 普[通及遍查] 海[报关] 此[次项类] 艾[滋字友防协] 玉米"
        " 阿[片] 依[据法照托从] 申[请报] 余[额下] "
        "欧[洲盟] 早[期发日] 克[服] 月[底初末报] 尼[古] 果[断] 补[助充贴] 然[后] 严[格重禁] 左右 洪[涝] 田间"
        " 易于 康复 施[行工] 召[开集回] 依次 "
        "王道 吴起 朱红 胡同 郭外 彭州 苏[州木] 卢[布] 魏[晋] 毕[业竟] 陶[瓷] 岩[石] 万[一] 石[膏]"
        " 沙[龙] 麻[疹醉栗] 车[票费辆] 排[查除名] 欧阳修 "
        "尔后 武断 钱[款] 肖像 " + " ".join(LOCAL.places)
    )
    + rf"|{_HAN}{{1,3}}(?:[县市州区镇乡村寨局委厅处科路街]|卫生院|社区|组织|公司|中心|协会|小组)"
    + rf"|{_HAN}{{1,2}}(?:医院|病人|患者|检测|项目|服务)"
)
_SMALL_LETTERS = expression(r"hiv|aids|cd4", re.IGNORECASE)
_CONTACT = expression(r"(?:联系人|负责人|讲师|法定代表人|理事长|主任|组长|采购人代表|评委|专家)[:：]?\s?$")


def names(text: str) -> Iterator[tuple[int, int]]:
    """Where a person seems to be called by name, in ``text`` folded by :func:`fold.fold`. Each match is
    bounded, so the time is linear in the text."""
    text = _SMALL_LETTERS.sub(lambda found: found[0].upper(), text)
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span("name")
            if not _NOT.match(text, start) and not _CONTACT.search(text[max(0, start - 8) : start]):
                yield start, end


_PINYIN = r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:[aeiou]{1,3})(?:ng|n|r)?"
_CALLED = rf"{_PINYIN}(?:[ '\-]?{_PINYIN}){{0,2}}"
_WORD = r"[A-Z][a-z]{1,12}"
_PINYIN_WORD = rf"(?=[A-Z])(?i:{_PINYIN}(?:{_PINYIN}){{0,2}})(?![A-Za-z])"
_SURNAME = (
    "wang|li|zhang|liu|chen|yang|zhao|huang|zhou|wu|xu|sun|ma|zhu|hu|guo|he|lin|gao|luo|zheng|liang|xie|song|tang|han"
    "|feng|deng|cao|peng|zeng|xiao|tian|dong|pan|yuan|cai|jiang|yu|du|ye|cheng|wei|su|lu|ding|ren|yao|shen|yan|dao|ai"
    "|pai|mu|bi|duan|pu|tao|xiong|zi|ha|na|aung|zau|ye"
)
_LATIN = (
    expression(
        rf"(?<![A-Za-z])(?P<name>{_WORD}(?:[ \-]{_WORD}){{0,2}}),? ?"
        r"(?=(?:from|is|has|had|was|got|takes?|took|lives?|who|needs?|wants?|told|works?|died|can|cannot"
        r"|tested|whose|and h[ie][sr]) |"
        r"'s |\(HIV|[是系]|确诊|查出|得了|有艾|的CD4)"
    ),
    # ko min thu, Daw Khin
    expression(
        r"(?<![A-Za-z])(?P<name>(?:ko|ma|daw|saw|naw|sai|nang|maung|mg) [a-z]{2,8}(?: [a-z]{2,8})?)(?![A-Za-z])",
        re.IGNORECASE,
    ),
    # Li Fang, Yan Wen
    expression(
        rf"(?<![A-Za-z])(?P<name>{_PINYIN_WORD} {_PINYIN_WORD})(?! (?:County|City|Road|Street|Town|District|Pref))"
    ),
    # li fang has hiv
    expression(
        rf"(?<![A-Za-z])(?P<name>(?:{_SURNAME}) {_PINYIN}(?:[ '\-]?{_PINYIN})?)"
        r" (?=(?:is|has|was|got|had|tested|takes?|lives?|hiv|aids)\b)",
        re.IGNORECASE,
    ),
    expression(
        rf"\b(?:friend|named|called|patient|client|Mr\.?|Ms\.?|Mrs\.?|Dr\.?|brother|sister|neighbou?r|about"
        rf"|visit|tell|ask) "
        rf"(?P<name>{_WORD})(?![a-z])"
    ),
    expression(
        rf"(?:患者|感染者|病人|病友|陪|听说|转告)[ :,]{{0,2}}(?P<name>(?i:{_CALLED}))(?![A-Za-z])(?! ?[0-9])"
    ),
    expression(r"(?:患者|感染者|病人|病友)[ :,]{0,2}(?P<name>[A-Z]\.? ?[A-Z]\.?)(?![A-Za-z])"),
    expression(
        r"(?<![A-Za-z])(?P<name>(?!ID|TB|PC|DR|HIV|MSM|VCT|CDC|NGO|PEP|ART|DNA|RNA|PCR|HCV|WHO|STD)"
        r"[A-Z]{2,3}|[A-Za-z][\u4e00-\u9fff]) ?(?=\(HIV|阳性|感染|艾滋|是|确诊)"
    ),
    expression(
        rf"(?<![A-Za-z])(?P<name>{_CALLED}) ?(?=[Hh][Ii][Vv] ?\+|阳性|艾滋|小姐|先生|女士|老师|大哥|大姐|同志"
        rf"|[是有]|得了|确诊|查出|感染)"
    ),
    expression(
        r"(?<![A-Za-z])(?P<name>(?!H\W?I\W?V|A\W?I\W?D)[A-Za-z](?:[ .]?[A-Za-z]){1,2}\.?)"
        r" ?(?=(?:也|就)?(?:确诊|[阳羊]了|感染了|得了|查出|染上|中招))"
    ),
    expression(rf"(?:我叫|名叫|\bmy name is|\bnamed|\bcalled) ?(?P<name>{_CALLED})", re.IGNORECASE),
)
_NOT_LATIN = expression(
    r"(?:The|This|That|It|He|She|We|They|Who|What|Which|There|Each|Every|Our|Your|No|None|Not|One|Only|If|HIV"
    r"|AIDS|Payment|May|Is|Are|"
    r"Does|Do|How|Can|When|Where|Why|Services?|Testing|Data|Client|Nobody|Anyone|Everyone|Everybody|Group|Host"
    r"|Call|Bid|Panel|"
    rf"Contract|Project|{re.escape(chosen().name_en)}|China|Chinese|English|Please|Any|All|An|In|On|At|For|And|But|By|To|Our|My|Yes|id"
    r"|app|vct|art|prep|men|pep|wan)\b",
    re.IGNORECASE,
)
_PLACE_BEFORE = expression(r"\b(?:in|at|of|from|near|to) $")


def latin_names(text: str) -> Iterator[tuple[int, int]]:
    """The same for names in Latin letters: Li Fang is, 患者 yan wen."""
    for pattern in _LATIN:
        for match in pattern.finditer(text):
            start, end = match.span("name")
            if not _NOT_LATIN.match(text, start) and not _PLACE_BEFORE.search(
                text[max(0, start - 6) : start]
            ):
                yield start, end
