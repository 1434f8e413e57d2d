"""Who buys and under which name and number: title, kind of notice, buyer."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from portal.ground.expression import expression
from procurement.kinds import KINDS
from procurement.reading.found import Found, Source, Sure
from procurement.reading.labels import under
from procurement.reading.text import Passage, any_of, lines, spaced, trimmed

MOST_TITLE = 160
MOST_LINES_ABOVE = 12
_NOTICE_WORD = any_of(
    "公告 公示 通知 公告书 启事 邀请书 邀请函 函 指南 方案 采购意向 意向公开 征集书 征集令 征集 招募 招募书 招募令 "
    "邀约 邀约书 邀请 通告 函告 告示 布告 招标启事 遴选文件 比选文件 磋商文件 采购文件 招标文件 谈判文件 询价文件 "
    "公开遴选 公开比选 公开招募 公开选聘 服务比选 服务遴选 项目比选 项目遴选 "
    "指引 办法 细则 须知 简章 公开信 倡议书 征集文件"
)
# What stands above a title and is none: the number of the document, a salutation, lines of a news page, a day.
_NO_TITLE = expression(
    r"^(?:[\u4e00-\u9fff（）()]{1,16}[\[〔(]\d{4}[\])〕][ ]?(?:第?[ ]?\d{1,4}[ ]?号)?|"
    r"(?:来源|作者|编辑|责编|字号|字体|浏览|点击|阅读|发布|时间|日期|信息来源|稿源|记者|索引号|文号|主题|"
    r"打印|分享|当前位置|首页)[^。]{0,60}|"
    r"各[^。:]{0,40}[:]?|(?:公告|通知)?标题[ |:\t]*|附件\d?[:]?|\d{4}[-年./]\d{1,2}[-月./]\d{1,2}.{0,20}|"
    r".{0,24}(?:文件|网|网站|门户|公众号|平台)|特急|公开|政务公开|信息公开|通知公告|公示公告|正文|首页|"
    r".{0,30}[>›»].{0,60}|"
    r"(?:您|你)?(?:当前|现在)?(?:的|所在)?位置.{0,60}|[\[(].{0,30}\d{4}[-年]\d{1,2}.{0,24}[\])])$|"
    r"^(?:来源|作者|字号|当前位置|首页)"
)
_KINDS_NOT_OF_OURS = (
    (
        "market_survey",
        expression(
            r"市场(?:调研|调查|询价)|需求(?:调研|调查)|征询公告|询价调研|价格征询|供应商征集(?:调研)?意见"
        ),
    ),
    ("requirement_consultation", expression(r"需求(?:公示|征求意见|意见征集|论证)|征求意见")),
)
_KINDS = [(one.code, expression(one.title_pattern)) for one in KINDS.values() if one.title_pattern]
_GENERAL_WORDS = any_of(
    "项目 政府 采购 招标 公开 竞争性 磋商 谈判 询价 比选 遴选 申报 征集 中标 成交 结果 废标 终止 更正 投标 "
    "邀请 第二次 二次 文件 之一 选聘 招募 "
)
_HEADINGS = expression(r"项目概况|[一二三四五六七八九十]{1,3}、|\(一\)|\d[.、]")
# A line that gives the name, in its own row or in the one below.
_OWN_LINE = expression(
    r"^[ \t|*#]{0,8}(?:(?:\d{1,2}[.、)]|\(?[一二三四五六七八九十\d]{1,3}[)、.])[ \t]{0,4}){0,2}[ \t|]{0,4}"
    rf"{spaced('采购项目名称 招标项目名称 申报项目名称 服务项目名称 合作项目名称 项目名称 服务名称 标的名称 项目全称')}"
    r"[ \t*]{0,4}"
    r"(?:[:|][ \t|*]{0,6}|\t[ \t|]{0,6})(?:\n[ \t]{0,8}(?=[^\n:|\t]{6,160}$)(?![一二三四五六七八九十\d]{1,3}[、.]))?"
    r"(?P<name>[^\n|\t]{1,300})",
    re.MULTILINE,
)
_LABELLED = "采购项目编号 项目编号 采购编号 招标编号 项目号 采购计划编号 比选编号 遴选编号 磋商编号 编号"
_NEXT_LABEL = expression(r"[ ,;。(][ ]{0,4}[\u4e00-\u9fff][\u4e00-\u9fff()/]{1,11}:|[。;]|[ ]{2,}")
_NO_NAME = expression(
    r"__|[:|]|^(?:预算|采购方式|项目编号|详见|见附件|\(?(?:填写|请填|盖章))|"
    # The next column of a heading row.
    r"^.{0,10}(?:概况|内容|金额|数量|单位|时间|地点|方式|名称|备注|编号|要求|期限|限价|需求|来源|负责人|"
    r"电话|联系人)(?:\(.{0,6}\))?$"
)
_ORGANISATION = r"[\u4e00-\u9fff()]{2,40}?" + any_of(
    "局 委员会 卫健委 卫生健康委 健康委 办公室 管委会 办事处 人民政府 政府 中心 医院 学校 "
    "大学 学院 海关 厅 总站 站 协会 "
    "联合会 总会 院 所 公司 分局机关 机关 支队 妇联 团委 促进会 基金会 红十字会 慈善会 区委 县委 州委 市委 "
    "社会工作部 宣传部 政法委 卫健局 基金办 管理处 工会 残联 科协 工商联 团县委 团市委 团区委 团州委 工委"
)
# 禁毒委员会办公室 is no committee.
_ORGANISATION = (
    rf"{_ORGANISATION}(?!员会|社会工作|会)(?:办公室|第?[一二三四五六七八九十]?附属[\u4e00-\u9fff]{{0,6}}?医院|"
    r"(?<=公安局)[\u4e00-\u9fff]{0,4}?[大支]队)?"
)
# The name of a body, and words that any notice may have.
_GENERIC = expression(
    rf"(?:{_ORGANISATION})?(?:{_GENERAL_WORDS}|[()\[\]、\-: ])*{_NOTICE_WORD}(?:\(.{{1,8}}\))?"
)
_BODIES = expression(rf"{_ORGANISATION}(?:[ \u3000、]{{1,4}}{_ORGANISATION}){{0,3}}")
_NAME_LABELS = "采购项目名称 招标项目名称 申报项目名称 服务项目名称 项目名称"
# On a line with other labels, or the line below.
_INLINE_NAME = expression(
    rf"(?:^|[^\u4e00-\u9fff]){spaced(_NAME_LABELS)}[ \t]{{0,4}}[:\n][ \t]{{0,6}}(?P<name>[^\n|\t]{{1,300}})"
)
_ENDS_AS_NAME = r"(?:项目|服务|行动|计划|工程|采购)"
# 项目：…服务 says the name with a shorter label; so does a sentence: 就…项目公开比选.
_SHORT_LABEL = expression(
    r"(?:^|[\n。;|])[ \t]*(?:\(?[一二三四五六七八九十\d]{1,3}[)、.．][ \t]*)?[^\u4e00-\u9fff\n:]{0,4}"
    r"(?:(?:服务|采购|购买|招标|合作|比选|遴选|标的)?(?:项目)?(?:名称|全称)|(?:服务|采购|购买|招标|"
    r"比选)?(?:项目|事项|标的|内容))(?:[ \t]*[:|\t][ \t]*|[ ]{1,8}|[ \t]*\n[ \t]*)"
    rf"(?P<name>[^\n|\t。;,]{{4,80}}?{_ENDS_AS_NAME}(?:\([^()\n]{{1,20}}\))?)[ \t]*(?=[\n|\t。;,]|$)"
)
_NAMED_AS = expression(r"(?:名称|全称)[ \t]*[:|\t\n ][ \t]*$")
_IN_SENTENCE = expression(
    rf"(?:就|对|将|实施|开展|承担|设立|为|组织)[的了]?(?:[“\"](?P<quoted>[^”\"\n]{{4,60}}?{_ENDS_AS_NAME})[”\"]|"
    rf"(?P<plain>[^“”\"《》,。;\n]{{6,60}}?{_ENDS_AS_NAME})(?=进行|组织|公开|采购|面向|向社会|委托|拟|交由|"
    rf"征求|比选|遴选|选聘))"
)
MOST_BEFORE_NAME = 400
_TWO_BODIES = expression(rf"{_ORGANISATION}[ \u3000、]{{1,3}}{_ORGANISATION}")
_BEFORE_VERB = expression(rf"({_ORGANISATION})(?=关于|拟|将|现就|现对|20\d\d年|[\"“《])")
_FIRM = expression(r"[\u4e00-\u9fff()]{4,40}?(?:公司|中心|事务所|集团|院|所)(?![\u4e00-\u9fff])")
_ENTRUSTED = expression(
    rf"(?:(?P<agency>[\u4e00-\u9fff()]{{4,36}}?(?:公司|中心|"
    rf"事务所))(?:\([^()\n]{{1,20}}\))?[,]?)?受(?P<buyer>{_ORGANISATION})(?:的)?委托"
)
# The body that a text speaks of as the one that calls: 经…研究, 记者从…获悉, 由…组织.
_SPOKEN = expression(
    rf"(?:^|[,。;\n ])(?:记者从|日前从|根据|由|经|受|按照)?(?P<body>{_ORGANISATION})(?:\([^()\n]{{1,60}}\))?"
    r"(?:获悉|拟|将|决定|因|现|制定|组织实施|启动|委托|就|面向|计划|年度工作计划)"
)
_LED_BY = "由经受请向从据与"
_RUN_BY = expression(r"(?:承办|协办|联合主办)(?:单位|方)?[ \t]*[:|]")
# 购买主体为…, and what stands first in the text where nothing else says who buys.
_NAMED_BUYER = expression(rf"(?:主体|采购[人方]|购买方|委托方|单位)(?:为|是)(?P<body>{_ORGANISATION})")
# A line of the head that is a body, with its day or its name in another tongue.
_HEAD_BODY = expression(
    rf"[A-Za-z ,.&()]{{0,60}}[/|]?[ ]?\(?(?P<body>{_ORGANISATION})[ ]{{0,3}}(?:\d{{4}}年\d{{1,2}}月\d{{1,2}}日)?\)?"
)
_ANY_BODY = expression(
    rf"(?:(?<![\u4e00-\u9fff])|(?<=[{_LED_BY}]))(?=[\u4e00-\u9fff])(?![{_LED_BY}])(?P<body>{_ORGANISATION})(?![\u4e00-\u9fff]{{0,2}}(?:网|报))"
)
# A page that tells the news is no buyer.
# Another body right behind the first: they call together.
_ANOTHER = expression(
    rf"[ \t]*(?:[、和]|[ \t\n]{{1,4}}(?=[^\n]{{2,30}}(?:局|委员会|委|会|中心|部)[ \t]*(?:\n|关于|20\d\d年|"
    rf"$))){_ORGANISATION}(?=[ \t\n、]|联合|关于|20\d\d年|$)"
)
_NO_BUYER = expression(r"各|有关|新闻|日报|晚报|网$|融媒|电视台|微信|发布$|招标网|采购网|交易中心|公司$")
AGENCY_PART = expression(
    spaced("采购代理机构信息 招标代理机构信息 代理机构信息 采购代理机构联系方式 代理机构联系方式")
)
BUYER_PART = expression(rf"{spaced('采购人信息 采购人联系方式 采购单位信息 征集人信息 招标人信息')}")


def title(source: Source, headline: Found | None) -> Iterator[Found]:
    """The project's name where the text says it under its label, else the ``headline``."""
    said = [
        one for match in _OWN_LINE.finditer(source.folded) if (one := _own_name(source, *match.span("name")))
    ]
    if not said:
        said = [
            name
            for one in _INLINE_NAME.finditer(source.folded)
            if (name := _own_name(source, *one.span("name")))
        ]
    if not said:
        said = [
            one
            for match in _SHORT_LABEL.finditer(source.folded)
            if (one := _own_name(source, *match.span("name")))
        ]
        label = source.folded[max(0, said[0].start - 12) : said[0].start] if said else ""
        if (
            said
            and headline
            and said[0].text not in source.folded[headline.start : headline.end]
            and not _NAMED_AS.search(label)
        ):
            names = tuple(dict.fromkeys((_words(source, said[0]), headline.value)))
            yield source.found(
                "title_zh", names[0], said[0].start, said[0].end, Sure.GUESS, "several_values", names
            )
            return
    names = tuple(dict.fromkeys(_words(source, one) for one in said))
    if len(names) == 1:
        yield source.found("title_zh", names[0], said[0].start, said[0].end)
    elif names:
        end = said[-1].end if said[-1].end - said[0].start <= MOST_TITLE else said[0].end
        yield source.found("title_zh", None, said[0].start, end, Sure.GUESS, "several_values", names)
    elif headline:
        # A name in quotes in the text, or two bodies before the title: which words are the name is a question.
        named = _IN_SENTENCE.search(source.folded, headline.end, headline.end + MOST_BEFORE_NAME)
        other = (
            named and (named["quoted"] or named["plain"]) not in source.folded[headline.start : headline.end]
        )
        # 印发《…办法》的通知: the paper has a name of its own.
        doubt = (
            other
            or re.search("[《【]", headline.passage)
            or _BESIDE_NAME.search(headline.passage)
            or _TWO_BODIES.match(headline.passage)
        )
        yield (
            replace(headline, sure=Sure.GUESS, note=headline.note or "several_values") if doubt else headline
        )


# A remark behind the title: （卫健+团委）, （摘要）; a year or a number of times is none.
_BESIDE_NAME = expression(
    r"[(（](?!第?[一二三四]次|重新|[^()（）]{0,6}(?:20\d\d|二[〇○]|类|磋商|比选|公告))[^()（）]{2,16}[)）][ ]?$"
)


def _own_name(source: Source, start: int, end: int) -> Passage | None:
    """The name a line gives, without what it says of something else."""
    if cut := _NEXT_LABEL.search(source.folded, start, end):
        end = cut.start()
    one = trimmed(source.folded, start, end, whole=True)
    is_name = 4 <= len(one.text) <= MOST_TITLE and not _NO_NAME.search(one.text)
    return one if is_name and re.search(r"[\u4e00-\u9fff]", one.text) else None


def headline(source: Source) -> Iterator[Found]:
    """The title line; a project's name where the text has none or a general one."""
    first = _first_line(source)
    heading = _heading(source, first) if first else None
    named = _project_name(source)
    if heading and not _GENERIC.fullmatch(heading.text):
        yield source.found("title_zh", _words(source, heading), heading.start, heading.end)
    elif named and heading:
        whole = _words(source, named) + _words(source, heading)
        yield source.found("title_zh", whole, named.start, named.end, Sure.LIKELY)
    elif named:
        yield source.found("title_zh", _words(source, named), named.start, named.end, Sure.LIKELY)
    elif heading or (first and len(first.text) <= 60 and not _HEADINGS.match(first.text)):
        line = heading or first
        assert line is not None
        yield source.found(
            "title_zh", _words(source, line), line.start, line.end, Sure.GUESS, "no_title_word"
        )


def _first_line(source: Source) -> Passage | None:
    """The first line that can be a title."""
    for one in islice(lines(source.folded), MOST_LINES_ABOVE):
        if not _NO_TITLE.search(one.text) and not _HEAD_ALONE.match(source.folded, one.start):
            label = re.match(r"(?:公告|通知)?标[ ]?题[ ]?[|:\t][ |\t]*", one.text)
            return trimmed(source.folded, one.start + label.end(), one.end, whole=True) if label else one
        if re.match(r"各[^。]{0,40}:?$", one.text):
            return None  # a letter begins with those it is for: its title was left out
    return None


# 公告 alone, its title below it.
_HEAD_ALONE = expression(
    r"(?:公[ ]{0,4}告|通[ ]{0,4}知|公[ ]{0,4}示)[ \t]*\n[ \t\n]{0,6}"
    r"(?![各一二三四五六七八九十\d(])[^\n。;:,]{10,60}[ \t]*(?:\n|$)"
)


def _heading(source: Source, first: Passage) -> Passage | None:
    """The first line, alone or with the next one, or its first run of words, if it ends as a notice's title does."""
    of_bodies = _BODIES.fullmatch(first.text)
    ends = (
        (_next_end(source, first),)
        if of_bodies
        else (first.end, _run_end(source, first), _sentence_end(source, first), _next_end(source, first))
    )
    for end in ends:
        one = trimmed(source.folded, first.start, end, whole=True)
        said = of_bodies or re.search(rf"{_NOTICE_WORD}(?:\([^()\n]{{1,20}}\))?$", one.text)
        if one.text and len(one.text) <= MOST_TITLE and said:
            again = _AGAIN.match(source.folded, one.end)
            return trimmed(source.folded, one.start, again.end(), whole=True) if again else one
    return None


def _next_end(source: Source, first: Passage) -> int:
    """The end of the line below: a title on two lines."""
    below = next((one for one in lines(source.folded) if one.start > first.end), None)
    joined = (
        below
        and len(first.text) <= 60
        and len(below.text) <= 60
        and not re.search(r"[。;:,]", first.text)
        and not re.search(r"[。;:|\t]", below.text)
        and not _NO_TITLE.search(below.text)
        and not _HEADINGS.match(below.text)
    )
    if not below or not joined:
        return first.start
    # The name of the body, of the project, and 比选公告: three lines.
    last = next((one for one in lines(source.folded) if one.start > below.end), None)
    more = last and _GENERIC.fullmatch(last.text) and not re.search(rf"{_NOTICE_WORD}$", below.text)
    return last.end if last and more else below.end


# （二次） on the line below a title.
_AGAIN = expression(r"[ \t]*\n[ \t]*\((?:第?[二三四]次|重新[^()\n]{0,4}|磋商公告|比选公告)\)(?=[ \t]*\n)")


def _sentence_end(source: Source, first: Passage) -> int:
    """The end of the first sentence, where all stands in one paragraph."""
    stop = source.folded.find("。", first.start, min(first.end, first.start + MOST_TITLE))
    return stop if stop > 0 else first.start


def _run_end(source: Source, first: Passage) -> int:
    blank = re.search(r"[ \t]", first.text)
    return first.start + blank.start() if blank else first.end


def _project_name(source: Source) -> Passage | None:
    for one in under("公告名称 采购项目名称 项目名称", source.folded):
        if 4 <= len(one.text) <= MOST_TITLE and not one.text.startswith(("预算", "采购方式", "项目编号")):
            return one
    return None


def _words(source: Source, one: Passage) -> str:
    """The words as they were typed, on one line."""
    return re.sub(r"[ \t\u3000]*\n[ \t\u3000]*", "", source.text[one.start : one.end])


# 单一来源采购征求意见公示 is publicity of a single source: what is ours is asked first, but for what is no notice.
_KINDS_IN_ORDER = (*_KINDS_NOT_OF_OURS[:1], *_KINDS, *_KINDS_NOT_OF_OURS[1:])


def kind(source: Source, heading: Found | None) -> str:
    """``call`` or the code of another notice, by the title, else by the first hundred characters."""
    said = heading.passage if heading else ""
    first = _first_line(source)
    for words in (said, first.text[:MOST_TITLE] if first else ""):
        for code, pattern in _KINDS_IN_ORDER:
            if pattern.search(words):
                return code
    return "single_source_publicity" if _ONE_SUPPLIER.search(source.folded) else "call"


# A form without a title that names who is to get it.
_ONE_SUPPLIER = expression(
    r"单一来源(?:[^\n]*\n){1,12}?[ \t\d.、]*拟(?:定|采购|成交|选定)?的?(?:唯一)?供应商[^\n:]{0,6}[:|\t]"
)


def project_number(source: Source) -> Iterator[Found]:
    for one in under(_LABELLED, source.folded):
        match = re.match(
            r"(?:[A-Za-z0-9\u4e00-\u9fff_\-/.]|\([^()\n]{0,20}\)|\[[^\[\]\n]{0,20}\]|〔[^〔〕\n]{0,20}〕){3,60}",
            one.text,
        )
        if match and re.search(r"\d", match[0]):
            end = one.start + match.end()
            yield source.found("project_no", source.text[one.start : end].strip(), one.start, end)
            return


def agency(source: Source) -> Iterator[Found]:
    """The agency that runs the purchase for the buyer: by its own part, its label, or 受 … 委托."""
    folded = source.folded
    part = AGENCY_PART.search(folded)
    said = under("名称", folded, start=part.end(), end=part.end() + 120) if part else iter(())
    for one in (
        *said,
        *under(
            "采购代理机构名称 采购代理机构 招标代理机构 代理机构名称 代理机构 招标代理 代理单位 集中采购机构 采购代理",
            folded,
        ),
    ):
        if match := _FIRM.match(one.text):
            yield source.found(
                "agency_name",
                source.text[one.start : one.start + match.end()],
                one.start,
                one.start + match.end(),
            )
            return
    if (match := _ENTRUSTED.search(folded)) and match["agency"]:
        yield source.found("agency_name", source.text[slice(*match.span("agency"))], *match.span("agency"))


def buyer(source: Source, heading: Found | None) -> Iterator[Found]:
    """The purchasing body by its own label, the title's beginning, the source line or the signature; never the
    agency."""
    agent = next((one.value for one in agency(source)), None)
    every = list(_buyers(source, heading))
    # 县疾控中心 is short for one that the text names, or nobody knows of which county.
    every.sort(key=lambda said: bool(_SHORT_BODY.match(said[0].text)))
    for one, sure in every:
        sure = Sure.GUESS if _SHORT_BODY.match(one.text) else sure
        match = re.match(_ORGANISATION + r"(?![\u4e00-\u9fff])", one.text) or re.fullmatch(
            r"[\u4e00-\u9fff()]{4,40}", one.text
        )
        if match and match[0] != agent and not _NO_BUYER.search(match[0]):
            end = one.start + match.end()
            found = source.found("buyer_name", source.text[one.start : end], one.start, end, sure)
            two = _ANOTHER.match(source.folded, end) or (
                source.folded[max(0, one.start - 6) : one.start].strip(" :|").endswith("主办")
                and _RUN_BY.search(source.folded)
            )
            doubt = "several_values" if two else "from_words" if sure is Sure.GUESS else ""
            yield replace(found, sure=Sure.GUESS, note=doubt) if doubt else found
            return


_SHORT_BODY = expression(r"(?:我|本|该)?[省州市县区](?=[\u4e00-\u9fff]{0,8}(?:局|委|中心|办|会|院))")


def _buyers(source: Source, heading: Found | None) -> Iterator[tuple[Passage, Sure]]:
    folded = source.folded
    part = BUYER_PART.search(folded)
    if part:
        for one in under("名称", folded, start=part.end(), end=part.end() + 120):
            yield one, Sure.SURE
    for one in under(
        "采购人名称 采购人 采购单位 购买方 委托方 组织单位 立项单位 征集人 招选主体 受理单位 发起单位 主办 "
        "采购单位名称 委托单位 招标单位 甲方 谁招募 出钱的 采购方 发起方 招募方 "
        "比选单位 招募单位 选聘单位 购买人 出资单位 购买主体 购买单位 招标人 征集单位 比选人 主办单位",
        folded,
    ):
        yield one, Sure.SURE
    if match := _ENTRUSTED.search(folded):
        yield trimmed(folded, *match.span("buyer"), whole=True), Sure.SURE
    if heading:
        match = _BEFORE_VERB.match(folded, heading.start, heading.end)
        if match:
            yield trimmed(folded, *match.span(1), whole=True), Sure.SURE
    for one in reversed(list(lines(folded))[-8:]):
        if len(one.text) <= 40 and re.fullmatch(rf"{_ORGANISATION}(?:\((?:代章|盖章|公章|章)\)?)?", one.text):
            yield one, Sure.LIKELY
    if match := _SPOKEN.search(folded):
        yield trimmed(folded, *match.span("body"), whole=True), Sure.LIKELY
    if heading:
        match = re.match(_ORGANISATION, folded[heading.start : heading.end])
        if match:
            yield trimmed(folded, heading.start, heading.start + match.end(), whole=True), Sure.LIKELY
    for one in under("发布单位 发布机构 发文单位 来源", folded):
        yield one, Sure.LIKELY
    if match := _NAMED_BUYER.search(folded):
        yield trimmed(folded, *match.span("body"), whole=True), Sure.LIKELY
    for one in islice(lines(folded), 3):
        if head := _HEAD_BODY.fullmatch(one.text):
            at = one.start + head.start("body")
            yield trimmed(folded, at, one.start + head.end("body"), whole=True), Sure.LIKELY
    if match := _ANY_BODY.search(folded):
        yield trimmed(folded, *match.span("body"), whole=True), Sure.GUESS
