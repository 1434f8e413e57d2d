"""One row for each kind of notice: what it is called, carries, brings about and is to the open data."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy


@dataclass(frozen=True, kw_only=True)
class Event:
    """What the record says happened when a notice stands there. ``told``: what a letter says of it to those who follow
    the call; ``line``: the same in a letter that gathers, after the title of the call."""

    code: str
    label: Promise
    told: Promise
    line: Promise


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of notice. No column has a default: what a new kind is to each room has to be said.

    ``code``: as in the procedures' chains, the rulebook and a notice's body. ``part``: the key of the body that is
    its own, "" where the words of the call are all it says; ``part_label``: that part in words. ``event``: what its
    publication is recorded as; None where this portal does not publish it. ``brings``: the step of a call that begins
    with it, "" for none. ``shown_in``: the steps in which its newest stands on the call's page as what came of it.
    ``title_pattern``: a regular expression that knows it by the title of a pasted text, "" where a title does not
    tell; the order of the rows is the order of asking. ``tag`` and ``document_type``: codes of OCDS 1.1 (releaseTag,
    documentType)."""

    code: str
    label: Promise
    part: str
    part_label: str | Promise
    event: Event | None
    brings: str
    shown_in: tuple[str, ...]
    title_pattern: str
    tag: str
    document_type: str

    @property
    def recorded_as(self) -> str:
        """The code of its event. Raises LookupError for a kind that this portal does not publish."""
        if self.event is None:
            raise LookupError(self.code)
        return self.event.code


PUBLISHED = Event(
    code="published",
    label=pgettext_lazy("event kind", "Published"),
    told=pgettext_lazy("letter", "A notice of the project you follow was published."),
    line=pgettext_lazy("letter in a line", "notice published"),
)
CORRECTED = Event(
    code="corrected",
    label=pgettext_lazy("event kind", "Corrected"),
    told=pgettext_lazy(
        "letter",
        "The project you follow was corrected. See what changed and whether the deadline moved.",
    ),
    line=pgettext_lazy("letter in a line", "corrected"),
)
TERMINATED = Event(
    code="terminated",
    label=pgettext_lazy("event kind", "Cancelled"),
    told=pgettext_lazy("letter", "The project you follow was called off. The reason stands in the notice."),
    line=pgettext_lazy("letter in a line", "called off"),
)
VOIDED = Event(
    code="voided",
    label=pgettext_lazy("event kind", "Declared void"),
    told=pgettext_lazy(
        "letter",
        "The project you follow ended without a result. The reason stands in the notice.",
    ),
    line=pgettext_lazy("letter in a line", "ended without a result"),
)
LIST_PUBLISHED = Event(
    code="list_published",
    label=pgettext_lazy("event kind", "Intended result shown"),
    told=pgettext_lazy(
        "letter",
        "An intended result of the project you follow is shown. Anyone may object until the day it names.",
    ),
    line=pgettext_lazy("letter in a line", "intended result shown"),
)
AWARDED = Event(
    code="awarded",
    label=pgettext_lazy("event kind", "Awarded"),
    told=pgettext_lazy("letter", "The project you follow has a result."),
    line=pgettext_lazy("letter in a line", "result published"),
)
CONTRACT_PUBLISHED = Event(
    code="contract_published",
    label=pgettext_lazy("event kind", "Agreement published"),
    told=pgettext_lazy("letter", "The agreement of the project you follow is signed and published."),
    line=pgettext_lazy("letter in a line", "agreement published"),
)
ACCEPTANCE_PUBLISHED = Event(
    code="acceptance_published",
    label=pgettext_lazy("event kind", "Acceptance published"),
    told=pgettext_lazy("letter", "The acceptance of the project you follow is published."),
    line=pgettext_lazy("letter in a line", "acceptance published"),
)


def _call(code: str, label: Promise, *, title_pattern: str = "") -> Kind:
    """A notice that opens a call."""
    return Kind(
        code=code, label=label, part="", part_label="", event=PUBLISHED, brings="open", shown_in=(),
        title_pattern=title_pattern, tag="tender", document_type="tenderNotice",
    )  # fmt: skip


def _not_published(
    code: str, label: Promise, *, tag: str, document_type: str, title_pattern: str = ""
) -> Kind:
    """A notice that the law knows and this portal does not publish yet."""
    return Kind(
        code=code, label=label, part="", part_label="", event=None, brings="", shown_in=(),
        title_pattern=title_pattern, tag=tag, document_type=document_type,
    )  # fmt: skip


_ROWS = (
    Kind(
        code="correction",
        label=pgettext_lazy("notice kind", "Correction"),
        part="changes",
        part_label=gettext_lazy("What changed"),
        event=CORRECTED,
        brings="",
        shown_in=(),
        # A correction of an award is a correction.
        title_pattern="更正|变更公告|澄清公告|延期公告|(?:延期|延长[^。]{0,10}(?:时间|期限)|推迟|顺延)的?(?:公告|通知|说明)",
        tag="tenderAmendment",
        document_type="tenderNotice",
    ),
    Kind(
        code="void",
        label=pgettext_lazy("notice kind", "Void tender"),
        part="reason",
        part_label=gettext_lazy("Reason"),
        event=VOIDED,
        brings="void",
        shown_in=(),
        title_pattern="废标|流标|采购失败",
        tag="tenderCancellation",
        document_type="tenderNotice",
    ),
    Kind(
        code="termination",
        label=pgettext_lazy("notice kind", "Termination"),
        part="reason",
        part_label=gettext_lazy("Reason"),
        event=TERMINATED,
        brings="terminated",
        shown_in=(),
        title_pattern="终止",
        tag="tenderCancellation",
        document_type="tenderNotice",
    ),
    _not_published(
        "intention",
        pgettext_lazy("notice kind", "Procurement intention"),
        title_pattern="采购意向|意向公开",
        tag="planning",
        document_type="plannedProcurementNotice",
    ),
    _not_published(
        "requirement_consultation",
        pgettext_lazy("notice kind", "Public comment on the requirement"),
        tag="planning",
        document_type="hearingNotice",
    ),
    _call("prequalification", pgettext_lazy("notice kind", "Prequalification notice")),
    _call("tender_notice", pgettext_lazy("notice kind", "Tender notice")),
    _call("procurement_notice", pgettext_lazy("notice kind", "Procurement notice")),
    _call("solicitation", pgettext_lazy("notice kind", "Framework solicitation")),
    _call(
        "single_source_publicity",
        pgettext_lazy("notice kind", "Single-source publicity"),
        title_pattern="单一来源.{0,14}公示",
    ),
    _call("grant_call", pgettext_lazy("notice kind", "Grant call")),
    _call("selection_call", pgettext_lazy("notice kind", "Selection call")),
    Kind(
        code="list_publicity",
        label=pgettext_lazy("notice kind", "Publicity of the intended list"),
        part="result",
        part_label=gettext_lazy("The result"),
        event=LIST_PUBLISHED,
        brings="publicity",
        shown_in=("publicity",),
        title_pattern="拟资助|名单公示|立项公示|结果公示|评审结果",
        tag="award",
        document_type="awardNotice",
    ),
    Kind(
        code="contract",
        label=pgettext_lazy("notice kind", "Contract notice"),
        part="contract",
        part_label=gettext_lazy("The contract"),
        event=CONTRACT_PUBLISHED,
        brings="contracted",
        shown_in=("awarded", "contracted", "completed"),
        title_pattern="合同公告|合同公示",
        tag="contract",
        document_type="contractNotice",
    ),
    Kind(
        code="acceptance",
        label=pgettext_lazy("notice kind", "Acceptance notice"),
        part="acceptance",
        part_label=gettext_lazy("The acceptance"),
        event=ACCEPTANCE_PUBLISHED,
        brings="completed",
        shown_in=("contracted", "completed"),
        title_pattern="验收",
        tag="implementation",
        document_type="completionCertificate",
    ),
    _not_published(
        "performance_evaluation",
        pgettext_lazy("notice kind", "Performance evaluation"),
        title_pattern="绩效评价",
        tag="implementation",
        document_type="evaluationReports",
    ),
    Kind(
        code="award",
        label=pgettext_lazy("notice kind", "Result"),
        part="result",
        part_label=gettext_lazy("The result"),
        event=AWARDED,
        brings="awarded",
        shown_in=("awarded", "contracted", "completed"),
        title_pattern="中标|成交|结果公告|中选",
        tag="award",
        document_type="awardNotice",
    ),
    _not_published(
        "admission",
        pgettext_lazy("notice kind", "Admission notice"),
        tag="award",
        document_type="awardNotice",
    ),
    _not_published(
        "award_summary",
        pgettext_lazy("notice kind", "Summary of orders"),
        tag="award",
        document_type="awardNotice",
    ),
    _not_published(
        "complaint_decision",
        pgettext_lazy("notice kind", "Complaint decision"),
        tag="tenderUpdate",
        document_type="complaints",
    ),
)
KINDS: dict[str, Kind] = {one.code: one for one in _ROWS}
EVENTS: dict[str, Event] = {one.event.code: one.event for one in _ROWS if one.event}
