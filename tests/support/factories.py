"""People, agencies and organisations for tests, made through the services wherever one exists."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from organizations.models import Division, LegalForm, Membership, Organization, Role, User
from organizations.services import accounts, agencies, profiles, standing
from portal.ground import clock
from tests.support.remembered import remembered

PASSWORD = "three brown bicycles"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LONG_AGO = datetime(2024, 1, 2, 2, 0, tzinfo=UTC)

_numbers = count(1)


def place(code: str = "532801") -> Division:
    """A place of Yunnan by its code; 景洪市 unless told."""
    return Division.objects.get(pk=code)


@remembered
def user(name: str = "", *, email: str = "", now: datetime = LONG_AGO, **extra: Any) -> User:
    """Somebody with an account, a sheet of codes and the password PASSWORD."""
    made = accounts.register_user(name or f"person{next(_numbers)}", PASSWORD, now=now, **extra)
    if email:
        made.email = email
        made.save(update_fields=["email"])
    return made


@remembered
def agency(code: str = "532801", *, now: datetime = LONG_AGO, **values: Any) -> Organization:
    """A health commission of that place."""
    number = next(_numbers)
    where = place(code)
    return agencies.create_agency(
        {
            "slug": f"{where.pinyin.lower()}-health-{number}",
            "division": where,
            "name_zh": f"{where.name_zh}卫生健康局（示例{number}）",
            "name_en": f"Health Bureau of {where.name_en} (example {number})",
            "legal_form": LegalForm.ADMINISTRATIVE_ORGAN,
            "is_example": True,
            "contact_office": "防艾股",
            "telephone": "0691-0000000",
            **values,
        },
        now=now,
    )


def uscc(serial: int) -> str:
    """A social credit code with a right check character; 52 = registered with civil affairs."""
    from stdnum.cn import uscc as codes

    body = f"5253280{serial:010d}"[:17]
    return body + str(codes.calc_check_digit(body))


@remembered
def cso(
    leader: User | None = None,
    *,
    code: str = "532801",
    registered: bool = True,
    verified: bool = True,
    asks_page: bool = False,
    now: datetime = LONG_AGO,
    **values: Any,
) -> Organization:
    """An organisation with one leader; registered and verified unless told."""
    number = next(_numbers)
    by = leader or user()
    form = LegalForm.SOCIAL_SERVICE_AGENCY if registered else LegalForm.UNREGISTERED
    made = profiles.create_cso(
        {
            "division": place(code),
            "name_zh": f"示例服务中心{number}",
            "name_en": f"Example Service Centre {number}",
            "legal_form": form,
            "uscc": uscc(number) if registered else "",
            "services": ["testing"],
            "populations": ["general_population"],
            **values,
        },
        by=by,
        now=now,
    )
    if asks_page:
        profiles.ask_public_page(made, by=by, now=now)
    if verified:
        standing.verify(made, agency("530000"), "verified", by=by, now=now)
    Organization.objects.filter(pk=made.pk).update(is_example=True)
    made.refresh_from_db()
    return made


@remembered
def member(
    of: Organization, role: str = Role.DRAFTER, who: User | None = None, *, now: datetime = LONG_AGO
) -> Membership:
    """A role from that day on, whoever would have to give it."""
    return Membership.objects.create(
        user=who or user(), organization=of, role=role, from_date=clock.legal_date(now)
    )


@remembered
def official(role: str = Role.DRAFTER, *, of: Organization | None = None, app: bool = True) -> User:
    """An official of an agency, with an app as second factor unless told."""
    who = user()
    member(of or agency(), role, who)
    if app:
        accounts.give_app(who, TOTP_SECRET)
    return who
