"""The one door for words that everybody will read (Regulation on HIV/AIDS art. 39): refuses what may identify a
person, and keeps the ticks of whoever read the rest, in the transaction of the act; of a refused form nothing."""

from collections.abc import Iterable, Mapping
from typing import Any

from portal.ground import ledger
from procurement import fields, stated
from procurement.judgement import public_files, public_words
from procurement.models import ReadPassage, Tender
from procurement.uploads import CleanFile


def guard(texts: Mapping[str, str], *, about: str) -> None:
    """Raises PersonalDataError with what stands in the way of ``texts``, by field; else keeps the ticks that let them
    pass. ``about`` names what the words belong to, as the ledger does."""
    public_words.check(texts, about=about)
    keep(texts.values(), about=about)


def guard_call(tender: Tender) -> None:
    """:func:`guard` for all that ``tender`` says, the reasons it gives for its rules among it."""
    reasons = {f"reason:{rule}": reason for rule, reason in tender.reasons.items()}
    guard_stated(stated.read(tender), reasons, about=tender.subject)


def guard_stated(values: Mapping[str, Any], more: Mapping[str, str], *, about: str) -> None:
    """:func:`guard` for what a call states in ``values``, and for ``more`` words beside it."""
    guard({**_texts_of(values), **more}, about=about)


def guard_file(file: CleanFile, tender: Tender) -> None:
    """Raises what :func:`public_files.check_file` does; else keeps the tick for the file."""
    _keep([public_files.check_file(file, tender)])


def keep(texts: Iterable[str], *, about: str) -> None:
    """Keep the ticks of this request under passages of ``texts``, which the act that is under way writes."""
    if public_words.given():
        _keep(digest for text in texts for digest in public_words.doubted(text, about=about))


def keep_call(tender: Tender, values: Mapping[str, Any]) -> None:
    """:func:`keep` for ``values`` of a draft, which may still say more that nobody has answered for."""
    keep(_texts_of(values).values(), about=tender.subject)


def _texts_of(values: Mapping[str, Any]) -> dict[str, str]:
    """The words of a call that everybody will read. Criteria and lots one by one, as the rows of the form are read:
    what is ticked there is ticked here."""
    return {name: str(value) for name, value in values.items() if value and name in fields.PUBLIC_WORDS} | {
        f"{rows}/{n}/{name}": one.get(name) or ""
        for rows, cells in (("criteria", ("text_zh", "text_en")), ("lots", ("title_zh", "where_zh")))
        for n, one in enumerate(values.get(rows) or ())
        for name in cells
    }


def _keep(digests: Iterable[str]) -> None:
    ticks = public_words.given()
    for digest in digests:
        if not ticks or digest not in ticks.kinds:
            continue
        kind = ticks.kinds[digest]
        _passage, created = ReadPassage.objects.get_or_create(
            digest=digest, defaults={"kind": kind, "by": ticks.by, "at": ticks.at}
        )
        if created:
            ledger.record(
                "passage_read",
                subject=f"passage:{digest[:16]}",
                actor=ticks.by.pseudonym if ticks.by else "",
                at=ticks.at,
                public=False,
                finding=kind,
            )
