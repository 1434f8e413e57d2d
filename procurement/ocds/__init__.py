"""What is published, in the form of the Open Contracting Data Standard."""

from procurement.ocds.release import EXTENSIONS, SAID, package, release, tag_of
from procurement.ocds.source import Hold, Payment, Question, Source

__all__ = ["EXTENSIONS", "SAID", "Hold", "Payment", "Question", "Source", "package", "release", "tag_of"]
