"""A call in words: the same sections for the page, the preview and the printed sheet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, pgettext

from portal.ground.formatting import Language, day, day_range, daytime, figure, foreign_lang, money
from procurement import fields, labels, stated
from procurement.publication.sections import Section
from procurement.rules.vocabulary import INDIRECT_COSTS
from procurement.sheets.model import Line, Table


@dataclass(frozen=True)
class Words:
    """User text in the reader's language, or in the other one, then marked."""

    text: str
    lang: str = ""


@dataclass(frozen=True)
class Call:
    """The words of a call in one language. ``values`` are its flat fields, as columns hold them; ``lawful``:
    what the law wants said besides."""

    values: Mapping[str, Any]
    language: Language = "zh"
    place: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)
    lawful: tuple[Section, ...] = ()

    def words(self, name: str) -> Words:
        """``name`` in the reader's language; the other language, marked, where that is empty."""
        own, other = ("en", "zh") if self.language == "en" else ("zh", "en")
        if text := self.values.get(f"{name}_{own}"):
            return Words(text)
        return Words(self.values.get(f"{name}_{other}") or "", "zh-CN" if other == "zh" else "en")

    @property
    def title(self) -> Words:
        return self.words("title")

    @property
    def summary(self) -> list[str]:
        """The call in plain words, a sentence each."""
        return [line for line in self.words("summary").text.splitlines() if line.strip()]

    @property
    def summary_lang(self) -> str:
        return self.words("summary").lang

    def sections(self) -> list[Section]:
        """Every section that has something to say, in the order of the page."""
        made = (
            self._essentials(),
            self._lots(),
            self._requirement(),
            self._who(),
            self._costs(),
            self._payments(),
            self._criteria(),
            self._how(),
            self._reasons(),
            *self.lawful,
        )
        return [one for one in made if one.lines or one.paragraphs or one.table]

    def _lines(self, *pairs: tuple[str, str | Words | None]) -> tuple[Line, ...]:
        lines = []
        for label, value in pairs:
            words = value if isinstance(value, Words) else Words(value or "")
            if words.text and not words.lang:
                words = Words(words.text, foreign_lang(words.text, self.language))
            if words.text:
                lines.append(Line(label, words.text, words.lang))
        return tuple(lines)

    def _money(self, name: str) -> str:
        value = self.values.get(name)
        return "" if value in (None, "") else money(Decimal(str(value)), self.language)

    def _own(self, section: str, **composed: str) -> tuple[Line, ...]:
        """The lines of the fields that stand in ``section`` by themselves; ``composed`` are the words of those that
        more is said of than their value."""
        rows = fields.lines_of(section)
        return self._lines(
            *((str(line.label), composed.get(row.name, self._said(row.name))) for row, line in rows)
        )

    def _said(self, name: str) -> str | Words:
        """A field in the reader's words; a text that stands in both languages in the reader's own."""
        if name.endswith("_zh"):
            return self.words(name.removesuffix("_zh"))
        return labels.field_value(name, stated.typed(name, self.values.get(name)))

    def _essentials(self) -> Section:
        composed = {
            "division_id": self.place,
            "awards_by": self._chosen(),
            "funding": self._funding(),
            "contract_months": self._term(),
        }
        return Section("essentials", gettext("Essentials"), self._own("essentials", **composed))

    def awards(self) -> str:
        """How many are chosen."""
        by, most = self.values.get("awards_by"), self.values.get("max_awards")
        if by == "number" and most:
            return gettext("several, at most %(count)s") % {"count": figure(Decimal(str(most)))}
        return {"one": gettext("one"), "money": gettext("as many as the money lasts")}.get(by or "", "")

    def _chosen(self) -> str:
        said = self.awards()
        return (
            gettext("in each lot %(count)s") % {"count": said} if said and self.values.get("lots") else said
        )

    def _funding(self) -> str:
        return (
            gettext("not yet confirmed: no agreement is signed before it is")
            if (self.values.get("funding") == "conditional")
            else ""
        )

    def _term(self) -> str:
        begin, end = (as_day(self.values.get(name)) for name in ("service_from", "service_to"))
        if begin and end:
            return day_range(begin, end, self.language)
        if months := self.values.get("contract_months"):
            return gettext("%(months)s months from the agreement") % {"months": figure(Decimal(str(months)))}
        return ""

    def _lots(self) -> Section:
        """A row for each lot; a column that says nothing of any is left out."""
        rows = self.values.get("lots") or ()
        head = (
            gettext("Lot"),
            gettext("Money"),
            gettext("Where"),
            gettext("How many are chosen"),
            gettext("Each award"),
        )
        cells = [
            (
                gettext("Lot %(number)s: %(name)s") % {"number": number, "name": row.get("title_zh", "")},
                money(Decimal(str(row["value"])), self.language) if row.get("value") else "",
                row.get("where_zh", ""),
                labels.awards_of_lot(row),
                labels.sums_of_lot(row),
            )
            for number, row in enumerate(rows, 1)
        ]
        said = [column for column in range(len(head)) if any(row[column] for row in cells)]
        table = Table(
            tuple(head[column] for column in said),
            tuple(tuple(row[column] for column in said) for row in cells),
        )
        return Section("lots", gettext("Lots"), table=table if cells else None)

    def _requirement(self) -> Section:
        wanted = self.words("requirement")
        return Section(
            "requirement",
            gettext("What is wanted"),
            paragraphs=tuple(
                Line("", paragraph, wanted.lang)
                for paragraph in wanted.text.splitlines()
                if paragraph.strip()
            ),
            lines=self._own("requirement"),
        )

    def _who(self) -> Section:
        return Section(
            "who",
            gettext("Who may apply"),
            paragraphs=tuple(Line("", sentence) for sentence in self.who_sentences()),
            lines=self._own("who", min_age_years=self._age()),
        )

    def _age(self) -> str:
        years = self.values.get("min_age_years")
        return gettext("%(years)s or more") % {"years": figure(Decimal(str(years)))} if years else ""

    def at_a_glance(self) -> list[str]:
        """Money, who may apply, what is paid: the line under the title."""
        payable = self.values.get("indirect_payable") or ()
        # In the middle of a line English words begin small; Chinese has no capitals.
        costs = listed((labels.indirect_cost(kind) for kind in payable[:2]), self.language).lower()
        return [
            part
            for part in (
                self._money("estimated_value"),
                gettext("unregistered groups may apply through a host")
                if self.values.get("hosted_allowed")
                else "",
                gettext("%(costs)s and more can be paid") % {"costs": costs}
                if len(payable) > 2
                else gettext("%(costs)s can be paid") % {"costs": costs}
                if payable
                else "",
            )
            if part
        ]

    def who_sentences(self) -> list[str]:
        """The two answers a small group looks for first."""
        sentences = []
        if self.values.get("hosted_allowed"):
            sentences.append(
                gettext(
                    "Not registered? You can apply. Before signing, a registered organisation must agree to "
                    "sign for you."
                )
            )
        elif self.values.get("legal_forms"):
            sentences.append(gettext("Only a registered organisation can apply."))
        if self.values.get("consortium_allowed") is not None:
            sentences.append(
                gettext("Several organisations may apply together.")
                if self.values["consortium_allowed"]
                else gettext("Each organisation applies alone.")
            )
        return sentences

    def _costs(self) -> Section:
        payable = self.values.get("indirect_payable")
        if payable is None and self.values.get("indirect_excluded_reason") is None:
            return Section("costs", gettext("Which costs are paid"), lines=self._own("costs"))
        rows = tuple(
            (
                str(labels.indirect_cost(kind)),
                gettext("Yes") if kind in (payable or ()) else gettext("No"),
            )
            for kind in INDIRECT_COSTS
        )
        ceiling = self.values.get("indirect_ceiling")
        note = (
            gettext("together at most %(share)s%%") % {"share": figure(Decimal(str(ceiling)))}
            if ceiling
            else ""
        )
        return Section(
            "costs",
            gettext("Which costs are paid"),
            table=Table((gettext("Cost"), gettext("Payable")), rows),
            states=tuple("ok" if kind in (payable or ()) else "none" for kind in INDIRECT_COSTS),
            lines=self._own("costs"),
            note=note,
        )

    def _payments(self) -> Section:
        rows = []
        for payment in self.values.get("payment_schedule") or ():
            days = payment.get("within_days")
            rows.append(
                (
                    f"{figure(Decimal(str(payment['share'])))}%",
                    str(labels.payment_basis(payment.get("basis") or "")),
                    gettext("within %(days)s days") % {"days": days} if days not in (None, "") else "",
                )
            )
        head = (gettext("Share"), pgettext("payment", "After"), pgettext("payment", "When"))
        return Section(
            "payments", gettext("How it is paid"), table=Table(head, tuple(rows)) if rows else None
        )

    def _criteria(self) -> Section:
        rows = []
        for row in self.values.get("criteria") or ():
            texts = Call(row, self.language).words("text")
            rows.append((texts.text, figure(Decimal(str(row["weight"])))))
        return Section(
            "criteria",
            gettext("How applications are judged"),
            table=Table((gettext("Criterion"), gettext("Points")), tuple(rows)) if rows else None,
            lines=self._own("criteria"),
        )

    def _how(self) -> Section:
        contact = [
            self.values.get(name) or "" for name in ("contact_office", "contact_phone", "contact_email")
        ]
        return Section(
            "how",
            gettext("How to apply and whom to call"),
            paragraphs=self._lines(("", self.words("how_to_bid"))),
            lines=(
                *self._lines((gettext("Whom to call"), " · ".join(part for part in contact if part))),
                *self._own("how"),
            ),
        )

    def _reasons(self) -> Section:
        reasons = self._lines(*sorted(self.reasons.items()))
        return Section("reasons", gettext("Published reasons"), lines=(*self._own("reasons"), *reasons))

    def dates(self) -> list[tuple[str, date | datetime]]:
        """The dates of the call that are stated, by field, in their lawful order."""
        named = (
            "intention_published_on",
            "published_at",
            "documents_from",
            "documents_to",
            "ask_by",
            "answers_by",
            "bids_due",
            "opens_at",
        )
        return [(name, value) for name in named if (value := self.values.get(name))]

    def date_words(self) -> list[Line]:
        """:meth:`dates` written out."""
        return [Line(str(labels.date_field(name)), self._when(value)) for name, value in self.dates()]

    def _when(self, value: date | datetime) -> str:
        if isinstance(value, datetime):
            return daytime(value, self.language)
        return day(value, self.language)


def as_day(value: Any) -> date | None:
    """A day kept as text in ``texts``, or nothing."""
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None


def listed(words: Iterable[Any], language: Language) -> str:
    """Words enumerated as the language does it."""
    return ("、" if language == "zh" else ", ").join(str(word) for word in words)


def call_of_values(values: Mapping[str, Any], **more: Any) -> Call:
    """A call from the plain fields of a notice, typed again."""
    return Call({name: stated.typed(name, value) for name, value in values.items()}, **more)
