"""The words of the files of a call: what the rules read of them, and which of them nobody but people can read."""

from procurement import reading
from procurement.models import Tender
from procurement.rules.facts import Passage
from procurement.rules.verdicts import Answer, Verdict
from procurement.uploads import CleanFile

ANNEX = "annex"
# About sixty pages, of one file and of all together. More would keep everybody waiting who opens the call.
MOST_WORDS = 60_000


def words_of(file: CleanFile) -> str | None:
    """What the rules read of ``file``; None where it has no words, as scans and pictures, or too many."""
    try:
        words = reading.read_docx(file.data)
    except reading.ReadingError:
        words = file.text or ""
    return words if words.strip() and len(words) <= MOST_WORDS else None


def of_call(tender: Tender) -> tuple[list[Passage], list[Verdict]]:
    """The words of the files that stand, and a remark on each file that was not read."""
    read, unread, left = [], [], MOST_WORDS
    for title, words in tender.documents.standing().values_list("title", "words"):
        if words is None or len(words) > left:
            unread.append(
                Verdict(
                    "portal.annex_read",
                    Answer.CANNOT_TELL,
                    ANNEX,
                    "annex_not_read",
                    params={"file": title},
                    advises=True,
                )
            )
        else:
            left -= len(words)
            read.append(Passage(ANNEX, words, title))
    return read, unread
