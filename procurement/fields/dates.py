"""Screen 4: the dates, how offers are judged, and whom to call."""

from datetime import time
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from procurement.fields.row import (
    Box,
    Day,
    Field,
    Figure,
    Home,
    Line,
    Mail,
    Moment,
    Need,
    Printed,
    Readers,
    Rows,
    Text,
    with_english,
)
from procurement.rules.corrections import Touches

OFFICE_OPENS, OFFICE_CLOSES = time(9), time(17)
_IN_HOURS = _(
    "On a working day, 8:30 to 18:00. By the Civil Code (art. 203) a period ends with the business hours; the hours "
    "are this portal's."
)

FIELDS = (
    Field(
        "publish_at", Home.COLUMN, Moment("call", OFFICE_OPENS), fact="",
        words=pgettext_lazy("field", "Publication planned"),
        box=Box(
            "dates", "dates", _("Publication"),
            _("Every count starts here. Left empty, the call is published when the second person approves."),
            Need.MAY,
        ),
        readers=Readers.ALL, copied=False, touches=Touches.TENDER, corrected_in="", printed=Printed.NOT,
        also=("published_at", "documents_from", "official_medium_url", "official_medium_published_at"), by_law=(),
    ),
    Field(
        "bids_due", Home.COLUMN, Moment("call", OFFICE_CLOSES), fact="bids_due",
        words=pgettext_lazy("field", "Applications close"),
        box=Box("dates", "dates", _("Applications close"), _IN_HOURS, Need.JUDGED),
        readers=Readers.ALL, copied=False, touches=Touches.DEADLINE, corrected_in="dates",
        printed=Printed.COMPOSED, also=(), by_law=(),
    ),
    Field(
        "documents_to", Home.COLUMN, Day("call", whole=True), fact="documents_to",
        words=pgettext_lazy("field", "Documents until"),
        box=Box(
            "dates", "dates", _("Documents until"), _("Free for everybody, until 24:00 of this day."), Need.ASKED,
        ),
        readers=Readers.ALL, copied=False, touches=Touches.DEADLINE, corrected_in="dates",
        printed=Printed.COMPOSED, also=(), by_law=(),
    ),
    Field(
        "ask_by", Home.COLUMN, Day("call", whole=True), fact="ask_by",
        words=pgettext_lazy("field", "Ask by"),
        box=Box(
            "dates", "dates", _("Ask by"), _("Questions that arrive by 24:00 of this day must be answered."),
            Need.ASKED,
        ),
        readers=Readers.ALL, copied=False, touches=Touches.DEADLINE, corrected_in="dates",
        printed=Printed.COMPOSED, also=(), by_law=(),
    ),
    Field(
        "answers_by", Home.COLUMN, Day("call", whole=True), fact="answers_by",
        words=pgettext_lazy("field", "Answers by"),
        box=Box(
            "dates", "dates", _("Answers by"), _("By 24:00 of this day every answer stands on the page."), Need.ASKED,
        ),
        readers=Readers.ALL, copied=False, touches=Touches.DEADLINE, corrected_in="dates",
        printed=Printed.COMPOSED, also=(), by_law=(),
    ),
    Field(
        "opens_at", Home.COLUMN, Moment("call", OFFICE_CLOSES), fact="opens_at",
        words=pgettext_lazy("field", "Opening"),
        box=Box("dates", "dates", _("Opening"), _IN_HOURS, Need.MAY),
        readers=Readers.ALL, copied=False, touches=Touches.DEADLINE, corrected_in="dates",
        printed=Printed.COMPOSED, also=(), by_law=(),
    ),
    Field(
        "criteria", Home.LOT_ROWS, Rows("weight", "weight"), fact="criteria",
        words=pgettext_lazy("field", "Criteria"),
        box=Box("dates", "criteria", _("Criteria"), "", Need.ASKED),
        readers=Readers.ALL_GUARDED_BY_ROW, copied=True, touches=Touches.TERMS, corrected_in="judged",
        printed=Printed.COMPOSED, also=(), by_law=(),
    ),
    Field(
        "price_weight", Home.TERMS, Figure("weight", "weight", 5, 2, Decimal(0), Decimal(100)), fact="price_weight",
        words=pgettext_lazy("field", "Price weight"),
        box=Box("dates", "price", _("Points for the price"), "", Need.MAY),
        readers=Readers.ALL, copied=True, touches=Touches.TERMS, corrected_in="judged",
        printed=Line("criteria", 1, _("Weight of the price")), also=(), by_law=(),
    ),
    *with_english(
        Field(
            "how_to_bid_zh", Home.TEXTS, Text(rows=4, most=2000, spoken=True, searched=True), fact="",
            words=pgettext_lazy("field", "How to apply, Chinese"),
            box=Box(
                "dates", "apply", _("How to apply"), _("On paper or by file; no fee, no deposit, no stamp."),
                Need.ASKED,
            ),
            readers=Readers.ALL_GUARDED, copied=True, touches=Touches.INFORMATION, corrected_in="words",
            printed=Printed.COMPOSED, also=(), by_law=("how_to_apply",),
        ),
        words=pgettext_lazy("field", "How to apply, English"),
        label=_("How to apply, in English"), most=4000,
    ),
    Field(
        "contact_office", Home.TEXTS, Text(rows=0, most=80, spoken=False, searched=False), fact="",
        words=pgettext_lazy("field", "Contact office"),
        box=Box("dates", "apply", _("Office to call"), "", Need.ALWAYS),
        readers=Readers.ALL_CONTACT, copied=True, touches=Touches.INFORMATION, corrected_in="contact",
        printed=Printed.COMPOSED, also=(), by_law=("buyer_contact",),
    ),
    Field(
        "contact_phone", Home.TEXTS, Text(rows=0, most=40, spoken=False, searched=False), fact="",
        words=pgettext_lazy("field", "Telephone"),
        box=Box("dates", "apply", _("Telephone of the office"), "", Need.ALWAYS),
        readers=Readers.ALL_CONTACT, copied=True, touches=Touches.INFORMATION, corrected_in="contact",
        printed=Printed.COMPOSED, also=(), by_law=("contact_phone",),
    ),
    Field(
        "contact_email", Home.TEXTS, Mail(most=120), fact="",
        words=pgettext_lazy("field", "E-mail"),
        box=Box("dates", "contact", _("E-mail of the office"), "", Need.MAY),
        readers=Readers.ALL_CONTACT, copied=True, touches=Touches.INFORMATION, corrected_in="contact",
        printed=Printed.COMPOSED, also=(), by_law=(),
    ),
    Field(
        "contact_address", Home.TEXTS, Text(rows=0, most=200, spoken=False, searched=False), fact="",
        words=pgettext_lazy("field", "Address"),
        box=Box("dates", "contact", _("Address of the office"), "", Need.MAY),
        readers=Readers.ALL_CONTACT, copied=True, touches=Touches.INFORMATION, corrected_in="contact",
        printed=Line("how", 1, _("Address")), also=(), by_law=("buyer_address",),
    ),
    Field(
        "contact_person", Home.TEXTS, Text(rows=0, most=60, spoken=False, searched=False), fact="",
        words=pgettext_lazy("field", "Contact person"),
        box=Box(
            "dates", "contact", _("Contact person of the project"),
            _("A statutory notice says whom to ask for. A post will do, such as: the procurement desk."), Need.MAY,
        ),
        readers=Readers.ALL_CONTACT, copied=True, touches=Touches.INFORMATION, corrected_in="contact",
        printed=Line("how", 2, _("Contact person")), also=(), by_law=("contact_person",),
    ),
    Field(
        "documents_url", Home.TERMS, Text(rows=0, most=500, spoken=False, searched=False), fact="documents_url",
        words=pgettext_lazy("field", "Address of the documents"),
        box=Box(
            "dates", "contact", _("Where the official site gives the documents"),
            _("Only if they are not attached here. The whole address, beginning with https://"), Need.MAY,
        ),
        readers=Readers.ALL_NUMBER, copied=False, touches=Touches.INFORMATION, corrected_in="contact",
        printed=Line("how", 3, _("Documents on the official site")), also=("documents_attached",), by_law=(),
    ),
    Field(
        "documents_from", Home.COLUMN, Day("call", whole=False), fact="documents_from",
        words=pgettext_lazy("field", "Documents from"),
        box=Box("dates", "contact", _("Documents from"), "", Need.MAY),
        readers=Readers.ALL, copied=False, touches=Touches.DEADLINE, corrected_in="dates",
        printed=Printed.COMPOSED, also=(), by_law=(),
    ),
)  # fmt: skip
