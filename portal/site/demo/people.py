"""Who acts in the demonstration: two officials an agency, one supervisor, one reviewer, four organisations."""

from dataclasses import dataclass
from datetime import datetime

from organizations.models import Division, Membership, Organization, Outcome, User
from organizations.services import accounts, agencies, profiles, standing
from portal.ground import clock
from portal.site.demo import links

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


# Buys nothing here: it enters people in the pool that the agencies of its prefecture draw their panels from.
NEIGHBOUR = Office(
    "honghe-health",
    "532500",
    "红河州卫生健康委员会（示例）",
    "Honghe Health Commission (example)",
    "hhz",
    "0873-0000000",
)


@dataclass(frozen=True)
class Group:
    """An organisation of the demonstration with its leader; without a code it is on no register."""

    login: str
    leader: str
    division: str
    name_zh: str
    name_en: str
    legal_form: str
    uscc: str
    services: tuple[str, ...]
    populations: tuple[str, ...]
    # What it keeps at most as a host, in percent; None for one that takes no groups in.
    keeps: int | None = None


GROUPS = (
    Group(
        "lancang", "玉组长（示例）", "532801",
        "澜沧江社区服务中心（示例）", "Lancang River Community Service Centre (example)",
        "social_service_agency", "52532801MJ0000017D",
        ("testing", "follow_up_support"), ("mobile_population",), 5,
    ),
    Group(
        "mandou", "岩组长（示例）", "532801",
        "曼斗同伴互助小组（示例）", "Mandou Peer Group (example)",
        "unregistered", "",
        ("prevention_education",), ("mobile_population",),
    ),
    Group(
        "yulin", "林会长（示例）", "532801",
        "雨林健康促进会（示例）", "Rainforest Health Promotion Association (example)",
        "social_association", "51532801MJ0000025B",
        ("prevention_education", "testing"), ("youth", "mobile_population"),
    ),
    Group(
        "honghe", "和主任（示例）", "532503",
        "红河青禾社会工作服务中心（示例）", "Qinghe Social Work Service Centre of Honghe (example)",
        "social_service_agency", "52532503MJ0000033G",
        ("follow_up_support", "psychosocial"), ("plwh",), 8,
    ),
    # From elsewhere and no bidder: it vouches for community members of panels.
    Group(
        "fengqing", "赵理事长（示例）", "530921",
        "凤庆茶乡社会工作服务中心（示例）", "Tea Country Social Work Service Centre of Fengqing (example)",
        "social_service_agency", "52530921MJ00000419",
        ("psychosocial",), ("general_population",),
    ),
)  # fmt: skip


# Who writes drafts of bids for a group of the demonstration, beside its leader.
WRITERS = (("mandou-writer", "罗小妹（示例）", "mandou"),)


@dataclass(frozen=True)
class Account:
    """One line of ``manage.py demo_accounts``. An evaluator has no account: the address is a one-time link."""

    login: str
    role: str
    organization: str
    next_url: str
    totp_secret: str = ""

    def as_mapping(self) -> dict[str, str]:
        return {
            "login": self.login,
            "password": PASSWORD if self.role != "evaluator" else "",
            "totp_secret": self.totp_secret,
            "role": self.role,
            "organization": self.organization,
            "next_url": self.next_url,
        }


def accounts_of_demo() -> list[Account]:
    """Every account of the demonstration and where its next act waits."""
    officials = [
        Account(f"{office.login}-{suffix}", role, office.name_zh, "/workspace/")
        for office in (*OFFICES, NEIGHBOUR)
        for suffix, role in (("drafter", "drafter"), ("approver", "approver"))
    ]
    return [
        *officials,
        Account("supervisor", "supervisor", OFFICES[-1].name_zh, "/workspace/", SUPERVISOR_SECRET),
        Account("reviewer", "privacy_reviewer", OFFICES[-1].name_zh, "/workspace/privacy/"),
        *(Account(one.login, "leader", one.name_zh, "/workspace/") for one in GROUPS),
        *(Account(login, "writer", _group(of).name_zh, "/workspace/") for login, _name, of in WRITERS),
        *(
            Account(f"panel-{place}", "evaluator", "", path)
            for place, path in enumerate(links.panel_paths(), 1)
        ),
    ]


def _group(login: str) -> Group:
    return next(one for one in GROUPS if one.login == login)


_NAMES = {"drafter": "经办人（示例）", "approver": "审批人（示例）"}


def make_people(now: datetime) -> dict[str, User]:
    """The people and their organisations; users by login."""
    people: dict[str, User] = {}
    for office in OFFICES:
        _office(office, people, now)
    province = Organization.objects.get(slug="yunnan-health")
    people["supervisor"] = _official("supervisor", "监督人员（示例）", province, "supervisor", now)
    accounts.give_app(people["supervisor"], SUPERVISOR_SECRET)
    people["reviewer"] = _official("reviewer", "隐私审核（示例）", province, "privacy_reviewer", now)
    _organisations(people, now)
    _office(NEIGHBOUR, people, now)
    return people


def _office(office: Office, people: dict[str, User], now: datetime) -> None:
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


def _official(login: str, name: str, agency: Organization, role: str, now: datetime) -> User:
    user = accounts.register_user(login, PASSWORD, now=now, display_name=name)
    Membership.objects.create(user=user, organization=agency, role=role, from_date=clock.legal_date(now))
    return user


def _organisations(people: dict[str, User], now: datetime) -> None:
    province = Organization.objects.get(slug="yunnan-health")
    for one in GROUPS:
        user = accounts.register_user(one.login, PASSWORD, now=now, display_name=one.leader)
        people[one.login] = user
        home = Division.objects.get(pk=one.division)
        made = profiles.create_cso(
            {
                "division": home,
                "name_zh": one.name_zh,
                "name_en": one.name_en,
                "legal_form": one.legal_form,
                "uscc": one.uscc,
                "services": list(one.services),
                "populations": list(one.populations),
                "hosts_groups": one.keeps is not None,
                "host_keeps_percent": one.keeps,
            },
            by=user,
            now=now,
        )
        if one.uscc:
            standing.verify(
                made, province, Outcome.VERIFIED, note="看过登记证书。", by=people["supervisor"], now=now
            )
    for login, name, of in WRITERS:
        people[login] = accounts.register_user(login, PASSWORD, now=now, display_name=name)
        house = Organization.objects.get(memberships__user=people[of], memberships__role="leader")
        offered = standing.invite(house, people[login], "writer", by=people[of], now=now)
        standing.accept(offered.pk, by=people[login], now=now)
    Organization.objects.filter(kind="cso").update(is_example=True)
