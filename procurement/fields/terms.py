"""Screen 3: who may apply, what is paid, and what the service must keep."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from procurement.fields.row import (
    Box,
    Code,
    Codes,
    Field,
    Figure,
    Flag,
    Home,
    Line,
    Money,
    Need,
    Percent,
    Printed,
    Readers,
    Rows,
    Text,
    with_english,
)
from procurement.rules.corrections import Touches
from procurement.rules.vocabulary import CLIENT_DATA, INDIRECT_COSTS, LEGAL_FORMS

FIELDS = (
    Field(
        "legal_forms", Home.TERMS, Codes(LEGAL_FORMS, none=""), fact="eligibility.legal_forms",
        words=pgettext_lazy("field", "Legal forms"),
        box=Box("terms", "who", _("Which organisations may apply"), "", Need.ASKED),
        readers=Readers.ALL, copied=True, touches=Touches.QUALIFICATION, corrected_in="who",
        printed=Line("who", 1, _("Legal forms")), also=("eligibility",), by_law=("qualification",),
    ),
    Field(
        "hosted_allowed", Home.TERMS, Flag(), fact="eligibility.hosted_allowed",
        words=pgettext_lazy("field", "Groups with a host"),
        box=Box(
            "terms", "who", _("A group that is not registered may apply through a registered host"), "", Need.MAY,
        ),
        readers=Readers.ALL, copied=True, touches=Touches.QUALIFICATION, corrected_in="who",
        printed=Printed.COMPOSED, also=(), by_law=(),
    ),
    Field(
        "area_limit", Home.TERMS, Text(rows=0, most=200, spoken=False, searched=False), fact="eligibility.area_limit",
        words=pgettext_lazy("field", "Only from this area"),
        box=Box(
            "terms", "conditions", _("Limited to a place"),
            _("For example: only organisations of this county. Empty: no limit."), Need.MAY,
        ),
        readers=Readers.ALL_GUARDED, copied=True, touches=Touches.QUALIFICATION, corrected_in="who",
        printed=Line("who", 2, _("Only from this area")), also=(), by_law=(),
    ),
    Field(
        "experience_required", Home.TERMS, Text(rows=0, most=200, spoken=False, searched=False),
        fact="eligibility.experience_required",
        words=pgettext_lazy("field", "Experience asked for"),
        box=Box(
            "terms", "conditions", _("Experience asked for"),
            _("For example: has done HIV work before. Empty: none."), Need.MAY,
        ),
        readers=Readers.ALL_GUARDED, copied=True, touches=Touches.QUALIFICATION, corrected_in="who",
        printed=Line("who", 3, _("Experience asked for")), also=(), by_law=(),
    ),
    Field(
        "min_age_years", Home.TERMS, Figure("years", "age", 4, 1, Decimal(0), None), fact="eligibility.min_age_years",
        words=pgettext_lazy("field", "Years since founding"),
        box=Box("terms", "conditions", _("Only organisations older than"), "", Need.MAY),
        readers=Readers.ALL, copied=True, touches=Touches.QUALIFICATION, corrected_in="who",
        printed=Line("who", 5, pgettext_lazy("field", "Years since founding")), also=(), by_law=(),
    ),
    Field(
        "consortium_allowed", Home.TERMS, Flag(), fact="consortium_allowed",
        words=pgettext_lazy("field", "Whether consortia may bid"),
        box=Box("terms", "conditions", _("Several organisations may apply together"), "", Need.MAY),
        readers=Readers.ALL, copied=True, touches=Touches.TERMS, corrected_in="who",
        printed=Printed.COMPOSED, also=(), by_law=(),
    ),
    Field(
        "most_lots_bid", Home.TERMS, Figure("lots", "lots", 2, 0, Decimal(1), Decimal(30)), fact="",
        words=pgettext_lazy("field", "Lots one bidder may bid for"),
        box=Box(
            "terms", "conditions", _("In how many lots one bidder may bid, at most"),
            _("Only of a call in several lots. Empty: in all of them."), Need.MAY,
        ),
        readers=Readers.ALL, copied=True, touches=Touches.TERMS, corrected_in="words",
        printed=Line("who", 9, _("Lots one bidder may bid for, at most")), also=(), by_law=(),
    ),
    Field(
        "most_lots_won", Home.TERMS, Figure("lots", "lots", 2, 0, Decimal(1), Decimal(30)), fact="",
        words=pgettext_lazy("field", "Lots one bidder may win"),
        box=Box(
            "terms", "conditions", _("How many lots one bidder may win, at most"),
            _(
                "Empty: no limit. Who is first in more lots gets them in the order of the lots' numbers; in the others "
                "the next one is chosen."
            ),
            Need.MAY,
        ),
        readers=Readers.ALL, copied=True, touches=Touches.TERMS, corrected_in="words",
        printed=Line("who", 10, _("Lots one bidder may win, at most; those with the lower numbers")), also=(),
        by_law=(),
    ),
    Field(
        "deposit", Home.TERMS, Money("deposit"), fact="deposit",
        words=pgettext_lazy("field", "Deposit"),
        box=Box("terms", "conditions", _("Deposit asked before the award"), "", Need.MAY),
        readers=Readers.ALL, copied=True, touches=Touches.TERMS, corrected_in="costs",
        printed=Line("who", 4, _("Deposit")), also=(), by_law=(),
    ),
    Field(
        "indirect_payable", Home.TERMS, Codes(INDIRECT_COSTS, none=_("None of them")), fact="indirect_costs.payable",
        words=pgettext_lazy("field", "Indirect costs paid"),
        box=Box("terms", "paid", _("Which of these costs may be in the offer"), "", Need.ASKED),
        readers=Readers.ALL, copied=True, touches=Touches.TERMS, corrected_in="costs",
        printed=Printed.COMPOSED, also=("indirect_costs",), by_law=(),
    ),
    Field(
        "indirect_ceiling", Home.TERMS, Percent("indirect"), fact="indirect_costs.ceiling",
        words=pgettext_lazy("field", "Ceiling of indirect costs"),
        box=Box(
            "terms", "paid", _("All of these costs together: at most this share of the budget"),
            _("Empty: no ceiling."), Need.MAY,
        ),
        readers=Readers.ALL, copied=True, touches=Touches.TERMS, corrected_in="costs",
        printed=Printed.COMPOSED, also=(), by_law=(),
    ),
    Field(
        "management_ceiling", Home.TERMS, Percent("management"), fact="",
        words=pgettext_lazy("field", "Ceiling of management costs"),
        box=Box(
            "terms", "paid", _("Management alone: at most this share of the budget"),
            _("Empty: no ceiling of its own. Pay, rent and equipment for the work are never under it."), Need.MAY,
        ),
        readers=Readers.ALL, copied=True, touches=Touches.TERMS, corrected_in="costs",
        printed=Line("costs", 2, _("Management at most, of the budget")), also=(), by_law=(),
    ),
    Field(
        "staff_ceiling", Home.TERMS, Percent("staff"), fact="",
        words=pgettext_lazy("field", "Ceiling of pay"),
        box=Box(
            "terms", "paid", _("Pay of the people who do the work: at most this share of the budget"),
            _("Empty: no ceiling."), Need.MAY,
        ),
        readers=Readers.ALL, copied=True, touches=Touches.TERMS, corrected_in="costs",
        printed=Line("costs", 3, _("Pay of the people who do the work at most, of the budget")), also=(), by_law=(),
    ),
    # No box: only a pasted text gives it.
    Field(
        "indirect_excluded_reason", Home.TERMS, Text(rows=0, most=4000, spoken=False, searched=False),
        fact="indirect_costs.excluded_reason",
        words=pgettext_lazy("field", "Reason for paying none"),
        box=None,
        readers=Readers.ALL_GUARDED, copied=True, touches=Touches.TERMS, corrected_in="",
        printed=Line("costs", 1, _("Why not more")), also=(), by_law=(),
    ),
    Field(
        "capacity_amount", Home.TERMS, Money("capacity"), fact="capacity_amount",
        words=pgettext_lazy("field", "For training and capacity"),
        box=Box(
            "terms", "paid", _("Set aside for training and strengthening the organisation"),
            _("0 is possible, with a reason that is published."), Need.ASKED,
        ),
        readers=Readers.ALL, copied=True, touches=Touches.TERMS, corrected_in="costs",
        printed=Line("requirement", 3, _("For training and capacity")), also=(), by_law=(),
    ),
    *with_english(
        Field(
            "quality_zh", Home.TEXTS, Text(rows=5, most=4000, spoken=True, searched=False), fact="",
            words=pgettext_lazy("field", "How quality is judged, Chinese"),
            box=Box(
                "terms", "quality", _("How quality is judged"),
                _("At least one sign of quality that is not a number of heads: respect, privacy, linkage to care."),
                Need.ASKED,
            ),
            readers=Readers.ALL_GUARDED, copied=True, touches=Touches.TERMS, corrected_in="words",
            printed=Line("requirement", 1, _("How quality is judged")), also=(), by_law=(),
        ),
        words=pgettext_lazy("field", "How quality is judged, English"),
        label=_("How quality is judged, in English"), most=8000,
    ),
    *with_english(
        Field(
            "capacity_note_zh", Home.TEXTS, Text(rows=2, most=600, spoken=True, searched=False), fact="",
            words=pgettext_lazy("field", "Capacity support, Chinese"),
            box=Box("terms", "more", _("What the training money is for"), "", Need.MAY),
            readers=Readers.ALL_GUARDED, copied=True, touches=Touches.INFORMATION, corrected_in="costs",
            printed=Line("requirement", 4, _("Capacity support")), also=(), by_law=(),
        ),
        words=pgettext_lazy("field", "Capacity support, English"),
        label=_("What the training money is for, in English"), most=1200,
    ),
    Field(
        "client_data", Home.TERMS, Code(CLIENT_DATA, "", closed=True), fact="client_data",
        words=pgettext_lazy("field", "Data on service users"),
        box=Box(
            "terms", "more", _("What the organisation reports about service users"),
            _("Names are never reported."), Need.MAY,
        ),
        readers=Readers.ALL, copied=True, touches=Touches.TERMS, corrected_in="costs",
        printed=Line("requirement", 2, _("Client data")), also=(), by_law=(),
    ),
    Field(
        "payment_schedule", Home.TERMS, Rows("share", "share"), fact="payment_schedule",
        words=pgettext_lazy("field", "Payments"),
        box=Box("terms", "more", _("Payments"), "", Need.MAY),
        readers=Readers.ALL, copied=True, touches=Touches.TERMS, corrected_in="costs",
        printed=Printed.COMPOSED, also=(), by_law=(),
    ),
)  # fmt: skip
