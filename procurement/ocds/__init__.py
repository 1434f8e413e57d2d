"""What is published, in the form of the Open Contracting Data Standard."""

from procurement.ocds.release import EXTENSIONS, SAID, package, release, tag_of
from procurement.ocds.source import Hold, Payment, Question, Source, places_of

__all__ = [
    "EXTENSIONS", "SAID", "Hold", "Payment", "Question", "Source", "package", "places_of", "release", "tag_of",
]  # fmt: skip
