"""Who acts in the demonstration: two officials an agency, one supervisor, one reviewer, two organisations."""

from dataclasses import dataclass
from datetime import datetime

from organizations.models import Division, Membership, Organization, Outcome, User
from organizations.services import accounts, agencies, profiles, standing
from portal import clock

PASSWORD = "sunlight-2024"  # noqa: S105 - printed on the first screen of a demonstration
SUPERVISOR_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - so that the second factor can be tried


@dataclass(frozen=True)
class Office:
    """An agency of the demonstration and the beginnings of its people's login names."""

    slug: str
    division: str
    name_zh: str
    name_en: str
    login: str
    telephone: str
    office: str = "防艾科"


OFFICES = (
    Office(
        "jinghong-health",
        "532801",
        "景洪市卫生健康局（示例）",
        "Jinghong Health Bureau (example)",
        "jinghong",
        "0691-0000000",
    ),
    Office(
        "mengzi-health",
        "532503",
        "蒙自市卫生健康局（示例）",
        "Mengzi Health Bureau (example)",
        "mengzi",
        "0873-0000000",
    ),
    Office(
        "ruili-health",
        "533102",
        "瑞丽市卫生健康局（示例）",
        "Ruili Health Bureau (example)",
        "ruili",
        "0692-0000000",
    ),
    Office(
        "kunming-health",
        "530100",
        "昆明市卫生健康委员会（示例）",
        "Kunming Health Commission (example)",
        "kunming",
        "0871-00000000",
    ),
    Office(
        "yunnan-health",
        "530000",
        "云南省卫生健康委员会（示例）",
        "Yunnan Health Commission (example)",
        "yunnan",
        "0871-00000000",
    ),
)


@dataclass(frozen=True)
class Account:
    """One line of ``manage.py demo_accounts``."""

    login: str
    role: str
    organization: str
    next_url: str
    totp_secret: str = ""

    def as_mapping(self) -> dict[str, str]:
        return {
            "login": self.login,
            "password": PASSWORD,
            "totp_secret": self.totp_secret,
            "role": self.role,
            "organization": self.organization,
            "next_url": self.next_url,
        }


def accounts_of_demo() -> list[Account]:
    """Every account of the demonstration and where its next act waits."""
    officials = [
        Account(f"{office.login}-{suffix}", role, office.name_zh, "/workspace/")
        for office in OFFICES
        for suffix, role in (("drafter", "drafter"), ("approver", "approver"))
    ]
    return [
        *officials,
        Account("supervisor", "supervisor", OFFICES[-1].name_zh, "/workspace/", SUPERVISOR_SECRET),
        Account("reviewer", "privacy_reviewer", OFFICES[-1].name_zh, "/workspace/privacy/"),
        Account("lancang", "leader", "澜沧江社区服务中心（示例）", "/workspace/"),
        Account("mandou", "leader", "曼斗同伴互助小组（示例）", "/workspace/"),
    ]


_NAMES = {"drafter": "经办人（示例）", "approver": "审批人（示例）"}


def make_people(now: datetime) -> dict[str, User]:
    """The people and their organisations; users by login."""
    people: dict[str, User] = {}
    for office in OFFICES:
        agency = agencies.create_agency(
            {
                "slug": office.slug,
                "division": Division.objects.get(pk=office.division),
                "name_zh": office.name_zh,
                "name_en": office.name_en,
                "legal_form": "administrative_organ",
                "is_example": True,
                "contact_office": office.office,
                "telephone": office.telephone,
            },
            now=now,
        )
        for role, name in _NAMES.items():
            people[f"{office.login}-{role}"] = _official(f"{office.login}-{role}", name, agency, role, now)
    province = Organization.objects.get(slug="yunnan-health")
    people["supervisor"] = _official("supervisor", "监督人员（示例）", province, "supervisor", now)
    accounts.give_app(people["supervisor"], SUPERVISOR_SECRET)
    people["reviewer"] = _official("reviewer", "隐私审核（示例）", province, "privacy_reviewer", now)
    _organisations(people, now)
    return people


def _official(login: str, name: str, agency: Organization, role: str, now: datetime) -> User:
    user = accounts.register_user(login, PASSWORD, now=now, display_name=name)
    Membership.objects.create(user=user, organization=agency, role=role, from_date=clock.legal_date(now))
    return user


def _organisations(people: dict[str, User], now: datetime) -> None:
    jinghong = Division.objects.get(pk="532801")
    people["lancang"] = accounts.register_user("lancang", PASSWORD, now=now, display_name="玉组长（示例）")
    people["mandou"] = accounts.register_user("mandou", PASSWORD, now=now, display_name="岩组长（示例）")
    lancang = profiles.create_cso(
        {
            "division": jinghong,
            "name_zh": "澜沧江社区服务中心（示例）",
            "name_en": "Lancang River Community Service Centre (example)",
            "legal_form": "social_service_agency",
            "uscc": "52532801MJ0000017D",
            "services": ["testing", "follow_up_support"],
            "populations": ["mobile_population"],
        },
        areas=[jinghong],
        by=people["lancang"],
        now=now,
    )
    mandou = profiles.create_cso(
        {
            "division": jinghong,
            "name_zh": "曼斗同伴互助小组（示例）",
            "name_en": "Mandou Peer Group (example)",
            "legal_form": "unregistered",
            "services": ["prevention_education"],
            "populations": ["mobile_population"],
        },
        areas=[jinghong],
        by=people["mandou"],
        now=now,
    )
    # One is listed, one waits for the officials of its place.
    agency = Organization.objects.get(slug="jinghong-health")
    profiles.ask_verification(lancang, by=people["lancang"], now=now)
    standing.verify(lancang, agency, Outcome.VERIFIED, by=people["jinghong-approver"], now=now)
    profiles.ask_verification(mandou, by=people["mandou"], now=now)
    Organization.objects.filter(kind="cso").update(is_example=True)
