"""The words for an illness, plain, veiled or in disguise, and for what is done about it."""

import re

from portal.ground.expression import expression

_HAN = r"[\u4e00-\u9fff]"
_FEW = "[1-9一二两三四五六七八九]"
ILLNESS = expression(
    # by name
    r"H\W?[I1l*某x]\W?V|\bA\W?[I1l]\W?D\W?S\b|[艾爱a] ?[滋兹子]|[艾爱][之知资]病?|[艾爱](?=[×*○□])|爱死病"
    r"|a ?i ?zi|艾[字病]|艾友|A友"
    r"|A病|(?-i:(?<![A-Za-z])AZ(?![A-Za-z\d]))|[是呈为]\+|梅毒|丙肝|淋病|性病|花柳|感染|[阴阳]\w?性|\(\+\)|(?:呈"
    r"|转|[查测]出?|是|为)阳(?![光历台面春宗])"
    r"|[阳羊]了|yang性|免疫缺陷|患者|病人|病友"
    r"|携带者|带原|带病毒|抗病毒|病毒载量|病载|CD ?[4四]|检测结果|检测报告|抗体|化验|病毒|病例|吸毒|戒毒|美沙酮"
    r"|海洛因|冰毒|白粉|男同|同性恋|卖淫|站街|坐台|母婴传播"
    r"|母婴阻断|gan ?ran|yang ?xing|huan ?zhe|que ?zhen"
    # medicines by their endings and short names: 拉米夫定, 替诺福韦, 多替拉韦, dolutegravir, TLD
    r"|[\u4e00-\u9fff](?:夫定|福韦|韦伦|拉韦|那韦|韦泰|韦林)|\b\w{2,12}(?:vudine|fovir|tegravir|virenz|navir|virine)\b"
    r"|(?<![A-Za-z\d])(?:TLD|TDF|TAF|3TC|FTC|EFV|DTG|AZT|NVP|LPV|BIC|RPV)(?![A-Za-z\d])|克力芝|必妥维|阻断药"
    # by what is not said: 那个病, 两条杠, 血有问题, 三个字母
    r"|[这那](?:个|种|样)?[毛怪脏]?病|的病(?![人友历情房案例种区床假理毒])|得了?病|(?<![不算说做])得了(?=[,;。!?]"
    r"|$)|[脏怪]病|染[病上了]|有病|病[死逝故]|绝症|世纪病|那个了|[“\"'‘]那个[”\"'’]|那种(?:毛?病|事)|一样的毛?病"
    r"|(?:术前|传染病?)[四八]项|[单双]阳|[三3]个(?:英文)?字母|[两双二2]道?条?杠"
    rf"|验血|验出|血{_HAN}{{0,4}}?(?:有|出了?|不)(?:点|了|太)?(?:问题|好|干净|正常|合格)|带了?毒|中了?招"
    r"|加号|抽血|拒治|脱失|[查验检测筛]着|[二两]条(?:红)?线|\btwo lines\b|免疫(?:系统|力)?[^,;\n]{0,4}?(?:出|坏"
    r"|垮|没|崩|缺|低|bug)"
    r"|检测(?:过不了|没过|有反应|不过关?|不好)|有反应|窗口期|恐友|🐑"
    r"|(?:检测|化验|检查|体检)(?:结果|单)?(?:不好|不对|异常|有问题)|疾控[^,;\n]{0,10}?(?:打电话|找|叫|喊|催|通知"
    r"|上门)[^,;\n]{0,3}?[我他她]"
    # a case, told as one
    rf"|(?:新增|新发现?|[检查测筛]出|报告|出现)[^,;\n\d]{{0,3}}{_FEW}例|{_FEW}例(?={_HAN}{{0,3}}?[是为系])"
    # by what is taken and what the clinic does
    rf"|[领拿取吃服断停换漏发送带捎寄]了?{_HAN}{{0,4}}?药|[我他她爹娘爸妈哥姐弟妹]的药|失访|[均都还已仍也]在治"
    rf"|确诊|确证|初筛|查出|[筛检测验]出来|复查"
    r"|\bpositive\b|\bnegative\b|\bpatients?\b|\binfected\b|\binfection\b|\bdiagnosed\b|\bliving with\b"
    r"|\bARVs?\b|\bART\b|\bthe virus\b|\bviral load\b|\bCD4\b|\breactive\b|\bpoz\b|\bundetectable\b"
    r"|\bon (?:treatment|meds|medication|the (?:pills?|drugs))\b|\b(?:the|that) (?:disease|illness|sickness|pills)\b"
    r"|\bthe bug\b|\bsida\b|\bU ?= ?U\b|\bsero[ -]?(?:positive|convert\w{0,3})\b|\bdiscordant\b|\bPLWHA?\b|\bPLHIV\b"
    r"|\b(?:reports?|results?|tests?"
    r"|blood) (?:came|come|is|was|were) (?:back|bad|not)\b"
    r"|\bcaught it\b|\bgot it\b",
    re.IGNORECASE,
)
# What is about clinics and medicine. In a portal for the services of one illness somebody in particular beside these is
# somebody of whom it is told; a name is so beside what is done to a body alone, since offices name their people, too.
TREATED = expression(
    r"药(?!学|师|店|房|品|监|剂|业|械|费|物|管)|住了?院|住了[^,;\n]{0,6}?[天月]|出院|打针|打过针|针是"
    r"|[抽采输]的?血|血站|阻断|试纸|走[了的]|一辈子"
    r"|那样[没走]|没了(?=[,;。]|$)|吞|[颗粒片][大小]?[白药片]|奶粉|确认的(?=[,;。]|$)|查的(?=那|[,;。]|$)"
    r"|\bformula milk\b|\bPCR\b"
    r"|\bmedicines?\b|\bpills?\b|\bblood\b"
    r"|\b[TC]D?4? cells?\b|\btherapy\b"
    r"|\bPrEP\b|\bPEP\b|\brefills?\b|\bprophyla\w{1,4}\b|\bdos(?:e|es|ing)\b|\binject\w{0,4}\b|\bneedles?\b"
    r"|\b(?:his|her|their) results?\b",
    re.IGNORECASE,
)
CARE = expression(
    # clinics and help
    r"医院|治疗|随访|疾控|关怀|家访|低保|领过|建档|[艾爱][^滋兹子]?家|(?<!生)病(?!假|事)|[体婚产]检|妇幼"
    r"|转介|转诊|(?:检验|化验|报告)单|指着[它这]|项目里的人"
    r"|(?<!检)测[了过的,;]|一起测|怀孕|产检"
    r"|\bclinics?\b|\bhospitals?\b|\btreatment\b|\bcheck-?ups?\b|\bprison\b"
    # what is hidden, and how people are shunned for it
    r"|瞒|偷偷|背着|不敢|怕(?:人|被|邻居|别人|同事|家里)|猜得?到|别(?:登报|再?拍|声张|说出去|问)|哭着|别让|不让"
    r"|嫌弃|躲着|隔离|赶[出走]|休学|退学|辞退|开除|离婚|传开|议论|闲话|过世"
    r"|去世|歧视|隐私"
    r"|\bstatus\b|\bdisclos\w{1,4}\b|\bstigma\b|\bsecret(?:ly)?\b|\bhid(?:e|es|ing|den)\b|\brumou?rs?\b"
    r"|\bgossip\b|\bexpelled\b"
    r"|\bfired\b|\bevicted\b|\bnobody (?:sees|knows)\b|\bwon't name\b",
    re.IGNORECASE,
)
# Beside these a count of few is a count of people who are served, ill or not.
SERVED = expression(
    r"筛|检测|在治|在册|建档|在管|治疗|死亡|存活|拒治|脱失|随访|孤儿|转介|服务对象|\btested\b|\bclients?\b"
    r"|\breferred\b|\bserved\b"
    r"|\balive\b|\bfollow(?:ed)?[- ]up\b|\badheren(?:t|ce)\b",
    re.IGNORECASE,
)
