"""What stands on no screen: it follows from the procedure, or it is the text that the call was read from."""

from django.utils.translation import pgettext_lazy

from procurement.fields.row import Code, Field, Home, Printed, Readers, Text
from procurement.rules.corrections import Touches
from procurement.rules.vocabulary import CONTRACT_OBJECTS, INSTRUMENTS, REGIMES

FIELDS = (
    Field(
        "regime", Home.COLUMN, Code(REGIMES, "", closed=True), fact="regime",
        words=pgettext_lazy("field", "Regime"), box=None,
        readers=Readers.ALL, copied=True, touches=Touches.TENDER, corrected_in="",
        printed=Printed.NOT, also=(), by_law=(),
    ),
    Field(
        "instrument", Home.COLUMN, Code(INSTRUMENTS, "", closed=True), fact="instrument",
        words=pgettext_lazy("field", "Instrument"), box=None,
        readers=Readers.ALL, copied=True, touches=Touches.TENDER, corrected_in="",
        printed=Printed.NOT, also=(), by_law=(),
    ),
    Field(
        "object", Home.COLUMN, Code(CONTRACT_OBJECTS, "", closed=True), fact="object",
        words=pgettext_lazy("field", "What is bought"), box=None,
        readers=Readers.ALL, copied=True, touches=Touches.TENDER, corrected_in="",
        printed=Printed.NOT, also=(), by_law=(),
    ),
    Field(
        "source_text", Home.TEXTS, Text(rows=0, most=200_000, spoken=False, searched=False), fact="",
        words=pgettext_lazy("field", "Text it was read from"), box=None,
        readers=Readers.AGENCY, copied=False, touches=Touches.WORDS, corrected_in="",
        printed=Printed.NOT, also=(), by_law=(),
    ),
)  # fmt: skip
