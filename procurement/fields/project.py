"""Screen 2: what is bought, where, for whom, for how much, said plainly."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from procurement.fields.row import (
    Box,
    Code,
    Codes,
    Day,
    Field,
    Figure,
    Home,
    Line,
    Money,
    Need,
    Percent,
    Place,
    Printed,
    Readers,
    Rows,
    Text,
    with_english,
)
from procurement.rules.corrections import Touches
from procurement.rules.procedures import GROUNDS, PROCEDURES
from procurement.rules.vocabulary import (
    AWARDS_BY,
    FUNDING,
    INVITED_ONLY_REASONS,
    POPULATIONS,
    SERVICE_CLASSES,
    SERVICES,
    SME_GROUNDS,
    SME_RESERVATIONS,
)

NOT_CHOSEN = _("Not chosen yet")

FIELDS = (
    *with_english(
        Field(
            "title_zh", Home.COLUMN, Text(rows=0, most=120, spoken=False, searched=False), fact="",
            words=pgettext_lazy("field", "Title, Chinese"),
            box=Box("project", "what", _("Name of the project"), "", Need.ALWAYS),
            readers=Readers.ALL_GUARDED, copied=True, touches=Touches.WORDS, corrected_in="words",
            printed=Printed.COMPOSED, also=(), by_law=("title", "object"),
        ),
        words=pgettext_lazy("field", "Title, English"),
        label=_("Name of the project, in English"), most=200,
    ),
    Field(
        "procedure", Home.COLUMN, Code(tuple(PROCEDURES), NOT_CHOSEN, closed=True), fact="procedure",
        words=pgettext_lazy("field", "Procedure"),
        box=Box(
            "project", "what", _("How it is bought"),
            _("Not sure? “Which procedure?” in the workspace asks four questions and names the lawful ones."),
            Need.ASKED,
        ),
        readers=Readers.ALL, copied=True, touches=Touches.TENDER, corrected_in="",
        printed=Line("essentials", 8, _("Procedure")),
        also=("instrument", "regime", "level", "buyer_class", "framework", "first_contract_value"), by_law=(),
    ),
    Field(
        "estimated_value", Home.COLUMN, Money("budget"), fact="estimated_value",
        words=pgettext_lazy("field", "Budget"),
        box=Box("project", "what", _("Budget"), "", Need.JUDGED),
        readers=Readers.ALL, copied=True, touches=Touches.TERMS, corrected_in="words",
        printed=Line("essentials", 1, _("Budget")), also=(), by_law=(),
    ),
    Field(
        "awards_by", Home.LOT, Code(AWARDS_BY, NOT_CHOSEN, closed=True), fact="awards_by",
        words=pgettext_lazy("field", "How many are chosen"),
        box=Box("project", "what", _("How many organisations are chosen"), "", Need.ASKED),
        readers=Readers.ALL, copied=True, touches=Touches.TERMS, corrected_in="words",
        printed=Line("essentials", 2, _("How many are chosen")), also=(), by_law=(),
    ),
    Field(
        "max_awards", Home.LOT, Figure("awards", "awards", 3, 0, Decimal(1), Decimal(999)), fact="max_awards",
        words=pgettext_lazy("field", "Number of awards"),
        box=Box(
            "project", "what", _("If several: at most how many"), _("A whole number, for example 42."), Need.MAY,
        ),
        readers=Readers.ALL, copied=True, touches=Touches.TERMS, corrected_in="words",
        printed=Printed.COMPOSED, also=(), by_law=(),
    ),
    Field(
        "lots", Home.LOTS, Rows("value", "budget", also=("awards", "smallest", "largest")), fact="lots",
        words=pgettext_lazy("field", "Lots"),
        box=Box("project", "what", _("Lots"), "", Need.MAY),
        readers=Readers.ALL_GUARDED_BY_ROW, copied=True, touches=Touches.TERMS, corrected_in="words",
        printed=Printed.COMPOSED, also=(), by_law=(),
    ),
    Field(
        "division_id", Home.COLUMN, Place(), fact="",
        words=pgettext_lazy("field", "Place"),
        box=Box("project", "what", _("Where the service is given"), "", Need.ASKED),
        readers=Readers.ALL, copied=True, touches=Touches.TENDER, corrected_in="",
        printed=Line("essentials", 10, _("Place")), also=(), by_law=("area_codes",),
    ),
    Field(
        "populations", Home.LOT, Codes(POPULATIONS, none=""), fact="",
        words=pgettext_lazy("field", "For whom"),
        box=Box("project", "what", _("Who the service is for"), "", Need.ASKED),
        readers=Readers.ALL, copied=True, touches=Touches.QUALIFICATION, corrected_in="words",
        printed=Line("essentials", 12, _("For whom")), also=(), by_law=("priority_groups",),
    ),
    Field(
        "services", Home.LOT, Codes(SERVICES, none=""), fact="",
        words=pgettext_lazy("field", "Services"),
        box=Box("project", "what", _("What is done"), "", Need.ASKED),
        readers=Readers.ALL, copied=True, touches=Touches.QUALIFICATION, corrected_in="words",
        printed=Line("essentials", 13, _("Services")), also=("includes_testing",), by_law=(),
    ),
    Field(
        "contract_months", Home.TERMS, Figure("months", "months", 5, 1, Decimal("0.5"), None), fact="contract_months",
        words=pgettext_lazy("field", "Months of service"),
        box=Box(
            "project", "what", _("Length of the service"),
            _(
                "From the agreement. If the days are fixed, enter them under “More about the project”; the months "
                "then follow."
            ),
            Need.ASKED,
        ),
        readers=Readers.ALL, copied=True, touches=Touches.TERMS, corrected_in="words",
        printed=Line("essentials", 14, _("Term of the service")), also=(), by_law=(),
    ),
    *with_english(
        Field(
            "summary_zh", Home.TEXTS, Text(rows=4, most=1000, spoken=True, searched=True), fact="",
            words=pgettext_lazy("field", "In plain words, Chinese"),
            box=Box(
                "project", "words", _("In plain words"),
                _("Three sentences a volunteer understands: what is wanted, who may apply, what is paid."), Need.ASKED,
            ),
            readers=Readers.ALL_GUARDED, copied=True, touches=Touches.WORDS, corrected_in="words",
            printed=Printed.COMPOSED, also=(), by_law=(),
        ),
        words=pgettext_lazy("field", "In plain words, English"),
        label=_("In plain words, in English"), most=1200,
    ),
    *with_english(
        Field(
            "requirement_zh", Home.TEXTS, Text(rows=10, most=20_000, spoken=True, searched=True), fact="",
            words=pgettext_lazy("field", "What is needed, Chinese"),
            box=Box(
                "project", "words", _("What is bought"),
                _("Aims, amount and quality of the service. Everybody reads this; name no person."), Need.ALWAYS,
            ),
            readers=Readers.ALL_GUARDED, copied=True, touches=Touches.TERMS, corrected_in="words",
            printed=Printed.COMPOSED, also=("full_text", "words"),
            by_law=("requirement", "objective", "brief", "quantity"),
        ),
        words=pgettext_lazy("field", "What is needed, English"),
        label=_("What is bought, in English"), most=40_000,
    ),
    Field(
        "service_from", Home.TEXTS, Day("service", whole=False), fact="service_from",
        words=pgettext_lazy("field", "Service from"),
        box=Box("project", "more", _("The service begins"), "", Need.MAY),
        readers=Readers.ALL_GUARDED, copied=False, touches=Touches.TERMS, corrected_in="words",
        printed=Printed.COMPOSED, also=(), by_law=(),
    ),
    Field(
        "service_to", Home.TEXTS, Day("service", whole=False), fact="",
        words=pgettext_lazy("field", "Service until"),
        box=Box("project", "more", _("The service ends"), "", Need.MAY),
        readers=Readers.ALL_GUARDED, copied=False, touches=Touches.TERMS, corrected_in="words",
        printed=Printed.COMPOSED, also=(), by_law=(),
    ),
    *with_english(
        Field(
            "place_detail_zh", Home.TEXTS, Text(rows=0, most=300, spoken=True, searched=True), fact="",
            words=pgettext_lazy("field", "Where exactly, Chinese"),
            box=Box(
                "project", "more", _("Where exactly"),
                _("A street office or township is enough. No venue and no time of outreach."), Need.MAY,
            ),
            readers=Readers.ALL_GUARDED, copied=True, touches=Touches.INFORMATION, corrected_in="words",
            printed=Line("essentials", 11, _("Where exactly")), also=(), by_law=(),
        ),
        words=pgettext_lazy("field", "Where exactly, English"),
        label=_("Where exactly, in English"), most=200,
    ),
    Field(
        "project_no", Home.COLUMN, Text(rows=0, most=60, spoken=False, searched=False), fact="",
        words=pgettext_lazy("field", "Project number of the agency"),
        box=Box("project", "more", _("Your office's project number"), "", Need.MAY),
        readers=Readers.ALL_NUMBER, copied=False, touches=Touches.WORDS, corrected_in="words",
        printed=Line("essentials", 9, _("Project number of the agency")), also=(), by_law=(),
    ),
    Field(
        "service_class", Home.COLUMN, Code(SERVICE_CLASSES, NOT_CHOSEN, closed=True), fact="service_class",
        words=pgettext_lazy("field", "Kind of service"),
        box=Box("project", "more", _("Kind of purchase"), "", Need.MAY),
        readers=Readers.ALL, copied=True, touches=Touches.QUALIFICATION, corrected_in="words",
        printed=Line("essentials", 15, pgettext_lazy("field", "Kind of service")), also=(), by_law=(),
    ),
    Field(
        "largest_award", Home.COLUMN, Money("award"), fact="largest_award",
        words=pgettext_lazy("field", "Largest single award"),
        box=Box(
            "project", "more", _("Largest single award"),
            _("If the budget goes to several organisations. Left empty it is the whole budget."), Need.MAY,
        ),
        readers=Readers.ALL, copied=True, touches=Touches.TERMS, corrected_in="words",
        printed=Line("essentials", 3, _("Largest single award")), also=(), by_law=(),
    ),
    Field(
        "smallest_award", Home.LOT, Money("award"), fact="smallest_award",
        words=pgettext_lazy("field", "Smallest single award"),
        box=Box(
            "project", "more", _("Smallest single award"),
            _("If nobody gets less than this. Left empty there is no smallest sum."), Need.MAY,
        ),
        readers=Readers.ALL, copied=True, touches=Touches.TERMS, corrected_in="words",
        printed=Line("essentials", 4, _("Smallest single award")), also=(), by_law=(),
    ),
    Field(
        "ceiling_price", Home.COLUMN, Money("ceiling_price"), fact="ceiling_price",
        words=pgettext_lazy("field", "Ceiling price"),
        box=Box("project", "more", _("Ceiling price"), "", Need.MAY),
        readers=Readers.ALL, copied=True, touches=Touches.TERMS, corrected_in="words",
        printed=Line("essentials", 5, _("Ceiling price")), also=(), by_law=(),
    ),
    Field(
        "funding", Home.TERMS, Code(FUNDING, "", closed=True), fact="funding",
        words=pgettext_lazy("field", "Funding"),
        box=Box("project", "more", _("Is the money there?"), "", Need.MAY),
        readers=Readers.ALL, copied=True, touches=Touches.TERMS, corrected_in="words",
        printed=Line("essentials", 7, pgettext_lazy("money", "Funding")), also=(), by_law=(),
    ),
    *with_english(
        Field(
            "funding_source_zh", Home.TEXTS, Text(rows=0, most=200, spoken=False, searched=False), fact="",
            words=pgettext_lazy("field", "Source of the money, Chinese"),
            box=Box("project", "more", _("Where the money comes from"), "", Need.MAY),
            readers=Readers.ALL_GUARDED, copied=True, touches=Touches.INFORMATION, corrected_in="words",
            printed=Line("essentials", 6, _("Source of the money")), also=(), by_law=(),
        ),
        words=pgettext_lazy("field", "Source of the money, English"),
        label=_("Where the money comes from, in English"), most=200,
    ),
    Field(
        "intention_published_on", Home.COLUMN, Day("act", whole=False), fact="intention_published_on",
        words=pgettext_lazy("field", "Intention published"),
        box=Box("project", "law", _("Purchase intention published on"), "", Need.MAY),
        readers=Readers.ALL, copied=False, touches=Touches.TENDER, corrected_in="",
        printed=Printed.COMPOSED, also=(), by_law=(),
    ),
    Field(
        "ground", Home.TERMS, Code(tuple(GROUNDS), NOT_CHOSEN, closed=False), fact="ground",
        words=pgettext_lazy("field", "Ground for the procedure"),
        box=Box("project", "law", _("Lawful ground for this procedure"), "", Need.MAY),
        readers=Readers.ALL, copied=True, touches=Touches.QUALIFICATION, corrected_in="who",
        printed=Line("reasons", 1, _("Ground for the procedure")), also=(), by_law=(),
    ),
    Field(
        "sme_reservation", Home.TERMS, Code(SME_RESERVATIONS, NOT_CHOSEN, closed=True), fact="sme_reservation",
        words=pgettext_lazy("field", "Reservation for small enterprises"),
        box=Box("project", "law", _("Reserved for small and medium enterprises?"), "", Need.MAY),
        readers=Readers.ALL, copied=True, touches=Touches.QUALIFICATION, corrected_in="who",
        printed=Line("who", 6, pgettext_lazy("field", "Reservation for small enterprises")), also=(), by_law=(),
    ),
    Field(
        "sme_ground", Home.TERMS, Code(SME_GROUNDS, NOT_CHOSEN, closed=False), fact="sme_ground",
        words=pgettext_lazy("field", "Ground for not reserving"),
        box=Box("project", "law", _("Ground for not reserving"), "", Need.MAY),
        readers=Readers.ALL, copied=True, touches=Touches.QUALIFICATION, corrected_in="who",
        printed=Line("who", 7, pgettext_lazy("field", "Ground for not reserving")), also=(), by_law=(),
    ),
    Field(
        "sme_deduction", Home.TERMS, Percent("deduction"), fact="sme_deduction",
        words=pgettext_lazy("field", "Price deduction for small and micro enterprises"),
        box=Box(
            "project", "law", _("By how much prices of small and micro enterprises are judged lower"),
            _(
                "Where nothing is reserved for them. The points for the price use the lower price, the contract the "
                "offered one."
            ),
            Need.MAY,
        ),
        readers=Readers.ALL, copied=True, touches=Touches.TERMS, corrected_in="",
        printed=Line("who", 8, pgettext_lazy("field", "Price deduction for small and micro enterprises")), also=(),
        by_law=(),
    ),
    Field(
        "invited_only_reason", Home.TERMS, Code(INVITED_ONLY_REASONS, _("It is public"), closed=False),
        fact="invited_only_reason",
        words=pgettext_lazy("field", "Reason for inviting only"),
        box=Box("project", "law", _("Only by invitation? Then why"), "", Need.MAY),
        readers=Readers.ALL, copied=True, touches=Touches.TERMS, corrected_in="who",
        printed=Line("reasons", 2, pgettext_lazy("field", "Reason for inviting only")), also=(), by_law=(),
    ),
    Field(
        "invited_count", Home.TERMS, Figure("awards", "invited", 3, 0, Decimal(1), Decimal(999)),
        fact="invitation.invited",
        words=pgettext_lazy("field", "Number of organisations invited"),
        box=Box(
            "project", "law", _("How many are invited"),
            _("The number is published at once, the names with the award."), Need.MAY,
        ),
        readers=Readers.ALL, copied=False, touches=Touches.INFORMATION, corrected_in="who",
        printed=Line("reasons", 3, _("Organisations invited")), also=("invitation",), by_law=(),
    ),
    Field(
        "surveyed_suppliers", Home.TERMS, Figure("awards", "surveyed", 3, 0, Decimal(0), Decimal(999)),
        fact="surveyed_suppliers",
        words=pgettext_lazy("field", "Providers asked in the survey of need"),
        box=Box(
            "project", "law", _("How many providers were asked what they can do"),
            _("Before a service for the public is bought, three or more are usually asked. The record stays with you."),
            Need.MAY,
        ),
        readers=Readers.ALL, copied=False, touches=Touches.INFORMATION, corrected_in="who",
        printed=Line("reasons", 4, _("Providers asked beforehand")), also=(), by_law=(),
    ),
)  # fmt: skip
