"""A text in sentences and clauses, each with its place; what asks, what shuts out and what takes a demand back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from portal.ground.expression import expression
from portal.ground.people.fold import closed, fold

CONDITIONS, CRITERIA, PAYMENTS, TITLE, OTHER = "conditions", "criteria", "payments", "title", ""
# Where the words of a call stand says what they are: what is said among conditions is a condition.
_SECTIONS = {
    "conditions": CONDITIONS,
    "criteria": CRITERIA,
    "payments": PAYMENTS,
    "title": TITLE,
    "eligibility": CONDITIONS,
    "how_to_bid": CONDITIONS,
    "eligibility.area_limit": CONDITIONS,
    "eligibility.experience_required": CONDITIONS,
}
# What is longer is read in pieces: patterns take the square of a sentence.
LONGEST = 240
_ENDS = expression(r"[。;!?\n]+|\.(?=\s+[A-Z]|\s*$)")
_CLAUSES = expression(r"[,:]+")
_TO_CONDITIONS = expression(
    r"(?:资格|申请|申报|报名|参加|参选|准入|应征|投标人?|供应商|承接主体|申报主体|响应人)(?:的)?(?:资格)?"
    r"(?:要求|条件|范围)(?:\s*$|.{0,4}[:。])|(?:eligibility|qualifications?|who may apply)\s*:?$",
    re.IGNORECASE,
)
_TO_CRITERIA = expression(
    r"(?:评分|评审|评选|评标|打分|计分|选拔)(?:的)?(?:标准|办法|因素|细则|表|方法|指标|要点)(?:\s*$"
    r"|.{0,6}[:。])"
    r"|(?:award |scoring |selection )?criteria\s*:?$",
    re.IGNORECASE,
)
_TO_PAYMENTS = expression(
    r"^.{0,6}(?:付款|支付|拨付|拨款|结算|(?:资金|经费|费用|价款)(?:拨付|支付|结算))(?:的)?(?:方式|办法|条件|安排|进度|约定|标准)?"
    r"(?:\s*$|.{0,4}[:。])|payments?\s*:?$",
    re.IGNORECASE,
)
_TO_OTHER = expression(
    r"^(?:[一二三四五六七八九十\d]{1,3}[、.)]|\([一二三四五六七八九十\d]{1,3}\))?\s*(?:采购|项目"
    r"|服务|资助|工作|付款|支付|"
    r"拨付|联系|时间|公告|报送|质量|验收|考核|其他|背景|目标|预算|经费|递交|提问)[^,:。]{0,8}(?:\s*$|:)"
)
# An English denial reaches over commas.
_LATIN, _ENGLISH = expression(r"[A-Za-z]{2,}"), 5
_QUESTION = expression(r"^\s*(?:问[:题]|[QＱ][:.])|(?:吗|呢|(?<![什怎那这多])么)\s*$")
_ANSWER = expression(r"^\s*(?:答(?:复)?|[AＡ])[:.]")
_YES = expression(r"须|要(?!不)|需|必须|应当?|是的|对的|可以|\byes\b|\bmust\b", re.IGNORECASE)
_NO = expression(r"不|无|没|否|勿|\bno\b|\bnot\b", re.IGNORECASE)


@dataclass(frozen=True)
class Sentence:
    """``text`` is folded; ``start`` and ``end`` are places in what was given. ``section`` says among what it stands."""

    text: str
    start: int
    end: int
    section: str

    def without(self, words: re.Pattern[str]) -> "Sentence":
        """The same with ``words`` made unreadable where they stand."""
        return replace(self, text=words.sub(lambda found: "□" * len(found[0]), self.text))

    @property
    def is_english(self) -> bool:
        return len(_LATIN.findall(self.text)) >= _ENGLISH

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
        if self.is_english:
            return begin, end
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
    if _TO_PAYMENTS.search(said):
        return PAYMENTS
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
