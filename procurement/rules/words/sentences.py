"""A text in sentences and clauses, each with its place; what asks, what shuts out and what takes a demand back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.ground.people.fold import closed, fold

CONDITIONS, CRITERIA, OTHER = "conditions", "criteria", ""
# Where the words of a call stand says what they are: what is said among conditions is a condition.
_SECTIONS = {
    "conditions": CONDITIONS,
    "criteria": CRITERIA,
    "eligibility": CONDITIONS,
    "how_to_bid": CONDITIONS,
    "eligibility.area_limit": CONDITIONS,
    "eligibility.experience_required": CONDITIONS,
}
# What is longer is read in pieces: patterns take the square of a sentence.
LONGEST = 240
_ENDS = re.compile(r"[。;!?\n]+|\.(?=\s+[A-Z]|\s*$)")
_CLAUSES = re.compile(r"[,:]+")
_TO_CONDITIONS = re.compile(
    r"(?:资格|申请|申报|报名|参加|参选|准入|应征|投标人?|供应商|承接主体|申报主体|响应人)(?:的)?(?:资格)?"
    r"(?:要求|条件|范围)(?:\s*$|.{0,4}[:。])|(?:eligibility|qualifications?|who may apply)\s*:?$",
    re.IGNORECASE,
)
_TO_CRITERIA = re.compile(
    r"(?:评分|评审|评选|评标|打分|计分|选拔)(?:的)?(?:标准|办法|因素|细则|表|方法|指标|要点)(?:\s*$"
    r"|.{0,6}[:。])"
    r"|(?:award |scoring |selection )?criteria\s*:?$",
    re.IGNORECASE,
)
_TO_OTHER = re.compile(
    r"^(?:[一二三四五六七八九十\d]{1,3}[、.)]|\([一二三四五六七八九十\d]{1,3}\))?\s*(?:采购|项目"
    r"|服务|资助|工作|付款|支付|"
    r"拨付|联系|时间|公告|报送|质量|验收|考核|其他|背景|目标|预算|经费|递交|提问)[^,:。]{0,8}(?:\s*$|:)"
)
_QUESTION = re.compile(r"^\s*(?:问[:题]|[QＱ][:.])|(?:吗|呢|么|与否)\s*$")
_ANSWER = re.compile(r"^\s*(?:答(?:复)?|[AＡ])[:.]")
_YES = re.compile(r"须|要(?!不)|需|必须|应当?|是的|对的|可以|\byes\b|\bmust\b", re.IGNORECASE)
_NO = re.compile(r"不|无|没|否|勿|\bno\b|\bnot\b", re.IGNORECASE)


@dataclass(frozen=True)
class Sentence:
    """``text`` is folded; ``start`` and ``end`` are places in what was given. ``section`` says among what it stands."""

    text: str
    start: int
    end: int
    section: str

    def clause(self, place: int) -> str:
        """The clause in which ``place`` of the sentence lies."""
        begin, end = self._bounds(place)
        return self.text[begin:end]

    def behind(self, place: int) -> str:
        """What follows the clause of ``place`` in the sentence."""
        return self.text[self._bounds(place)[1] :]

    def before(self, place: int) -> str:
        """The clause up to ``place``."""
        return self.text[self._bounds(place)[0] : place]

    def _bounds(self, place: int) -> tuple[int, int]:
        begin, end = 0, len(self.text)
        for cut in _CLAUSES.finditer(self.text):
            if cut.end() <= place:
                begin = cut.end()
            elif cut.start() >= place:
                end = cut.start()
                break
        return begin, end


def sentences(text: str, field: str = "") -> Iterator[Sentence]:
    """The sentences of ``text`` in their order. A question says nothing by itself; with a *yes* for an answer it is
    what was answered. Under a heading such as 资格要求 what follows are conditions, until the next heading."""
    plain, places = fold(text)
    plain, kept = closed(plain)
    section = _SECTIONS.get(field.removesuffix("_zh").removesuffix("_en"), OTHER)
    given, asked = section, None
    for begin, end, is_question in _parts(plain):
        said = plain[begin:end]
        one = Sentence(said, places[kept[begin]], places[kept[end - 1]] + 1, section)
        if not given:
            section = _section_after(said, section)
            one = Sentence(said, one.start, one.end, section)
        if is_question or _QUESTION.search(said):
            asked = one
        elif asked is not None and _ANSWER.search(said) and _YES.search(said) and not _NO.search(said):
            yield Sentence(f"{asked.text},{said}".replace("是否", ""), asked.start, one.end, section)
            asked = None
        else:
            asked = None
            yield one


def _section_after(said: str, section: str) -> str:
    if _TO_CRITERIA.search(said):
        return CRITERIA
    if _TO_CONDITIONS.search(said):
        return CONDITIONS
    return OTHER if _TO_OTHER.search(said) else section


def _parts(plain: str) -> Iterator[tuple[int, int, bool]]:
    begin = 0
    for cut in (*_ENDS.finditer(plain), None):
        end = cut.start() if cut else len(plain)
        while begin < end:
            stop = _stop_of(plain, begin, end)
            said = plain[begin:stop]
            if said.strip():
                lead = len(said) - len(said.lstrip())
                yield begin + lead, begin + len(said.rstrip()), stop == end and bool(cut and "?" in cut[0])
            begin = stop
        begin = cut.end() if cut else end


def _stop_of(plain: str, begin: int, end: int) -> int:
    """Where a sentence ends, or the last comma before it grows so long that reading it takes too long."""
    if end - begin <= LONGEST:
        return end
    return plain.rfind(",", begin + 1, begin + LONGEST) + 1 or begin + LONGEST


# What asks, what shuts out, what gives points; what takes a demand back.
DEMANDS = re.compile(
    r"须|应(?![急用届聘])|必须|必备|需(?!求)|要求|方(?:可|能|有|具)|才(?:可|能|准|有|算)|只(?:限"
    r"|能|接受|考虑|允许|有|面向|采信|认"
    r"|向|从|由|在|受理)|仅(?:限|接受|面向|允许|采信|认|考虑|向|从|由|在|受理)|限(?!额|时|期|制)"
    r"|(?<!不作为)(?<!不以)前提|条件|门槛|为准|资格|具备|具有"
    r"|拥有|不(?:得|能|应|可)?(?:少|低|小|短|高)于|不得?(?:少|低)|至少|最低|起点"
    r"|达(?:到)?(?=[\d一二三四五六七八九十百])|以上|及格|合格|凭|硬性|为(?:本|我)|请提供"
    r"|提供.{0,30}(?:证明|材料)"
)
POINTS = re.compile(
    r"[得加计记给]\d+分|[得加计记给][一二三四五六七八九十两]+分|\d+分|加分|得分|计分|满分|分值"
    r"|评分(?!标准[:。]?$)|加成|加权|优先|择优"
    r"|优惠|倾斜|扣分|零分|不得分|高分|得高|排(?:名|序)|上浮|百分点|同等条件"
)
SHUTS_OUT = re.compile(
    r"不(?:参加|参与本|适用|面向)(?!.{0,4}的)|(?:一律|概|一概|暂|均)?不(?:在|列入|纳入"
    r"|属于?)[^,]{0,10}(?:范围|之列|考虑|名单|对象)|(?:一概"
    r"|概|一律)不|不予(?:考虑|受理|接受|通过|接收|评审|认可|准入|报名|登记|推荐|入围|资助)|(?:不"
    r"|勿|拒绝|谢绝|不再|暂不)(?:接受|受理|考虑|接收|允许"
    r"|欢迎|安排|邀请|纳入|推荐|资助|认可|承认|收取其)|(?:不得|不能|不可|不可以|不准|不许|不宜|无法"
    r"|无权|没有资格|无资格|请勿|请不要|勿|不要)"
    r"(?:参加|参与|报名|投标|申请|申报|应征|响应|入围|递交|承接|竞争|来)|不具备.{0,8}(?:资格|条件)"
    r"|(?:按|作|做|视为|为).{0,4}无效|"
    r"无效(?:投标|响应|申请|处理)|(?:资格)?(?:审查|审核|初审)(?:不|未)(?:通过|合格)|不(?:合格|通过"
    r"|符合资格)|退出|淘汰|出局|排除|否决|拒收|退回"
    r"|取消.{0,8}资格|失去.{0,6}资格|谢绝|免谈|除外|不在.{0,8}(?:范围|之列|考虑)"
)
LACKS = re.compile(
    r"(?:首次|初次|新成立|新设|刚成立|来自|其他(?:省|市|州|县|区|地)|以下|为负|亏损|小(?:型)?(?:机构"
    r"|组织))|没有?|无(?!论|需|须|效)|未|不(?:满|足|到|达|具备|具有|在|是|属|够|及|符合)|非|少于"
    r"|低于|小于|缺|外(?:地|省|市|州|县|来|埠)|[州市县省区]外|异地|跨[省市州县]"
)
TAKEN_BACK = re.compile(
    r"不得(?!少|低|小|短|高|分|参|报|投|申|入|承|竞|递|不|拒|迟|晚|转|分包|缺|随意|更换|拖|挪|由"
    r"|为)|不(?:允许|准|许|可|应|能|宜)(?:以|将|把|要求|设|因|规定|作|用)"
    r"|严禁|禁止|杜绝|不以|不(?:作|做|列|设|限|要求|看重?|论|问|分|加分|计分|给分|享受|再|需|必|用"
    r"|查|收|附|区分|存在|考察|评)(?!得)|"
    r"无(?:需|须|论|[^,]{0,10}(?:要求|限制|门槛))|(?<!有)没有[^,]{0,10}(?:要求|限制|门槛)|毋须|(?:也"
    r"|亦|同样|均|都|皆)(?:可|能|欢迎|有资格)|同等的?(?:机会|参与|待遇)|一视同仁|享有同等|(?:没有"
    r"|无)(?:任何)?(?:关系|影响)|未采纳|不予采纳|不采纳|"
    r"取消(?![^,]{0,8}资格)|废止|删除|删去|撤销|无论|不论|不管|欢迎|免(?:收|交|缴|除|予|于)|代替"
    r"|替代|放宽|鼓励"
)
# In the clauses behind: what was said before them holds no more.
TAKEN_BACK_BEHIND = re.compile(
    r"(?:没有|无|毫无)(?:任何)?(?:关系|关联|影响)|(?:一律|均|应|予以)?(?:删去|删除|取消|去掉|清理"
    r"|纠正|作废)|(?:与|跟)[^,]{0,12}(?:没有|无)关|不(?:影响|作|计|计分|加分|看|予考虑|予采用)"
    r"|请(?:向)?[^,]{0,8}(?:举报|投诉|反映)|(?:交了|有了|写了)也|(?:采购人|我局|本局|我委|本单位)?(?:未"
    r"|不予|没有|不)(?:予)?采纳|不再(?:设|要求|作|执行|使用|适用|沿用|列)|没有(?:的)?(?:也|亦|同样"
    r"|都)|"
    r"(?:也|亦|同样|均|都|皆)(?:可(?:以)?|能|欢迎|一视同仁)|同样欢迎|予以(?:删除|取消|废止)"
    r"|已(?:经)?(?:删除|取消|废止|作废|清理)|的?(?:做法|规定|条款|条件)"
    r".{0,6}(?:不得|一律不|属(?:于)?违规|违法|违反|错误)|(?:属(?:于)?|是|均为|即)(?:违规|违法|不合理)"
    r"|一律(?:不得|禁止|清理|取消)"
)
REPORTS = re.compile(
    r"据(?:统计|了解|悉|调查)|(?:去年|上年度?|往年|前年|截至|截止目前|近年来?|历年|过去)|\d{4}年(?:度"
    r"|底|末|\d{1,2}月)?[^,]{0,12}(?:共|累计|有|已)|已(?:经|有|完成|累计)|现有|曾"
)


def is_demanded(one: Sentence, place: int, *, points: bool = True) -> bool:
    """Whether what stands at ``place`` is asked for: as a condition, by shutting out whoever lacks it, or by points."""
    clause, behind = one.clause(place), one.behind(place)
    if SHUTS_OUT.search(one.text) and LACKS.search(clause):
        return not re.search(r"不得(?:以|因|将|把)|严禁|禁止", clause)
    if TAKEN_BACK.search(clause) or TAKEN_BACK_BEHIND.search(behind):
        return False
    if DEMANDS.search(one.text) or (points and POINTS.search(one.text)):
        return True
    return bool(one.section) and not REPORTS.search(one.text)
