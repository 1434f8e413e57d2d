"""What a statutory notice says beside the words of its call, in the order of the law's layout (财办库〔2020〕50号): how
documents are had and bids handed in, policies, remedies with their days, whom to contact. ``lawful.toml`` has a row for
each mandatory item; ``lawful`` is the part of a notice that :mod:`procurement.judgement.notice_parts` makes."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, pgettext

from portal.ground.formatting import Language, day, daytime, foreign_lang, money
from procurement import labels
from procurement.publication.sections import Section
from procurement.sheets.model import Line

# What a notice of these kinds says of the call it is about: that it was published, and is over or changed.
ABOUT_A_NOTICE = ("correction", "termination", "void")
ENDS = ("termination", "void")


def _lines(language: Language, *pairs: tuple[str, str]) -> tuple[Line, ...]:
    return tuple(Line(label, text, foreign_lang(text, language)) for label, text in pairs if text)


def of_call(
    lawful: Mapping[str, Any], values: Mapping[str, Any], *, buyer: str, medium_url: str, language: Language
) -> tuple[Section, ...]:
    """The sections of a call; none where the law asks for none."""
    if not lawful:
        return ()
    return (
        _documents(lawful, values, language),
        _policies(lawful, values, language),
        _remedies(lawful, language),
        contacts(values, buyer=buyer, medium_url=medium_url, language=language),
    )


def of_notice(parts: Mapping[str, Any], kind: str, *, buyer: str, language: Language) -> list[Section]:
    """The sections of a notice about another notice, or about what came of the call."""
    lawful = parts.get("lawful")
    if not lawful or "first" not in lawful:
        return []
    made = [_first(lawful, parts, language)] if kind in ABOUT_A_NOTICE else []
    if kind in ENDS:
        made.append(_refunds(parts["call"], lawful, language))
    if kind == "correction":  # the call stands below it, whole
        return made
    medium_url = parts["identity"]["medium_url"]
    return [*made, contacts(parts["call"], buyer=buyer, medium_url=medium_url, language=language)]


def _documents(lawful: Mapping[str, Any], values: Mapping[str, Any], language: Language) -> Section:
    begins, ends = _day(values.get("documents_from")), _day(values.get("documents_to"))
    window = ""
    if begins and ends:
        window = gettext("From %(begins)s to the end of %(ends)s") % {
            "begins": day(begins, language), "ends": day(ends, language),
        }  # fmt: skip
    url = values.get("documents_url") or ""
    where = gettext(
        "On the page of this call on this portal; anybody can take them away, without an account."
    )
    if url and not lawful["attached"]:
        where = gettext("On the official site: %(url)s") % {"url": url}
    price = gettext("None. They are free.")
    if lawful["charged"]:
        price = gettext("The call names a charge; see its words.")
    return Section(
        "documents",
        gettext("Documents, bids, opening"),
        lines=_lines(
            language,
            (gettext("Documents can be had"), window),
            (gettext("Where and how documents are had"), where),
            (gettext("Price of the documents"), price),
            (
                gettext("Where bids are handed in"),
                gettext("On this portal, sealed, before applications close."),
            ),
            (
                gettext("Place of opening"),
                gettext("Online, on this portal. Two officials confirm it at the published hour."),
            ),
            (gettext("Deposit before the award"), _deposit(values, language)),
            (gettext("Notice period"), _period(lawful["clocks"], language)),
        ),
    )


def _deposit(values: Mapping[str, Any], language: Language) -> str:
    value = Decimal(str(values.get("deposit") or 0))
    if not value:
        return gettext("None")
    return gettext("%(sum)s, by cheque, draft or guarantee, not in cash") % {"sum": money(value, language)}


def _period(clocks: Mapping[str, str], language: Language) -> str:
    if "notice_days" not in clocks:
        return ""
    until = daytime(date.fromisoformat(clocks["notice_until"]), language, ends_of_day=True)
    return gettext("%(days)s working days, until %(moment)s") % {
        "days": clocks["notice_days"],
        "moment": until,
    }


def _policies(lawful: Mapping[str, Any], values: Mapping[str, Any], language: Language) -> Section:
    policies = lawful["policies"]
    reserved = labels.field_value("sme_reservation", values.get("sme_reservation"))
    ground = labels.field_value("sme_ground", values.get("sme_ground"))
    credit = gettext(
        "The buyer looks up every supplier's credit record before it decides. Whoever stands on the lists of "
        "dishonest debtors, of grave tax offenders or of grave procurement offenders may not take part."
    )
    domestic = gettext(
        "Goods in this purchase: where products of this country compete with others they are preferred by the rules "
        "of the State Council (a price deduction of %(share)s%%); the supplier declares them with the bid."
    ) % {"share": policies.get("domestic") or policies.get("inside", "")}
    if "inside" in policies:
        domestic += gettext(
            " The buyer works it out in the evaluation; the portal computes no such deduction."
        )
    small = gettext(
        "The price of a small or micro enterprise is judged %(share)s%% lower than it is offered; prisons and units "
        "that employ people with disabilities count alike. Whoever claims it declares so with the bid. What is signed "
        "is the price as offered."
    ) % {"share": policies.get("small", "")}
    return Section(
        "policies",
        gettext("Conditions and policies"),
        lines=_lines(
            language,
            (
                gettext("Conditions for every supplier"),
                gettext("Those of article 22 of the Government Procurement Law, and what stands above."),
            ),
            (gettext("Credit record"), credit if "credit" in policies else ""),
            (
                gettext("Small and medium enterprises"),
                pgettext("between a choice and its ground", "; ").join(
                    one for one in (reserved, ground) if one
                ),
            ),
            (gettext("Price deduction"), small if "small" in policies else ""),
            (
                gettext("Products of this country"),
                domestic if policies.keys() & {"domestic", "inside"} else "",
            ),
        ),
    )


def _remedies(lawful: Mapping[str, Any], language: Language) -> Section:
    said = dict(lawful["clocks"])
    if "challenge_until" not in said:
        return Section("remedies", gettext("Questions, challenges, complaints"))
    said["moment"] = daytime(date.fromisoformat(said["challenge_until"]), language, ends_of_day=True)
    texts = (
        gettext("Questions about this notice are answered within %(question_days)s working days."),
        gettext(
            "Whoever finds its rights harmed by the documents may challenge them in writing within "
            "%(challenge_days)s working days of receiving them or of the end of the notice period, at the latest "
            "until %(moment)s; by a step of the procedure or by the result, within as many days of its end. The "
            "buyer replies within %(reply_days)s working days."
        ),
        gettext(
            "Whoever is not content, or gets no reply in time, can complain to the finance department of the same "
            "level within %(complaint_days)s working days after that."
        ),
    )
    return Section(
        "remedies",
        gettext("Questions, challenges, complaints"),
        paragraphs=tuple(Line("", text % said) for text in texts),
    )


def contacts(values: Mapping[str, Any], *, buyer: str, medium_url: str, language: Language) -> Section:
    """Buyer, agency and project, each with how it is reached; where the notice stands officially."""

    def joined(*names: str) -> str:
        return " · ".join(str(values[name]) for name in names if values.get(name))

    return Section(
        "contacts",
        gettext("Contacts"),
        lines=_lines(
            language,
            (gettext("Buyer"), buyer),
            (gettext("Address of the buyer"), joined("contact_address")),
            (gettext("Contact of the buyer"), joined("contact_office", "contact_phone", "contact_email")),
            (gettext("Procurement agency"), gettext("None. The buyer runs the procurement itself.")),
            (gettext("Contact person of the project"), joined("contact_person", "contact_phone")),
            (gettext("Official notice"), medium_url),
        ),
    )


def _first(lawful: Mapping[str, Any], parts: Mapping[str, Any], language: Language) -> Section:
    first, call = lawful["first"], parts["call"]
    own, other = ("title_en", "title_zh") if language == "en" else ("title_zh", "title_en")
    return Section(
        "first",
        gettext("The notice this is about"),
        lines=_lines(
            language,
            (
                gettext("Project number of the agency"),
                call.get("project_no") or parts["identity"]["number"],
            ),
            (gettext("Name of the project"), call.get(own) or call.get(other) or ""),
            (gettext("First published on"), day(date.fromisoformat(first["on"]), language)),
            (gettext("Address of the first notice"), first["url"]),
        ),
    )


def _refunds(values: Mapping[str, Any], lawful: Mapping[str, Any], language: Language) -> Section:
    charged = Decimal(str(values.get("deposit") or 0))
    days = lawful.get("refund_days", "")
    text = gettext("Nothing was charged, so nothing is paid back.")
    if charged and days:
        text = gettext("Deposits are paid back within %(days)s working days.") % {"days": days}
    return Section(
        "refunds", gettext("Fees and deposits"), lines=_lines(language, (gettext("Paid back"), text))
    )


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None
