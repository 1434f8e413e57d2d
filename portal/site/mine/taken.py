"""What the portal holds about one account, as its owner takes it along: files of JSON and one page to read, in a ZIP
that is written while it is sent."""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.template.loader import render_to_string

from organizations import selectors
from organizations.models import Organization, SignIn, User
from organizations.selectors import second_factors
from organizations.services.profiles import ABOUT
from portal.ground.ledger.models import Event, Letter
from portal.site.alerts.models import Subscription
from procurement.models import Evaluator, Receipt, ReceiptKey
from procurement.selectors.bids import bids_of, organizations_of

CHUNK = 500
Row = dict[str, Any]


def archive(user: User, *, now: datetime) -> Iterator[bytes]:
    """The ZIP, piece by piece."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, rows in _files(user, now):
            with packed.open(name, "w") as file:
                for text in rows:
                    file.write(text.encode())
                    yield pipe.taken()
        page = render_to_string("mine/taken.html", summary(user, now=now))
        packed.writestr("readme.html", page)
        yield pipe.taken()
    yield pipe.taken()


def summary(user: User, *, now: datetime) -> Row:
    """What a page says of it at a glance, in the reader's language."""
    houses = list(organizations_of(user, now=now))
    return {
        "user": user,
        "now": now,
        "memberships": user.memberships.select_related("organization"),
        "houses": houses,
        "sign_ins": list(selectors.sign_ins_of(user)),
        "counts": {
            "bids": bids_of(user, now=now).count(),
            "receipts": _receipts(user, now).count(),
            "letters": _letters(user).count(),
            "acts": _acts(user).count(),
        },
    }


def _files(user: User, now: datetime) -> Iterator[tuple[str, Iterator[str]]]:
    yield "account.json", _whole(_account(user))
    yield "roles.json", _listed(_roles(user, now))
    yield "sign-ins.json", _listed(_sign_ins(user))
    yield "organisations.json", _listed(map(_house, organizations_of(user, now=now)))
    yield "bids.json", _listed(map(_bid, bids_of(user, now=now).iterator(CHUNK)))
    yield "receipts.json", _listed(_receipt_rows(user, now))
    yield (
        "panel-seats.json",
        _listed(map(_seat, Evaluator.objects.filter(user=user).select_related("tender"))),
    )
    yield "letters.json", _listed(map(_letter, _letters(user).iterator(CHUNK)))
    yield "follows.json", _listed(_follows(user))
    yield "acts.json", _listed(map(_act, _acts(user).iterator(CHUNK)))


def _account(user: User) -> Row:
    return {
        "login": user.username,
        "name": user.display_name,
        "email": user.email,
        "email_to_confirm": list(
            EmailAddress.objects.filter(user=user, verified=False).values_list("email", flat=True)
        ),
        "language": user.language,
        "since": user.date_joined,
        "last_sign_in": user.last_login,
        "second_factors": sorted(second_factors(user)),
        "pseudonym_in_the_record": user.pseudonym,
        "closes_at": user.closes_at,
    }


def _roles(user: User, now: datetime) -> Iterator[Row]:
    for one in user.memberships.select_related("organization"):
        yield {
            "organisation": one.organization.number, "name": one.organization.name_zh, "role": one.role,
            "from": one.from_date, "to": one.to_date,
        }  # fmt: skip
    for offered in selectors.invitations_of(user, now=now):
        yield {
            "organisation": offered.organization.number, "name": offered.organization.name_zh,
            "role": offered.role, "offered_at": offered.at,
        }  # fmt: skip


def _sign_ins(user: User) -> Iterator[Row]:
    for one in SignIn.objects.filter(user=user).order_by("-seen_at"):
        yield {
            "device": one.device, "browser": one.browser, "signed_in_at": one.signed_in_at,
            "seen_at": one.seen_at,
        }  # fmt: skip


def _house(one: Organization) -> Row:
    cso = getattr(one, "cso", None)
    plain = ("number", "name_zh", "name_en", "legal_form", "uscc", "division_id", "verified_at", "created_at")
    said = {name: getattr(one, name) for name in plain}
    if cso is not None:
        said |= {name: getattr(cso, name) for name in (*ABOUT, "page_asked_at")}
        said["areas"] = list(cso.areas.values_list("pk", flat=True))
        said["ties"] = [
            {"kind": tie.kind, "upper": tie.upper.number, "member": tie.member.number, "word": tie.word}
            for tie in selectors.ties_of(one)
        ]
    looked = one.verifications.order_by("at").values("outcome", "note", "at")
    return said | {"looked_at": list(looked)}


def _bid(one: Any) -> Row:
    return {
        "number": one.number, "call": one.tender.number, "title": one.tender.title_zh, "lead": one.lead.number,
        "status": one.status, "revision": one.revision,
    }  # fmt: skip


def _receipts(user: User, now: datetime) -> Any:
    return Receipt.objects.filter(intake__bid__in=bids_of(user, now=now).order_by())


def _receipt_rows(user: User, now: datetime) -> Iterator[Row]:
    known = {one.kid: {"kid": one.kid, "x": one.x} for one in ReceiptKey.objects.all()}
    for one in _receipts(user, now).order_by("id").iterator(CHUNK):
        yield {"receipt": json.loads(one.text), "signature": one.signature, "key": known.get(one.kid)}


def _seat(one: Evaluator) -> Row:
    return {
        "call": one.tender.number, "code": one.code, "seat": one.seat, "seated_at": one.seated_at,
        "handed_in_at": one.handed_in_at, "left_at": one.left_at,
    }  # fmt: skip


def _letters(user: User) -> Any:
    return Letter.objects.filter(recipient=f"user:{user.pk}").order_by("id")


def _letter(one: Letter) -> Row:
    names = ("kind", "subject", "address", "state", "due_at", "sent_at", "payload")
    return {name: getattr(one, name) for name in names}


def _follows(user: User) -> Iterator[Row]:
    """Letters ordered by the same address belong to whoever reads it; nothing else ties them to the account."""
    found = (
        Subscription.objects.filter(subscriber__email=user.email)
        if user.email
        else Subscription.objects.none()
    )
    for one in found.order_by("id"):
        yield {"kind": one.kind, "key": one.key, "query": one.query, "since": one.created_at}


def _acts(user: User) -> Any:
    return Event.objects.filter(actor=user.pseudonym).order_by("id")


def _act(one: Event) -> Row:
    return {
        "at": one.at, "kind": one.kind, "subject": one.subject, "public": one.public,
        "said": json.loads(one.payload),
    }  # fmt: skip


# --- How it is written --------------------------------------------------------------------------------------


def _whole(row: Mapping[str, Any]) -> Iterator[str]:
    yield _text(row)


def _listed(rows: Iterable[Row]) -> Iterator[str]:
    first = True
    for row in rows:
        yield ("[\n" if first else ",\n") + _text(row)
        first = False
    yield "[]\n" if first else "\n]\n"


def _text(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


class _Pipe(io.RawIOBase):
    """Takes what is written until somebody takes it away."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        whole = b"".join(self.parts)
        self.parts.clear()
        return whole
