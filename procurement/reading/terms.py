"""The term of the service: its days and months, sure only where the whole clause that says them was read."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from portal.ground.expression import expression
from portal.ground.values.figures import CHINESE
from procurement.reading import dates, lengths
from procurement.reading.dates import When
from procurement.reading.found import Found, Source, Sure
from procurement.reading.labels import under
from procurement.reading.lengths import Length
from procurement.reading.outline import said, topics_at
from procurement.reading.text import Passage, any_of, spaced, trimmed

_LABELS = (
    "项目实施周期 项目执行周期 项目执行期限 项目执行期 项目周期 实施周期 服务周期 合同履行期限 合同履约期限 "
    "履约期限 合同期限 执行时间 项目执行时间 项目执行 工作时间 项目时间 项目时限 服务时限 服务年限 起止时间 "
    "服务起止时间 执行周期 合同期 工期 协议期限 框架协议期限 "
    "服务期限 服务期 项目期限 项目实施时间 项目实施期限 实施期限 实施时间 执行期限 服务时间"
)
# Where no sign stands behind the label: a heading above its line, or a sentence.
_HEADING = expression(
    rf"(?:^|\n)[^\n:]{{0,8}}?{spaced(_LABELS)}[ \t]{{0,3}}:?[ \t]{{0,3}}\n(?P<value>[^\n|\t]{{1,300}})"
)
_IN_SENTENCE = expression(
    rf"{any_of(_LABELS)}(?:原则上|一般|暂定|约定)?(?P<value>(?:[为是共计自从约]|(?=[\d{CHINESE}半])|"
    rf"不(?:得)?超过|最长|最多|至多)"
    rf"(?:[^。()\n|\t]|\([^()\n]{{0,80}}\)){{1,300}})"
)
# A semicolon ends the clause where something else is named behind it.
_CLAUSE_END = expression(
    r"[。\n]|,(?=[^。;,\n]{0,4}(?:经费|资金|费用|付款))|"
    r";(?=[^。;\n]{0,20}:|[ \t]*\(?[一二三四五六七八九十\d]{1,2}[)、.])"
)
_PART_BEFORE = expression(
    r"(?:每(?!个项目|家|个组织)|[各另]|第[^。;\n]{1,3}(?:期|阶段|年|批)|阶段|[前后首一二三]期|试运行|"
    r"分期)[^。;,|\n\t]{0,16}$"
)
# What was read stands as one of these signs in what is looked through for more.
_DAY_READ, _LENGTH_READ = "□", "■"
_HARMLESS = expression(
    rf"(?:截?至|截止到?|到|自|从|于|由)?{_DAY_READ}[ \t]?(?:\([^()]{{0,6}}\))?(?:起|开始|止|之?前|以前|底)*|"
    rf"(?:自|从)\d{{4}}年度?起|[为预]期|{_LENGTH_READ}期(?!满)|(?:不得?超过|不多于|最长|至多)|"
    r"(?:自|从)?(?:本|该|合同|协议|项目|双方|书面|正式|中标|成交|采购|服务|通知书?|的)*"
    r"(?:签订|签署|签定|签约|签|生效|启动|立项|发出)(?:本|合同|协议|书)*(?:之?日期?|当[日天]|时间)?(?:[之以]?后)?|"
    r"(?:之日)?起(?:止|至|到)?(?:计算?|算)?|"
    r"(?:服务|合同|协议|项目|实施|执行|履行|履约|具体|起止|总)*(?:周期|期限|工期|服务期|合同期|项目期|日期|时间)"
)
_BEARS = expression(
    rf"[每各均另再续延首余剩季年月日天周期试前后\d%½¼¾⅓⅔/×*+~]|阶段|分别|其中|上半|下半|学期|分之|"
    rf"[{CHINESE}][ \t]?个?(?:批|轮|次(?!性)|段|倍|学期)"
)
_ENDS = expression(r"[ \t]{0,3}(?:\([^()\n]{1,6}\))?(?:之前|以前|前|底前|止|底)")
_UNTIL = expression(r"(?:至|到|截止)[ \t]{0,3}$")
_BEGINS = expression(r"[ \t]{0,3}(?:开始|起(?!至|到|止))")
MOST_PASSAGES, MOST_SHOWN = 6, 120


def term(source: Source, days: list[When], pairs: list[tuple[When, When]]) -> Iterator[Found]:
    """First day, last day and months of the service. Passages that say different months are a question."""
    every = [found for one in _passages(source.folded) if (found := _Clause(source, one, days, pairs).read())]
    if not every:
        yield from _alone(source, pairs)
        return
    best = next((found for found in every if any(one.value is not None for one in found)), every[0])
    months = [one for found in every for one in found if one.field == "contract_months"]
    others = tuple(dict.fromkeys(one.value for one in months if one.value is not None))
    unread = any(one.value is None for one in months)
    for one in best:
        several = len(others) > 1 or (others and unread)
        if one.field == "contract_months" and one.value is not None and several:
            yield replace(one, sure=Sure.GUESS, note="several_values", others=others)
        else:
            yield one


def _alone(source: Source, pairs: list[tuple[When, When]]) -> Iterator[Found]:
    """The one long stretch of days that a text names without a word for it."""
    long = [
        (first, last)
        for first, last in pairs
        if (last.last_date - first.first_date).days >= LEAST_DAYS
        and not _NO_TERM.intersection(topics_at(source.folded, first.start)[:1])
    ]
    if len(long) == 1:
        stop = _CLAUSE_END.search(source.folded, long[0][1].end)
        end = stop.start() if stop else len(source.folded)
        one = Passage(source.folded[long[0][0].start : end], long[0][0].start, end)
        for found in _Clause(source, one, [], long).read():
            yield found if found.note else replace(found, sure=Sure.LIKELY)


LEAST_DAYS = 56
_NO_TERM = frozenset({"closing", "signup", "documents", "remedy", "eligibility", "payment"})


def _passages(folded: str) -> Iterator[Passage]:
    """What stands under a label of the term; without any, below one and behind one in a sentence."""
    labelled = list(islice(under(_LABELS, folded), MOST_PASSAGES))
    within = [one for one in said("term", folded) if not any(one.start == other.start for other in labelled)]
    labelled += within[: MOST_PASSAGES - len(labelled)]
    yield from labelled
    if not labelled:
        for pattern in (_HEADING, _IN_SENTENCE):
            for match in islice(pattern.finditer(folded), MOST_PASSAGES):
                yield trimmed(folded, *match.span("value"))


class _Clause:
    """One passage to the end of its clause, and what in it was read."""

    def __init__(
        self, source: Source, passage: Passage, days: list[When], pairs: list[tuple[When, When]]
    ) -> None:
        self.source, self.folded, self.start = source, source.folded, passage.start
        stop = _CLAUSE_END.search(self.folded, passage.start, passage.end)
        self.end = stop.start() if stop else passage.end
        self.pairs = [pair for pair in pairs if self._holds(pair[0])]
        within = [span for first, last in self.pairs for span in [(first.start, last.end)]]
        self.days = [
            when for when in days if self._holds(when) and not any(a <= when.start < b for a, b in within)
        ]
        within += [(when.start, when.end) for when in self.days]
        self.lengths = [
            one
            for one in lengths.lengths(self.folded, self.start, self.end)
            if not any(a <= one.start < b for a, b in within)
        ]

    def _holds(self, when: When) -> bool:
        return self.start <= when.start < self.end

    def read(self) -> list[Found]:
        """What the clause says; the months without a value where it says more or less than one length."""
        if self.pairs:
            return self._of_range(*self.pairs[0])
        end = next((when for when in self.days if self._is_last(when)), None)
        begin = next((when for when in self.days if when is not end and self._is_first(when)), None)
        used = [(when.start, when.end) for when in (begin, end) if when]
        whole = not self._says_more(used)
        found = [
            self._found(name, day, when, "" if whole else "not_read_whole")
            for name, when, day in (
                ("service_from", begin, begin and begin.first_date),
                ("service_to", end, end and end.last_date),
            )
            if when
        ]
        if self.lengths and whole and self.lengths[0].is_said:
            return [*found, self._months(self.lengths[0])]
        return found if whole and (found or not self.lengths) else [*found, self._asked()]

    def _of_range(self, first: When, last: When) -> list[Found]:
        counted = dates.months_between(first, last)
        agree = all(not one.doubt and one.months == counted for one in self.lengths)
        whole = not self._says_more([(first.start, last.end)])
        note = "" if whole and agree else "not_read_whole" if agree else "other_length"
        one_range = len(self.pairs) == 1
        found = [
            self._found("service_from", first.first_date if one_range else None, first, note),
            # 2024年7月至12月: the last month is of the year of the first one.
            self._found(
                "service_to",
                last.last_date if one_range else None,
                replace(last, year_guessed=first.year_guessed),
                note,
            ),
        ]
        if note:
            return [*found, self._asked()]
        if counted and not self.lengths:
            months = self.source.found("contract_months", Decimal(counted), first.start, last.end)
            return [*found, replace(months, sure=found[0].sure, note=found[0].note)]
        return found + [self._months(one) for one in self.lengths[:1]]

    def _found(self, field: str, value: object, when: When, note: str) -> Found:
        if note:
            return self.source.found(field, value, *self._place(), Sure.GUESS, note)
        if field == "service_from" and not when.day and not self.pairs:
            return self.source.found(field, value, when.start, when.end, Sure.GUESS, "day_not_stated")
        sure, note = (Sure.LIKELY, "year_guessed") if when.year_guessed else (Sure.SURE, "")
        return self.source.found(field, value, when.start, when.end, sure, note)

    def _months(self, one: Length) -> Found:
        sure = Sure.GUESS if one.doubt else Sure.SURE
        return self.source.found("contract_months", one.months, one.start, one.end, sure, one.doubt)

    def _asked(self) -> Found:
        return self.source.found("contract_months", None, *self._place(), Sure.GUESS, "no_single_length")

    def _place(self) -> tuple[int, int]:
        return self.start, min(self.end, self.start + MOST_SHOWN)

    def _is_last(self, when: When) -> bool:
        before = self.folded[max(self.start, when.start - 5) : when.start]
        return bool(_ENDS.match(self.folded, when.end, self.end) or _UNTIL.search(before))

    def _is_first(self, when: When) -> bool:
        before = self.folded[max(self.start, when.start - 1) : when.start]
        return bool(_BEGINS.match(self.folded, when.end, self.end)) or before in ("自", "从")

    def _says_more(self, used: list[tuple[int, int]]) -> bool:
        """Whether the clause, or what stands right before its label, bears on time beyond what was read."""
        label = self.folded[max(0, self.start - 30) : self.start]
        if _PART_BEFORE.search(label):
            return True
        spans = [(a, b, _DAY_READ) for a, b in used]
        spans += [
            (one.start, one.end, _LENGTH_READ)
            for one in self.lengths
            if one.is_said and one.months == self.lengths[0].months
        ]
        rest, at = [], self.start
        for begin, end, sign in sorted(spans):
            rest += [self.folded[at:begin], sign]
            at = max(at, end)
        rest.append(self.folded[at : self.end])
        return bool(_BEARS.search(_HARMLESS.sub("", "".join(rest))))
