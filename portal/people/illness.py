"""The words for an illness, plain, veiled or in disguise, and for what is done about it."""

import re

_HAN = r"[\u4e00-\u9fff]"
_FEW = "[1-9一二两三四五六七八九]"
ILLNESS = re.compile(
    # by name
    r"H\W?[I1l*某x]\W?V|\bA\W?[I1l]\W?D\W?S\b|[艾爱a] ?[滋兹子]|[艾爱][之知资]病?|爱死病|a ?i ?zi|艾[字病]|艾友|A友"
    r"|A病|AZ病|梅毒|丙肝|淋病|性病|花柳|感染|[阴阳]\w?性|\(\+\)|(?:呈|转|[查测]出?|是|为)阳(?![光历台面春宗])|[阳羊]了|yang性|免疫缺陷|患者|病人|病友"
    r"|携带者|带病毒|抗病毒|病毒载量|CD[4四]|检测结果|检测报告|抗体|化验|病毒|病例|吸毒|戒毒|美沙酮|海洛因|冰毒|白粉|男同|同性恋|卖淫|站街|坐台|母婴传播"
    r"|母婴阻断|替诺福韦|拉米夫定|多替拉韦|依非韦伦|gan ?ran|yang ?xing|huan ?zhe|que ?zhen"
    # by what is not said: 那个病, 两条杠, 血有问题, 三个字母
    r"|[这那](?:个|种|样)?[毛怪脏]?病|的病(?![人友历情房案例种区床假理毒])|得了?病|(?<![不算说做])得了(?=[,;。!?]|$)|[脏怪]病|染[病上了]|有病|病[死逝故]|绝症|世纪病|[三3]个(?:英文)?字母|[两双二2]道?条?杠"
    rf"|验血|验出|血{_HAN}{{0,4}}?(?:有|出了?|不)(?:点|了|太)?(?:问题|好|干净|正常|合格)|带了?毒|中了?招"
    r"|检测(?:过不了|没过|有反应|不过关?|不好)|有反应|窗口期|恐友|🐑"
    r"|(?:检测|化验|检查|体检)(?:结果|单)?(?:不好|不对|异常|有问题)|疾控(?:中心)?(?:打电话|找|叫|通知|上门)[我他她]"
    # a case, told as one
    rf"|(?:新增|新发现?|[检查测筛]出|报告|出现)[^,;\n\d]{{0,3}}{_FEW}例|{_FEW}例(?={_HAN}{{0,3}}?[是为系])"
    # by what is taken and what the clinic does
    rf"|[领拿取吃服断停换漏发]了?{_HAN}{{0,4}}?药|失访|[均都还已仍也]在治|确诊|确证|初筛|查出|[筛检测验]出来|复查"
    r"|\bpositive\b|\bnegative\b|\bpatients?\b|\binfected\b|\binfection\b|\bdiagnosed\b|\bliving with\b"
    r"|\bARVs?\b|\bART\b|\bthe virus\b|\bviral load\b|\bCD4\b|\breactive\b|\bpoz\b|\bundetectable\b"
    r"|\bon (?:treatment|meds|medication|the (?:pills?|drugs))\b|\b(?:the|that) (?:disease|illness|sickness|pills)\b"
    r"|\bthe bug\b|\bsida\b|\bU ?= ?U\b|\bcaught it\b|\bgot it\b",
    re.IGNORECASE,
)
# Beside these a count of few is a count of people who are served, ill or not.
SERVED = re.compile(
    r"筛|检测|在治|在册|在管|治疗|死亡|孤儿|转介|服务对象|\btested\b|\bclients?\b|\breferred\b", re.IGNORECASE
)
