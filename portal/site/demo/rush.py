"""A call with many bids that closes within seconds, for drills and measurements; every act is a real service."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from importlib import import_module
from secrets import token_hex
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction
from stdnum.cn import uscc as codes

from organizations.models import Division, LegalForm, Organization, Role, User
from organizations.services import accounts, agencies, profiles
from portal.ground import clock
from portal.site.demo import calls
from procurement.judgement import law
from procurement.models import Bid, Tender
from procurement.rules.bidding import QUESTIONS
from procurement.rules.hours import next_working_moment
from procurement.services.bids import bids, lodging, receipts
from procurement.services.calls import tenders

PLACE = "532801"  # 景洪市
AGENCY = "rush-office"
TITLE = {"title_zh": "截止前集中递交演练（示例）", "title_en": "A drill of the last minute (example)"}
# Long enough for every date the rules ask of a programme call.
PUBLIC_FOR = timedelta(days=45)
# More than one bid takes to be made on a slow machine.
FOR_EACH, FOR_ALL = timedelta(seconds=2), timedelta(minutes=5)
SOME_UNREGISTERED, SOME_WITHOUT_ADDRESS = 6, 10  # one in so many


@dataclass(frozen=True)
class Person:
    """Somebody with an account, signed in: ``session`` is the value of the cookie."""

    login: str
    session: str


@dataclass(frozen=True)
class Bidder(Person):
    """``word`` stands in every answer and nowhere else; those of one call begin alike. ``total`` in yuan, of no
    other bid."""

    email: str
    organization: str
    bid: str
    word: str
    total: str


@dataclass(frozen=True)
class Rush:
    """What there is to drive: numbers and sessions, nothing that opens a bid."""

    call: str
    due_at: datetime
    sealed: bool
    officials: list[Person]
    bidders: list[Bidder] = field(default_factory=list)

    def as_mapping(self) -> dict[str, Any]:
        return asdict(self) | {"due_at": self.due_at.isoformat()}


def make(number: int, *, due_in: timedelta, sealed: bool) -> Rush:
    """A call over ``number`` bids, lodged or, unless ``sealed``, only written.

    However long that takes, it closes ``due_in`` after the return: the demonstration's clock is moved on to
    that moment. Raises ClockRefusedError outside a demonstration."""
    _book, calendar = law.current()
    ready = (clock.now() + due_in + FOR_ALL + number * FOR_EACH).replace(microsecond=0)
    due_at = next_working_moment(ready, calendar)
    began = due_at - PUBLIC_FOR
    with transaction.atomic():
        officials = _officials(began)
        call = _published(officials, due_at, began)
    stem = f"canary{token_hex(8)}"
    # One commit for all drafts; what is lodged commits by itself, as a receipt says.
    with nullcontext() if sealed else transaction.atomic():
        bidders = [_bidder(call, place, f"{stem}n{place}", sealed=sealed) for place in range(1, number + 1)]
    clock.move_to(due_at - due_in)
    return Rush(call.number, due_at, sealed, [_person(one) for one in officials], bidders)


def _officials(began: datetime) -> list[User]:
    """The two of the one office that holds these calls."""
    agency = Organization.objects.filter(slug=AGENCY).first() or agencies.create_agency(
        {
            "slug": AGENCY,
            "division": Division.objects.get(pk=PLACE),
            "name_zh": "集中演练办公室（示例）",
            "name_en": "Office for drills (example)",
            "legal_form": LegalForm.ADMINISTRATIVE_ORGAN,
            "is_example": True,
            "contact_office": "防艾科",
            "telephone": "0871-00000000",
        },
        now=began,
    )
    found = []
    for role, name in ((Role.DRAFTER, "演练经办人（示例）"), (Role.APPROVER, "演练审批人（示例）")):
        login = f"{AGENCY}-{role}"
        user = User.objects.filter(username=login).first() or accounts.register_user(
            login, None, now=began, display_name=name
        )
        agencies.grant_role(agency, user, role, now=began)
        found.append(user)
    return found


def _published(officials: list[User], due_at: datetime, began: datetime) -> Tender:
    """Published long enough ago for its closing to be lawful."""
    drafter, approver = officials
    agency = Organization.objects.get(slug=AGENCY)
    draft = tenders.create_draft(
        buyer=agency, values=calls.JINGHONG | TITLE, form_id=uuid4(), by=drafter, now=began
    )
    draft = tenders.take_lawful_dates(draft.number, version=draft.version, by=drafter, now=began)
    dates = {"bids_due": due_at, "opens_at": due_at, "documents_to": clock.legal_date(due_at)}
    draft = tenders.save_part(draft.number, values=dates, version=draft.version, by=drafter, now=began)
    tenders.submit(draft.number, version=draft.version, by=drafter, now=began)
    return tenders.approve(draft.number, by=approver, now=began)


def _bidder(call: Tender, place: int, word: str, *, sealed: bool) -> Bidder:
    name = f"rush-{call.pk}-{place}"
    email = "" if place % SOME_WITHOUT_ADDRESS == 0 else f"{name}@example.org"
    user = accounts.register_user(name, None, now=clock.now(), display_name=f"演练负责人 {place}（示例）")
    if email:
        User.objects.filter(pk=user.pk).update(email=email)
    lead = _organization(call, place, user)
    total = Decimal(100_000 + place)
    bid = _written(call, lead, user, word, total)
    if sealed:
        intake = lodging.seal(bid.number, key=uuid4(), by=user)
        lodging.decide(intake.pk, now=clock.now())
        receipts.receipt_of(intake)
    return Bidder(name, _session(user), email, lead.number, bid.number, word, f"{total:.2f}")


def _organization(call: Tender, place: int, leader: User) -> Organization:
    registered = place % SOME_UNREGISTERED != 0
    body = f"52532801{call.pk:05d}{place:04d}"
    made = profiles.create_cso(
        {
            "division": Division.objects.get(pk=PLACE),
            "name_zh": f"演练社会组织 {call.pk}-{place}（示例）",
            "name_en": f"Organisation {call.pk}-{place} for drills (example)",
            "legal_form": LegalForm.SOCIAL_SERVICE_AGENCY if registered else LegalForm.UNREGISTERED,
            "uscc": body + str(codes.calc_check_digit(body)) if registered else "",
            "services": ["testing"],
            "populations": ["mobile_population"],
        },
        by=leader,
        now=clock.now(),
    )
    Organization.objects.filter(pk=made.pk).update(is_example=True)
    return made


def _written(call: Tender, lead: Organization, by: User, word: str, total: Decimal) -> Bid:
    now = clock.now()
    bid = bids.begin(call.number, lead=lead, form_id=uuid4(), by=by, now=now)
    answers = dict.fromkeys(QUESTIONS, f"每月两次外展，陪同转介，志愿者十二人。{word}")
    bid = bids.save_answers(bid.number, answers=answers, version=bid.version, by=by, now=now)
    lines = [
        {"label": "外展人员补贴", "kind": "direct", "amount": f"{total - 9000:.2f}"},
        {"label": "场地租金", "kind": "indirect", "amount": "9000.00"},
    ]
    return bids.save_budget(
        bid.number, lots=[{"position": 1, "lines": lines}], version=bid.version, by=by, now=now
    )


def _person(user: User) -> Person:
    return Person(user.username, _session(user))


def _session(user: User) -> str:
    """Signed in without a password, which would take a slow hash for each."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def told(rush: Rush) -> Iterator[str]:
    """The same for people to read."""
    yield f"{rush.call} closes {rush.due_at.astimezone(clock.LEGAL_ZONE):%Y-%m-%d %H:%M:%S} (Yunnan)."
    yield f"{len(rush.bidders)} bids are {'lodged' if rush.sealed else 'written and not sealed'}."
    yield "Nobody of it has a password; --json prints the cookie `sessionid` of each."
