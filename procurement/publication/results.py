"""A published result, contract or acceptance in words: the same sections for the page and the printed sheet."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, pgettext

from portal.ground.formatting import Language, day, day_range, daytime, figure, foreign_lang, money, size
from procurement import labels
from procurement.labels import awards as words
from procurement.labels import bids
from procurement.publication.call import Call, listed
from procurement.publication.sections import Section
from procurement.rules.vocabulary import STATUTORY
from procurement.sheets.model import Line, Table

PARTS = ("result", "revoked", "contract", "acceptance")


def is_outcome(parts: Mapping[str, Any]) -> bool:
    """Whether a notice is about what came of a call, and not about the call."""
    return any(name in parts for name in PARTS)


def sections_of(parts: Mapping[str, Any], language: Language) -> list[Section]:
    """What a notice says beyond the words of its call; nothing for a notice of the call itself."""
    made: list[Section] = []
    if result := parts.get("result"):
        made += _Result(result, parts, language).sections()
    if revoked := parts.get("revoked"):
        made.append(_revoked(revoked, language))
    if contract := parts.get("contract"):
        made += _contract(contract, parts, language)
    if acceptance := parts.get("acceptance"):
        made += _acceptance(acceptance, language)
    return [one for one in made if one.lines or one.paragraphs or one.table]


def dates_of(parts: Mapping[str, Any], language: Language) -> list[Line]:
    """The days that count in a notice of a result, written out."""
    result = parts.get("result", {})
    named = (
        (
            gettext("Shown until") if result.get("stage") == "list" else gettext("Notice period until"),
            "until",
        ),
        (_objecting(result), "objections_until"),
    )
    return [
        Line(label, daytime(date.fromisoformat(result[name]), language, ends_of_day=True))
        for label, name in named
        if result.get(name)
    ]


def _objecting(result: Mapping[str, Any]) -> str:
    return gettext("Objections until") if result.get("stage") == "list" else gettext("Challenges until")


def short_of(parts: Mapping[str, Any], language: Language) -> list[Line]:
    """Who and how much: what a message in a group has room for."""
    result = parts.get("result")
    if result:
        return [Line(_name(one, language)[0], _money(one["value"], language)) for one in result["winners"]]
    contract = parts.get("contract")
    return [Line(_name(contract, language)[0], _money(contract["value"], language))] if contract else []


def _money(value: str, language: Language) -> str:
    return money(Decimal(value), language)


def _day(value: str, language: Language) -> str:
    return day(date.fromisoformat(value), language)


def _said(row: Mapping[str, Any], name: str, language: Language) -> str:
    """User text in the reader's language, else in the other one."""
    own, other = ("en", "zh") if language == "en" else ("zh", "en")
    return row.get(f"{name}_{own}") or row.get(f"{name}_{other}") or ""


def _lines(language: Language, *pairs: tuple[str, str]) -> tuple[Line, ...]:
    return tuple(Line(label, text, foreign_lang(text, language)) for label, text in pairs if text)


def _name(row: Mapping[str, Any], language: Language) -> tuple[str, str]:
    """The party that may be named, and the group that does the work where it agreed to be named."""
    name = _said(row, "name", language) or gettext("An unregistered group (not named)")
    return name, _said(row, "implementer", language)


def named(winner: Mapping[str, Any], language: Language) -> str:
    """Who is chosen, as the public reads it, with its place in the ranking."""
    return gettext("%(rank)s. %(name)s") % {"rank": winner["rank"], "name": _name(winner, language)[0]}


class _Result:
    """The result of all lots: winners, others, who decided, what anybody can do about it."""

    def __init__(self, result: Mapping[str, Any], parts: Mapping[str, Any], language: Language) -> None:
        self.result, self.parts, self.language = result, parts, language
        self.is_list = result["stage"] == "list"
        self.statutory = parts["call"].get("regime") == STATUTORY

    def sections(self) -> list[Section]:
        return [
            self._winners(),
            self._others(),
            self._void(),
            self._decided(),
            self._panel(),
            self._remedy(),
            self._lawful(),
        ]

    def _winners(self) -> Section:
        head = (gettext("Rank"), gettext("Organisation"), gettext("Points"), gettext("Sum"))
        rows = tuple(
            (
                self._place(one, str(one["rank"])),
                _name(one, self.language)[0],
                one["score"],
                _money(one["value"], self.language),
            )
            for one in self.result["winners"]
        )
        lines: list[tuple[str, str]] = []
        if self.result.get("restated"):
            lines.append(
                (
                    gettext("Why this notice"),
                    gettext("An objection was answered. This is how the result stands."),
                )
            )
        for one in self.result["winners"]:
            name, group = _name(one, self.language)
            lines.append((gettext("Work done by"), group))
            # Where the office wrote them one text holds the addresses of several.
            if (address := (gettext("Address of the supplier"), one.get("address", ""))) not in lines:
                lines.append(address)
            lines += self._priced(one)
            if hold := one.get("held"):
                # A notice of before the two were told apart says that there is one.
                lines.append((name, str(words.HOLD["open" if hold is True else hold])))
            if not _said(one, "name", self.language):
                lines.append(
                    (name, gettext("A registered organisation signs for it and is named with the contract."))
                )
        heading = gettext("Intended result") if self.is_list else gettext("Result")
        return Section("winners", heading, table=Table(head, rows), lines=_lines(self.language, *lines))

    def _priced(self, one: Mapping[str, Any]) -> list[tuple[str, str]]:
        """How the price was judged where that is another than the sum, and what was declared for it."""
        said = []
        if one.get("for"):
            judged = gettext("%(sum)s, %(share)s%% lower than offered: %(why)s") % {
                "sum": _money(one["judged"], self.language),
                "share": figure(Decimal(one["share"])),
                "why": bids.policies(one["for"]),
            }
            said.append((gettext("Price as it was judged"), judged))
        return said + [
            (
                str(bids.STATED["size" if each["policy"] == "small" else each["policy"]]),
                bids.declared(each["policy"], each["said"]),
            )
            for each in one.get("declared", ())
        ]

    def _place(self, one: Mapping[str, Any], text: str) -> str:
        """``text`` with the lot before it, where there are several."""
        if not self.parts["call"].get("lots"):
            return text
        return gettext("Lot %(lot)s · %(place)s") % {"lot": one["lot"], "place": text}

    def _void(self) -> Section:
        """The lots that get no award, and why."""
        said = tuple(
            (_lot_of(one, self.parts), str(words.VOID_LOT[one["code"]]))
            for one in self.result.get("void", ())
        )
        return Section("void", gettext("Lots without an award"), lines=_lines(self.language, *said))

    def _others(self) -> Section:
        head = (
            pgettext("of a bid in a list", "No."),
            gettext("Kind of organisation"),
            gettext("Points"),
            pgettext("why not chosen", "Reason"),
        )
        unsaid = pgettext("kind of organisation", "not said")
        rows = tuple(
            (
                self._place(one, str(one["number"])),
                str(labels.legal_form(one["legal_form"])) if one["legal_form"] else unsaid,
                words.band(one["band"]) or "–",
                str(words.PASSED_OVER.get(one["code"], "")) or gettext("ranked lower"),
            )
            for one in self.result["others"]
        )
        invalid = self.result["invalid"]
        note = gettext("%(number)s more not ranked") % {"number": invalid} if invalid else ""
        lines = _lines(self.language, (gettext("Not ranked"), str(invalid) if invalid and not rows else ""))
        return Section(
            "others",
            gettext("Not chosen"),
            table=Table(head, rows) if rows else None,
            lines=lines,
            note=note if rows else "",
        )

    def _decided(self) -> Section:
        decided = self.result["decided"]
        return Section(
            "decided",
            gettext("Who decided, and why"),
            lines=_lines(
                self.language,
                (gettext("Decided by"), decided["body"]),
                (gettext("Decided on"), _day(decided["on"], self.language)),
                (gettext("Minute number"), decided["minute"]),
                (pgettext("of a decision", "Reason"), _said(decided, "reason", self.language)),
            ),
        )

    def _panel(self) -> Section:
        members = [self._member(one) for one in self.result["panel"]]
        draws = [("", self._draw(one)) for one in self.result.get("draws", ())]
        return Section(
            "panel",
            gettext("Who judged"),
            paragraphs=_lines(self.language, ("", listed(members, self.language)), *draws),
        )

    def _member(self, one: Mapping[str, Any]) -> str:
        """By name or by seat, and how they were chosen as far as the notice says it."""
        seat, how = str(words.SEAT.get(one["seat"], one["seat"])), words.HOW_CHOSEN.get(one.get("chosen", ""))
        who, beside = (one["name"], [seat]) if one["name"] else (seat, [])
        if beside := [*beside, *([str(how)] if how else [])]:
            return gettext("%(name)s (%(seat)s)") % {"name": who, "seat": listed(beside, self.language)}
        return str(who)

    def _draw(self, draw: Mapping[str, Any]) -> str:
        """What anybody needs to do a draw again."""
        return gettext(
            "Draw %(attempt)d: %(drawn)d of %(tickets)d people of the pool were drawn; %(replaced)d gave the seat to "
            "the next in the order. The list of tickets had this check value before it was drawn: %(digest)s. The "
            "order is that of the SHA-256 of “digest of seal:ticket”, with the digest of seal %(seal)d: "
            "%(seal_digest)s. The list: draw-%(attempt)d.json beside the page of this call."
        ) % dict(draw)

    def _remedy(self) -> Section:
        until = self.result.get("objections_until")
        if not until:
            return Section("remedy", gettext("If you object"))
        moment = daytime(date.fromisoformat(until), self.language, ends_of_day=True)
        if self.is_list:
            text = gettext(
                "Anyone may object until %(moment)s, without an account and without a name, on the page of this "
                "call. The buyer replies within seven working days; until then nothing is signed with whom it concerns."
            )
        else:
            text = gettext(
                "A supplier that took part may challenge the result in writing until %(moment)s. The buyer replies "
                "within seven working days; whoever is not content can complain to the finance department of the "
                "same level within fifteen working days after that."
            )
        if not self.is_list and not self.statutory:
            return Section("remedy", gettext("If you object"))
        return Section("remedy", gettext("If you object"), paragraphs=(Line("", text % {"moment": moment}),))

    def _lawful(self) -> Section:
        """What the law wants said besides (Regulation art. 43)."""
        if not self.statutory:
            return Section("lawful", "")
        documents = listed((one["title"] for one in self.parts.get("documents", ())), self.language)
        documents = documents or self.parts["call"].get("documents_url") or ""
        return Section(
            "lawful",
            gettext("As the law asks"),
            lines=_lines(
                self.language,
                (gettext("How suppliers were invited"), gettext("By public notice; none was recommended.")),
                (gettext("Agency fee"), gettext("None. The buyer runs the procurement itself.")),
                (gettext("Notice period"), self._period()),
                (gettext("Procurement documents"), documents),
            ),
        )

    def _period(self) -> str:
        days = self.parts.get("lawful", {}).get("clocks", {}).get("notice_days", "1")
        return (
            gettext("One working day") if days == "1" else gettext("%(days)s working days") % {"days": days}
        )


def _revoked(revoked: Mapping[str, Any], language: Language) -> Section:
    return Section(
        "revoked",
        gettext("Award taken back"),
        lines=_lines(
            language,
            (gettext("Award"), revoked["number"]),
            (
                pgettext("award taken back", "Reason"),
                str(words.REVOKED.get(revoked["code"], revoked["code"])),
            ),
            (gettext("In words"), (revoked.get("en") if language == "en" else "") or revoked["zh"]),
            (
                gettext("What follows"),
                gettext("The next candidate is decided on, or the call is declared void."),
            ),
        ),
    )


def _contract(contract: Mapping[str, Any], parts: Mapping[str, Any], language: Language) -> list[Section]:
    name, group = _name(contract, language)
    term = day_range(
        date.fromisoformat(contract["starts_on"]), date.fromisoformat(contract["ends_on"]), language
    )
    fee, document, talk = contract["host_fee_percent"], contract["document"], contract["talk"]
    essentials = Section(
        "contract",
        gettext("Contract"),
        lines=_lines(
            language,
            (gettext("Contract number"), contract["number"]),
            (gettext("Lot"), _lot_of(contract, parts)),
            (gettext("Project number of the agency"), parts["call"].get("project_no") or ""),
            (gettext("Buyer"), _said(parts["buyer"], "name", language)),
            (gettext("Signed by"), name),
            (gettext("Address of the supplier"), contract.get("address", "")),
            (gettext("Contact of the supplier"), contract.get("contact", "")),
            (gettext("Work done by"), group),
            (gettext("Sum"), _money(contract["value"], language)),
            (gettext("Signed on"), _day(contract["signed_on"], language)),
            (gettext("Term"), term),
            (gettext("Procedure"), str(labels.procedure(parts["call"].get("procedure", "")))),
            (gettext("The host keeps"), f"{figure(Decimal(fee))}%" if fee else ""),
            (gettext("Money confirmed by"), contract["funding"]),
            (gettext("In short"), _said(contract, "summary", language)),
            (
                gettext("Text of the contract"),
                _file(document) if document else gettext("Not published as a file."),
            ),
        ),
    )
    head = (gettext("Share"), gettext("Sum"), gettext("Paid by"), pgettext("payment", "After"))
    value = Decimal(contract["value"])
    rows = tuple(
        (
            f"{figure(Decimal(one['share']))}%",
            money((value * Decimal(one["share"]) / 100).quantize(Decimal("0.01")), language),
            _day(one["due_on"], language),
            str(labels.payment_basis(one["basis"])),
        )
        for one in contract["payments"]
    )
    talked = ""
    if talk:
        told = (talk.get("en") if language == "en" else "") or talk["zh"]
        talked = f"{_day(talk['held_on'], language)} · {told}"
    return [
        essentials,
        Section("payments-signed", gettext("How it is paid"), table=Table(head, rows)),
        Section(
            "talk", gettext("Plan talked over after the award"), paragraphs=_lines(language, ("", talked))
        ),
    ]


def _lot_of(one: Mapping[str, Any], parts: Mapping[str, Any]) -> str:
    """Number and name of the lot that ``one`` is about, where there are several."""
    rows = parts["call"].get("lots") or ()
    if not rows:
        return ""
    name = rows[one["lot"] - 1].get("title_zh", "")
    return gettext("Lot %(number)s: %(name)s") % {"number": one["lot"], "name": name}


def _file(document: Mapping[str, Any]) -> str:
    return f"{document['extension'].upper()} · {size(document['size'])} · SHA-256 {document['sha256'][:16]}…"


def _acceptance(acceptance: Mapping[str, Any], language: Language) -> list[Section]:
    took_part = (
        gettext("took part, under no name")
        if acceptance["service_users_took_part"]
        else gettext("did not take part")
    )
    return [
        Section(
            "acceptance",
            gettext("Acceptance"),
            lines=_lines(
                language,
                (gettext("Contract"), acceptance["contract"]),
                (gettext("Delivered by"), _said(acceptance, "name", language)),
                (pgettext("of an acceptance", "Result"), str(words.ACCEPTANCE.get(acceptance["result"], ""))),
                (gettext("Accepted on"), _day(acceptance["accepted_on"], language)),
                (gettext("Who accepted"), acceptance.get("panel_zh", "")),
                (gettext("Why before the service ended"), acceptance.get("early_zh", "")),
                (gettext("How much was done"), acceptance["quantity_zh"]),
                (gettext("How good it was"), acceptance["quality_zh"]),
                (gettext("Service users"), took_part),
                (
                    gettext("What they said")
                    if acceptance["service_users_took_part"]
                    else gettext("Why none took part"),
                    acceptance["users_zh"],
                ),
                (gettext("Summary in English"), acceptance["summary_en"]),
            ),
        )
    ]


def call_sections(call: Call) -> list[Section]:
    """What a printed result repeats of its call: the essentials and what was wanted (its main object)."""
    return [one for one in call.sections() if one.key in ("essentials", "requirement")]
