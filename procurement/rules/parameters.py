"""The vocabulary of the rulebook: every figure a rule may ask for, its unit, its bound, its meaning."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from procurement.rules.procedures import NOTICE_KINDS


class Bound(StrEnum):
    """How a figure binds, and so which of two figures is the stricter one.

    ``MIN`` larger is stricter; ``MAX`` smaller is stricter; ``EXACT`` must be equal; ``FLAG`` the rule has no
    figure, it applies or it does not; ``TEXT`` the figure is the row's ``allowed`` codes."""

    MIN = "min"
    MAX = "max"
    EXACT = "exact"
    FLAG = "flag"
    TEXT = "text"


# Units a row may be written in, by kind. Days say which sort on the row: 日 or 工作日 is the law's choice.
DAYS = ("calendar_days", "working_days")
MINUTES = ("minutes",)
MONTHS = ("months",)
YEARS = ("years",)
PERCENT = ("percent",)
YUAN = ("yuan",)
COUNT = ("count",)
# Two thirds has no exact decimal: a committee's share of experts is kept as a number of thirds.
THIRDS = ("thirds",)
NONE = ("",)

UNITS = frozenset((*DAYS, *MINUTES, *MONTHS, *YEARS, *PERCENT, *YUAN, *COUNT, *THIRDS, *NONE))


@dataclass(frozen=True)
class Parameter:
    """One name of the vocabulary. ``units`` are those a row of it may use."""

    name: str
    units: tuple[str, ...]
    bound: Bound
    meaning: str

    @property
    def more_is_stricter(self) -> bool:
        """For TEXT: codes added bind more (what is forbidden or must be filled), instead of allowing more."""
        return self.theme == "fields" or self.name.endswith(".forbidden")

    @property
    def theme(self) -> str:
        return self.name.split(".")[0]


def _declare(units: tuple[str, ...], bound: Bound, meanings: Mapping[str, str]) -> dict[str, Parameter]:
    return {name: Parameter(name, units, bound, meaning) for name, meaning in meanings.items()}


# Also the windows in which a supplier may act: nobody may close them sooner.
SHORTEST_TIMES = _declare(
    DAYS,
    Bound.MIN,
    {
        "intention.min_before_publication": "from the procurement intention to the first invitation notice",
        "requirement_comment.min": "time for public comment on the requirement of a service to the public",
        "notice_period.min": "how long a call stands, from its first publication on the official medium",
        "prequalification_notice_period.min": "how long a prequalification notice stands",
        "prequalification.min_after_notice": "from the prequalification notice to the end of applications",
        "documents.min_open": "how long the documents can be had",
        "bids_due.min_after_publication": "from publication to closing",
        "bids_due.min_after_documents": "from the first day documents are given out to closing",
        "bids_due.min_if_province_wide": "from publication to closing of a call open to the whole province",
        "bids_due.min_with_waiver": "from publication to closing where the supervisor shortened it in public",
        "extension.min": "by how much a call that nobody answered is extended",
        "ask_by.min_before_closing": "from the last day for questions to closing",
        "answers_by.min_before_closing": "from the last day for answers to closing",
        "correction.min_before_closing": "from the notice of a change that affects offers to closing",
        "correction.min_before_prequalification": "from the notice of a change to the end of applications",
        "publicity.min": "how long an intended result, or the case for a single source, is shown",
        "result_notice_period.min": "how long the notice of the result stands",
        "challenge.window": "in which a challenge may be filed",
        "complaint.window": "in which a complaint may be filed, after the time for the reply has ended",
    },
)
LONGEST_TIMES = _declare(
    DAYS,
    Bound.MAX,
    {
        "medium.max_after_receipt": "within which the official medium puts out a notice it has received",
        "answer.max_after_arrival": "from the arrival of a question to its answer",
        "framework.review_max": "from an application to its review",
        "framework.admission_max": "from approval to the notice of admission",
        "framework.tell_users_max": "from signing to telling the users",
        "framework.order_result_max": "from an order decided among suppliers to its notice",
        "framework.summary_max": "from the end of the framework to the summary of all orders",
        "rearguing.max_after_publicity": "from the end of publicity to the answer to objections",
        "deposit.refund_max": "from award letter (losers) or contract (winner) to its refund",
        "termination.refund_max": "from termination to the refund of fees and deposits",
        "host_fee.pass_on_max": "from receipt of money by the host to its passing on",
        "scoring.max": "for scoring, from opening",
        "report.max_after_evaluation": "from the end of evaluation to the report",
        "winner.max_after_report": "from the report to the buyer's decision",
        "result.max_after_award": "from the decision to the notice of the result and the award letter",
        "result.max_after_publicity": "from the end of publicity, and the last reply to an objection, to the result",
        "plan_talk.max_after_award": "from the award to the talk on the plan",
        "contract.max_after_award": "from the award letter to the signed contract or agreement",
        "contract.publication_max": "from signing to publication",
        "contract_change.publication_max": "from a change of a contract to its publication",
        "contract.filing_max": "from signing to the copy with finance",
        "acceptance.publication_max": "from acceptance or evaluation to its publication",
        "termination.publication_max": "from the end of the task to the notice of termination",
        "first_payment.max_after_agreement": "from the agreement to the first payment",
        "challenge.reply_max": "from a challenge to the reply",
        "objection.reply_max": "from an objection in the programme regime to the reply",
        "complaint.review_max": "for finance to see whether a complaint is admissible",
        "complaint.refusal_max": "for finance to refuse it or name the right place",
        "complaint.service_max": "for finance to serve copies",
        "complaint.statement_max": "for the respondent's statement",
        "complaint.decision_max": "for the decision",
        "complaint.suspension_max": "of suspension while the complaint is open",
        "complaint.publication_max": "from the decision to its publication",
        "information.publication_max": "for government information to be published",
        "information.reply_max": "for the answer to a request for information",
        "information.extension_max": "by which that answer may be extended",
    },
)
THRESHOLDS = _declare(
    YUAN,
    Bound.EXACT,
    {
        "procurement_threshold": "from this value on the Procurement Law applies outside the catalogue",
        "open_tender_threshold": "from this value on, open tender is the method unless another is approved",
    },
)
SMALLEST_SHARES = _declare(
    PERCENT,
    Bound.MIN,
    {
        "framework.min_eliminated_share": "share of conforming suppliers left out",
        "framework.min_eliminated_share_laboratory": "the same for laboratory equipment by quality first",
        "sme.min_reserved_share": "share reserved for small and medium enterprises where it suits",
        "sme.min_small_micro_share": "small and micro enterprises' part of what is reserved",
        "sme.min_deduction": "price deduction for small and micro enterprises where nothing is reserved",
        "sme.min_joint_deduction": "the same for consortia with them and work subcontracted to them",
        "spending.min_cso_share": "share of new public-service spending bought from social organisations",
        "price_weight.min": "weight of the price",
        "first_payment.min_share": "share paid first",
    },
)
LARGEST_SHARES = _declare(
    PERCENT,
    Bound.MAX,
    {
        "recommended.max_buyer_share": "share of suppliers the buyer may recommend",
        "single_source.max_top_up": "top-up for consistency, of the first contract",
        "framework.max_remaining_for_top_up": "share of suppliers left, below which more may be called",
        "deposit.max_share": "bid deposit, of the budget",
        "performance_bond.max_share": "performance bond, of the contract",
        "sme.max_deduction": "price deduction for small and micro enterprises where nothing is reserved",
        "sme.max_joint_deduction": "the same for consortia with them and work subcontracted to them",
        "host_fee.max_share": "what a host may keep, of the money it passes on",
        "price_weight.max": "weight of the price",
        "low_offer.max_ratio": "the share up to which documents may raise these",
        "supplement.max_share": "supplementary contracts together, of the original contract",
        "output_linked.max_share": "share of the money that hangs on output",
        "budget_lines.max_moved": "share that may be moved between budget lines by notice",
    },
)
SHARES = _declare(
    PERCENT,
    Bound.EXACT,
    {
        "domestic.deduction": "price deduction for products of this country that compete with others",
        "domestic.inside_service": "the same for goods inside a service",
        "criteria.weights_sum": "sum of the weights of the criteria",
        "low_offer.of_mean": "an offer below this share of the mean of conforming offers is questioned",
        "low_offer.of_second": "an offer below this share of the second lowest is questioned",
        "low_offer.of_ceiling": "an offer below this share of the ceiling, or the budget, is questioned",
    },
)
SMALLEST_NUMBERS = _declare(
    COUNT,
    Bound.MIN,
    {
        "invited.min": "suppliers drawn or invited",
        "invited.min_pool_ratio": "size of the pool, as a multiple of the number drawn",
        "invited.min_witnesses": "staff of the buyer who witness the draw",
        "framework.min_surveyed_users": "buyers or users asked in the survey of need",
        "framework.min_surveyed_suppliers": "suppliers asked in the survey of need",
        "framework.min_eliminated": "conforming suppliers left out at least",
        "survey.min_suppliers": "providers asked in the survey of need before a purchase",
        "bidders.min": "bidders, or conforming offers, needed to go on",
        "bidders.min_reduced": "the same where the condition in the row's codes is met",
        "candidates.min": "candidates ranked for award",
        "sme.min_qualifying": "qualifying small and medium enterprises, below which the reservation falls",
        "committee.min": "members of the committee",
        "testing.min_quality_indicators": "quality indicators, not counts, where testing is included",
    },
)
LARGEST_NUMBERS = _declare(
    COUNT,
    Bound.MAX,
    {
        "extension.max_times": "how often a call that nobody answered may be extended",
        "panel.max_buyer_members": "panel members from the buyer",
        "plan_talk.max_times": "talks in which a plan may change after the award",
        "unfounded_complaints.max": "unfounded complaints in the window that lead to the bad-record list",
    },
)
NUMBERS = _declare(
    COUNT,
    Bound.EXACT,
    {
        "panel.size": "members of the panel of a programme call",
    },
)
THIRDS_MIN = _declare(
    THIRDS,
    Bound.MIN,
    {
        "committee.min_expert_share": "experts in the committee",
    },
)
MINUTES_MIN = _declare(
    MINUTES,
    Bound.MIN,
    {
        "low_offer.min_time_to_explain": "time to explain a low offer",
    },
)
MONTHS_MAX = _declare(
    MONTHS,
    Bound.MAX,
    {
        "framework.max_term": "term of a framework agreement",
        "contract_months.max": "term of a contract for purchased services",
        "contract_months.max_if_stable": "the same for fixed content, stable need, money and price",
    },
)
MONTHS_EXACT = _declare(
    MONTHS,
    Bound.EXACT,
    {
        "unfounded_complaints.window": "in which unfounded complaints are counted",
    },
)
YEARS_MIN = _declare(
    YEARS,
    Bound.MIN,
    {
        "records.min": "how long the records are kept",
    },
)
YEARS_MAX = _declare(
    YEARS,
    Bound.MAX,
    {
        "eligibility.max_min_age": "years an organisation must have existed",
    },
)
FLAGS = _declare(
    NONE,
    Bound.FLAG,
    {
        "medium.required": "notices stand on the official medium, whose address is given",
        "publication.not_before_medium": "nothing is earlier than the official medium or differs from it",
        "requirement_comment.required": "a service to the public is shown for comment before it is bought",
        "budget.stated": "the budget is in the notice and in the documents",
        "documents.attached": "the documents stand with the notice, or their address does",
        "documents.free": "the documents cost nothing",
        "documents.open_until_closing": "the documents can be had until closing",
        "documents.extension_announced": "with too few takers their time may be extended, with a notice",
        "site_visit.after_documents": "site visits and question meetings come after the documents period",
        "opening.at_deadline": "bids are opened at the moment of closing",
        "bidders.secret_before_opening": "who and how many took documents stays unknown before opening",
        "correction.same_media": "a correction stands on the media of the notice it corrects",
        "termination.same_media": "a termination stands on the media of its notice, with its reason",
        "credit.checked": "credit records are looked up, and the notice says so",
        "implementation_plan.made": "the plan of a purchase is made before it begins",
        "risk_review.made": "requirement and plan are reviewed before a purchase begins",
        "cooperative_innovation.measures": "cooperative innovation procurement follows measures of its own",
        "personal_data.minimal": "no more personal data is collected than the control of a disease needs",
        "urgent_procurement.measures": "urgent purchases follow measures of their own",
        "splitting.checked": "purchases of one budget item in one year are added up against the threshold",
        "method.approval": "another method than open tender from the threshold on is approved beforehand",
        "failed_tender.approval": "another method, or two bidders, after a failed tender is approved",
        "framework.plan_approval": "the framework plan is approved, or filed, with finance",
        "framework.ceiling_unit_price": "a ceiling for the unit price is set",
        "framework.public_whole_term": "call and admissions stay public for the whole term",
        "framework.list_current": "the list of those admitted to an open framework is kept current",
        "framework.apply_any_time": "suppliers may apply at any time until the framework ends",
        "single_source.argued": "experts argue the case, with name, employer and title",
        "single_source.publicity_any_amount": "the case for a single source is shown whatever the amount",
        "invited_only.reason": "inviting only chosen organisations has a published reason from the list",
        "invited_only.open_to_answer": "any organisation that meets the conditions may still answer",
        "invited_only.number_published": "the number invited is published at once, the names with the award",
        "requirement.not_prescribed": "a grant call states the problem, not activities or unit numbers",
        "funding.before_signing": "no agreement is signed before the funding stands",
        "supplier.civil_liability": "a supplier bears civil liability itself; others through a host",
        "eligibility.hosted_or_reason": "unregistered groups may apply through a host, or a reason stands",
        "eligibility.area_limit_reason": "a condition of place has a published reason, where lawful",
        "eligibility.experience_reason": "a condition of past projects has a published reason, where lawful",
        "eligibility.size_reason": "capital, turnover or staff as a condition has a published reason, where lawful",
        "eligibility.honours_reason": "honours of one place as a condition or points have a published reason",
        "documents.charge_reason": "a charge for documents or for taking part has a published reason",
        "charges.none_before_award": "no deposit, bond, fee or stamp before the award",
        "deposit.not_cash": "deposits and bonds are not asked in cash",
        "sme.reservation_stated": "the notice says whether it is reserved, and on what ground if not",
        "sme.declaration_published": "the winner's declaration as a small enterprise stands with the result",
        "indirect_costs.stated": "the notice says which indirect costs can be paid",
        "indirect_costs.zero_reason": "paying no indirect costs has a published reason",
        "capacity.stated": "a line for capacity building is in the budget",
        "capacity.zero_reason": "no money for capacity building has a published reason",
        "criteria.stated": "criteria with weights are in the call",
        "criteria.not_qualifications": "conditions of qualification are not scored again",
        "committee.odd": "the number of members is odd",
        "committee.experts_drawn": "the experts are drawn by lot from the state's library",
        "price.no_dropping": "no highest or lowest price is dropped",
        "quotation.once": "the price is offered once and the terms stay as they are",
        "low_offer.experts": "experts may question a low offer; what is not explained is invalid",
        "losers.told": "every loser is told why, with its own score and rank",
        "minutes.kept": "what is talked over with a single bidder is kept in minutes",
        "winner.silent_first_ranked": "a buyer who stays silent has chosen the first-ranked",
        "result.documents_attached": "the documents are published with the result",
        "invitation.published": "how the invited were found is published",
        "result.recommended_named": "where the invited were recommended, the result names them and why",
        "result.members_named": "the result names the team and the opinions of those who recommended",
        "contract.no_subletting": "the contract is not sublet whole; parts only by consent",
        "contract.redacted": "state and trade secrets are taken out before publication",
        "acceptance.service_users": "service users take part in acceptance and its result is published",
        "acceptance.anonymous": "service users in acceptance appear under codes",
        "testing.voluntary": "nobody is tested without consent",
        "testing.consent_clause": "with testing, the clause voluntary, informed, confidential",
        "payment.by_counts_reason": "payment by tests or positives alone has a published reason",
        "privacy.no_identification": "nothing published can identify a person living with HIV",
        "charity.information": "purchases from charities are published",
        "challenge.by_participants": "suppliers who took part or lawfully had the documents may challenge",
        "challenge.once_per_step": "documents may ask for all challenges to one step at once",
        "challenge.stops_signing": "signing and performance wait while a challenge may affect the result",
        "question.any_time": "questions may be asked at any time",
    },
)
CODES = _declare(
    NONE,
    Bound.TEXT,
    {
        "intention.exempt": "cases in which no intention need be published",
        "correction.forbidden": "what a correction may never change",
        "object.allowed": "what the procedure may buy",
        "ground.allowed": "the grounds of which the procedure needs one",
        "buyer_class.forbidden": "classes of body that may not purchase services as government",
        "buyer_class.reason": "classes of body whose purchase of services as government has a published reason",
        "medium.hosts": "hosts of the official medium; any other is the supervisor's to allow",
        "pool.allowed": "ways of finding the suppliers to invite",
        "second_stage.allowed": "ways of choosing within a framework",
        "instrument.allowed": "what the procedure may end in",
        "eligibility.forbidden": "conditions that may not be set",
        "client_data.allowed": "what data on service users a provider may be asked for",
        "award.method": "how the winner is found",
        "price.not_scored": "cases in which the price is not scored",
    },
)
# One per kind of notice or paper: the ``allowed`` codes of its row are the fields it must fill.
FIELDS = _declare(
    NONE,
    Bound.TEXT,
    {
        **{f"fields.{kind}": f"notice of the kind {kind}" for kind in NOTICE_KINDS},
        "fields.base": "every notice",
        "fields.invitation_record": "record of an invitation to tender",
        "fields.solicitation_open": "what the call for an open framework says beyond that",
        "fields.single_source_evidence": "proof that a county has only one organisation",
        "fields.challenge": "challenge (private)",
        "fields.challenge_reply": "reply to a challenge (private)",
        "fields.complaint": "complaint (private)",
        "fields.supervision": "result of an inspection or an assessment",
    },
)

PARAMETERS: Mapping[str, Parameter] = {
    **SHORTEST_TIMES,
    **LONGEST_TIMES,
    **THRESHOLDS,
    **SMALLEST_SHARES,
    **LARGEST_SHARES,
    **SHARES,
    **SMALLEST_NUMBERS,
    **LARGEST_NUMBERS,
    **NUMBERS,
    **THIRDS_MIN,
    **MINUTES_MIN,
    **MONTHS_MAX,
    **MONTHS_EXACT,
    **YEARS_MIN,
    **YEARS_MAX,
    **FLAGS,
    **CODES,
    **FIELDS,
}
