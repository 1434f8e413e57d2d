"""Fills a database by COPY with as many published calls as are asked for."""

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Field, JSONField, Model
from stdnum.cn import uscc as codes

from bench.words import Example, bodies, examples
from organizations.models import Division, LegalForm, Organization, User
from organizations.selectors import ancestors, prefecture_of
from organizations.services import agencies
from portal.ground.clock import legal_date
from portal.site.demo.calls import JINGHONG
from portal.site.opendata.models import Release
from procurement import facets, fields, ocds, stated
from procurement.fields.row import Home
from procurement.judgement import law
from procurement.models import (
    Award,
    Bid,
    BidPackage,
    Contract,
    Criterion,
    Lot,
    Notice,
    OpenedOffer,
    Opening,
    SearchEntry,
    Tender,
)
from procurement.models.tenders import OCID_PREFIX
from procurement.publication.body import canonical, root_of
from procurement.rules.procedures import PROCEDURES
from procurement.search import known, vector
from procurement.services.calls.search_entries import FORM

TEXTS = 400
SUPPLIERS = 40
# The steps of a call that somebody was chosen for.
SIGNED = ("contracted", "completed")
DECIDED = ("awarded", *SIGNED)
BATCH = 20_000
# Built anew after the rows, which is many times faster than row by row.
SLOW_INDEXES = ("search_title", "search_body", "search_codes")


class Filler:
    """One database on its way to ``size`` calls. Runs as the owner of the tables."""

    def __init__(self, size: int, now: datetime, say: Callable[[str], None]) -> None:
        self.size, self.now, self.say = size, now, say

    def fill(self) -> None:
        """Everything, once; a database that is full already stays as it is."""
        if Tender.objects.exists():
            return
        self.people()
        self.base = self.one_call()
        self.texts = bodies(TEXTS)
        self.body_vectors = [shifted(vector(text)) for text in self.texts]
        indexes = self.drop_slow_indexes()
        drawn = enumerate(examples(self.size, places=len(self.places), texts=TEXTS, now=self.now), 1)
        while batch := list(islice(drawn, BATCH)):
            self.write(batch)
            if not Award.objects.exists():
                self.one_offer(batch[0][0])
            copy(Award, (self.award(number, one) for number, one in batch if one.step in DECIDED))
            copy(Contract, (self.contract(number, one) for number, one in batch if one.step in SIGNED))
            self.say(f"{batch[-1][0]:,} of {self.size:,} calls")
        with connection.cursor() as cursor:
            for statement in indexes:
                cursor.execute(statement)
            for model in (Tender, Lot, Criterion, Notice, SearchEntry, Award, Contract, Release):
                table = model._meta.db_table
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM {table}", [table]
                )
            # Plans drawn before autovacuum has come by would rest on wrong figures.
            cursor.execute("VACUUM ANALYZE")

    def drop_slow_indexes(self) -> list[str]:
        """Returns the statements that make them again."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indexname, indexdef FROM pg_indexes WHERE indexname = ANY(%s)", [list(SLOW_INDEXES)]
            )
            found = cursor.fetchall()
            for name, _definition in found:
                cursor.execute(f"DROP INDEX {name}")
        return [definition for _name, definition in found]

    def people(self) -> None:
        """An agency in every place and the one official who signs for all of them."""
        self.rulebook, self.calendar = law.current_editions()
        self.official = User.objects.create(username="bench-official")
        self.places = list(Division.objects.select_related("parent__parent"))
        self.buyers = [
            agencies.create_agency(
                {
                    "slug": f"health-{place.code}",
                    "division": place,
                    "name_zh": f"{place.name_zh}卫生健康委员会（示例）",
                    "legal_form": "administrative_organ",
                },
                now=self.now,
            )
            for place in self.places
        ]

    def one_call(self) -> dict[str, Any]:
        """What every call says alike, as its columns hold it."""
        plain = {name: stated.plain(value) for name, value in JINGHONG.items()}
        terms: dict[str, Any] = {}
        texts: dict[str, Any] = {}
        for home, keep in ((Home.TERMS, terms), (Home.TEXTS, texts)):
            for row in fields.of_home(home):
                stated.put(keep, row, plain.get(row.name))
        return {"plain": plain, "terms": terms, "texts": texts}

    def write(self, batch: list[tuple[int, Example]]) -> None:
        rows: dict[type[Model], list[dict[str, Any]]] = {
            model: [] for model in (Tender, Lot, Criterion, Notice, SearchEntry, Release)
        }
        for number, drawn in batch:
            tender = self.tender(number, drawn)
            rows[Tender].append(tender)
            rows[Lot].append(self.lot(number, drawn))
            rows[Criterion].extend(self.criteria(number))
            parts = self.parts(drawn, tender)
            rows[Notice].append(self.notice(number, drawn, parts))
            rows[Release].append(self.release(number, drawn, parts))
            rows[SearchEntry].append(self.entry(number, drawn, tender, rows[Lot][-1]))
        for model, found in rows.items():
            copy(model, found)

    def tender(self, number: int, drawn: Example) -> dict[str, Any]:
        due, place = drawn.bids_due, self.places[drawn.place]
        return {
            "id": number,
            "number": f"YN{drawn.published_at:%Y}-{number % 1_000_000:06d}",
            "buyer_id": self.buyers[drawn.place].pk,
            "division_id": place.pk,
            "step": drawn.step,
            "regime": drawn.regime,
            "procedure": drawn.procedure,
            "instrument": drawn.instrument,
            "service_class": "basic_delivery",
            "title_zh": f"{place.name_zh}{drawn.title_zh}",
            "title_en": drawn.title_en,
            "estimated_value": drawn.value,
            "published_at": drawn.published_at,
            "ask_by": (due - timedelta(days=5)).date(),
            "answers_by": (due - timedelta(days=3)).date(),
            "bids_due": due,
            "opens_at": due,
            "terms": self.base["terms"],
            "texts": self.base["texts"] | {"requirement_zh": self.texts[drawn.text]},
            "edition_id": self.rulebook.pk,
            "calendar_id": self.calendar.pk,
            "drafted_by_id": self.official.pk,
            "form_id": UUID(int=number),
            "created_at": drawn.published_at,
            "saved_at": drawn.published_at,
            "deadline_version": 1,
            "terms_version": 1,
        }

    def lot(self, number: int, drawn: Example) -> dict[str, Any]:
        return {
            "id": number,
            "tender_id": number,
            "status": "open" if drawn.step == "open" else "awarded",
            "populations": drawn.populations,
            "services": drawn.services,
        }

    def criteria(self, number: int) -> Iterator[dict[str, Any]]:
        for position, row in enumerate(JINGHONG["criteria"], 1):
            yield {"id": number * 10 + position, "lot_id": number, "position": position, **row}

    def parts(self, drawn: Example, tender: dict[str, Any]) -> dict[str, Any]:
        """What the notice of a call says."""
        said = {
            name: stated.plain(tender[name])
            for name in (row.name for row in fields.of_home(Home.COLUMN))
            if name in tender
        }
        call = self.base["plain"] | said | {"requirement_zh": self.texts[drawn.text]}
        buyer = self.buyers[drawn.place]
        return {
            "identity": {
                "number": tender["number"],
                "seq": 1,
                "kind": PROCEDURES[drawn.procedure].call,
                "legal_at": drawn.published_at.isoformat(),
                "published_at": drawn.published_at.isoformat(),
            },
            "buyer": {"number": buyer.number, "name_zh": buyer.name_zh, "division": buyer.division_id},
            "call": call | {"populations": drawn.populations, "services": drawn.services},
            "law": {"rulebook": self.rulebook.edition, "reasons": {}, "waivers": {}},
            "documents": [],
            "verdicts": [],
        }

    def notice(self, number: int, drawn: Example, parts: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": number,
            "tender_id": number,
            "seq": 1,
            "kind": parts["identity"]["kind"],
            "terms_version": 1,
            "deadline_version": 1,
            "body": canonical(parts),
            "digest": root_of(parts),
            "legal_at": drawn.published_at,
            "published_at": drawn.published_at,
        }

    def release(self, number: int, drawn: Example, parts: dict[str, Any]) -> dict[str, Any]:
        ocid = f"{OCID_PREFIX}-{parts['identity']['number']}"
        source = ocds.Source(
            ocid=ocid, body=parts, site="https://example.org", places={}, awards_of_contracts={}
        )
        return {
            "id": number,
            "notice_id": number,
            "ocid": ocid,
            "tag": ocds.tag_of(parts),
            "at": drawn.published_at,
            "body": canonical(ocds.release(source)),
        }

    def one_offer(self, number: int) -> None:
        """Who wins, and the one opened offer that all awards stand on: what a register shows of an award is its
        own row, its call and its supplier."""
        self.suppliers = Organization.objects.bulk_create(
            Organization(
                kind="cso", slug=f"supplier-{one}", division=self.places[one % len(self.places)],
                name_zh=f"示例社会服务中心{one}", legal_form=LegalForm.SOCIAL_SERVICE_AGENCY,
                uscc=uscc(one), verified_at=self.now,
            )
            for one in range(SUPPLIERS)
        )  # fmt: skip
        at = {"begun_at": self.now, "saved_at": self.now}
        self.bid = Bid.objects.create(
            tender_id=number, lead=self.suppliers[0], begun_by=self.official, form_id=UUID(int=1), **at
        )
        opening = Opening.objects.create(
            tender_id=number, deadline_version=1, opened_at=self.now, live_hash="0" * 64, bids=1, least=1
        )
        package = BidPackage.objects.create(
            bid=self.bid, revision=1, terms_version=1, notice_id=number, envelope="{}", envelope_hash="0" * 64,
            commitment="0" * 64, made_at=self.now,
        )  # fmt: skip
        self.offer = OpenedOffer.objects.create(
            opening=opening, bid=self.bid, package=package, lot_id=number, total=1, direct=1, indirect=0
        )

    def award(self, number: int, drawn: Example) -> dict[str, Any]:
        return {
            "id": number,
            "number": f"YN{drawn.published_at:%Y}-{number % 1_000_000:06d}-A1",
            "lot_id": number,
            "bid_id": self.bid.pk,
            "offer_id": self.offer.pk,
            "supplier_id": self.suppliers[number % SUPPLIERS].pk,
            "rank": 1,
            "value": drawn.value,
            "reason_zh": "方案可行，费用合理。",
            "decided_body": "评审小组",
            "decided_on": drawn.bids_due.date(),
            "decided_minute": "1",
            "approved_by_id": self.official.pk,
            "at": drawn.bids_due + timedelta(days=7),
        }

    def contract(self, number: int, drawn: Example) -> dict[str, Any]:
        """Signed a month after the closing. It points to the notice of its call: a register reads only that
        notice's number."""
        signed = drawn.bids_due.date() + timedelta(days=30)
        return {
            "id": number,
            "number": f"YN{drawn.published_at:%Y}-{number % 1_000_000:06d}-C1",
            "award_id": number,
            "tender_id": number,
            "signatory_id": self.suppliers[number % SUPPLIERS].pk,
            "value": drawn.value,
            "signed_on": signed,
            "starts_on": signed,
            "ends_on": signed + timedelta(days=365),
            "notice_id": number,
            "signed_by_id": self.official.pk,
            "recorded_at": drawn.bids_due + timedelta(days=31),
            "published_at": drawn.bids_due + timedelta(days=31),
            "form_id": UUID(int=number),
        }

    def entry(
        self, number: int, drawn: Example, tender: dict[str, Any], lot: dict[str, Any]
    ) -> dict[str, Any]:
        call, place = Tender(**tender), self.places[drawn.place]
        call.buyer, call.first_lot = self.buyers[drawn.place], Lot(**lot)
        around = [text for one in ancestors(place) for text in (one.name_zh, one.name_en)]
        after_all_open = 100_000_000_000
        days = {"due": drawn.bids_due, "pub": drawn.published_at}
        facts = known.facts(
            step=drawn.step,
            days={name: legal_date(at) for name, at in days.items()} | {"ask": tender["ask_by"]},
            amounts=[drawn.value],
        )
        head = vector(tender["number"], tender["title_zh"], filed=around, facts=facts)
        return {
            "id": number,
            "tender_id": number,
            "title": vector(tender["title_zh"], tender["title_en"], facts=facts),
            "body": f"{head} {self.body_vectors[drawn.text]}",
            "form": FORM,
            "codes": facets.carried(call),
            "status": drawn.step,
            "procedure": drawn.procedure,
            "regime": drawn.regime,
            "instrument": drawn.instrument,
            "level": place.level,
            "division_code": place.pk,
            "prefecture_code": prefecture_of(place),
            "buyer_id": tender["buyer_id"],
            "populations": drawn.populations,
            "services": drawn.services,
            "who_may_bid": facets.who_may_bid(call),
            "estimated_value": drawn.value,
            "published_at": drawn.published_at,
            "bids_due": drawn.bids_due,
            "sort_key": int(drawn.bids_due.timestamp())
            if drawn.step == "open"
            else after_all_open - int(drawn.published_at.timestamp()),
        }


def uscc(serial: int) -> str:
    """A social credit code with a right check character."""
    body = f"525328{serial:011d}"
    return body + str(codes.calc_check_digit(body))


def shifted(literal: str, by: int = 300) -> str:
    """A text vector that can stand behind another one, its positions out of that one's way."""
    return re.sub(r"(?<=[:,])\d+", lambda found: str(int(found[0]) + by), literal)


def copy(model: type[Model], rows: Iterable[dict[str, Any]]) -> None:
    """Stream ``rows`` into the table of ``model``; what a row leaves out has its default."""
    columns = {field.column: field for field in model._meta.concrete_fields}
    defaults = {name: field.get_default() for name, field in columns.items()}
    stream = io.StringIO()
    for row in rows:
        whole = defaults | row
        stream.write("\t".join(as_text(field, whole[name]) for name, field in columns.items()) + "\n")
    stream.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {model._meta.db_table} ({', '.join(columns)}) FROM STDIN", stream)


def as_text(field: "Field[Any, Any]", value: Any) -> str:
    """A value in the text form of COPY."""
    if value is None:
        return "\\N"
    if isinstance(field, JSONField):
        value = json.dumps(value, ensure_ascii=False)
    elif isinstance(field, ArrayField):
        value = "{" + ",".join(value) + "}"
    text = str(value).replace("\\", "\\\\")
    return text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
