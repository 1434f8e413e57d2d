"""A sign-in begins, is seen again, and is ended by its owner from somewhere else."""

import re
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from organizations import selectors
from organizations.models import SignIn, User
from organizations.models.sign_ins import Browser, Device
from organizations.services.accounts import record

# The first that is found in what a browser says of itself: those built on another one say both names.
_BROWSERS = (
    ("MicroMessenger", Browser.WECHAT), ("QQBrowser", Browser.QQ), (" QQ/", Browser.QQ), ("UCBrowser", Browser.UC),
    ("HuaweiBrowser", Browser.HUAWEI), ("MiuiBrowser", Browser.XIAOMI), ("HeyTapBrowser", Browser.OPPO),
    ("VivoBrowser", Browser.VIVO), ("Edg", Browser.EDGE), ("OPR/", Browser.OPERA), ("Firefox", Browser.FIREFOX),
    ("FxiOS", Browser.FIREFOX), ("Chrome", Browser.CHROME), ("CriOS", Browser.CHROME), ("Safari", Browser.SAFARI),
)  # fmt: skip
_TABLET = re.compile(r"iPad|Tablet|Android(?!.*Mobile)")
_PHONE = re.compile(r"Mobile|iPhone|Android|HarmonyOS")
_COMPUTER = re.compile(r"Windows|Macintosh|X11|Linux|CrOS")


def note(user: User, session_key: str, *, agent: str, now: datetime, begun: bool, before: str = "") -> None:
    """The session was seen within this hour; ``begun`` where it begins now, ``before`` the key it had until now."""
    seen = now.replace(minute=0, second=0, microsecond=0)
    known = SignIn.objects.filter(user=user, session_key=before or session_key)
    if not begun and known.update(session_key=session_key, seen_at=seen):
        return
    SignIn.objects.update_or_create(
        session_key=session_key,
        defaults={
            "user": user,
            "signed_in_at": now if begun else None,
            "seen_at": seen,
            "device": _device(agent),
            "browser": next((one for mark, one in _BROWSERS if mark in agent), Browser.UNKNOWN),
        },
    )
    SignIn.objects.filter(user=user).exclude(pk__in=selectors.sign_ins_of(user)).exclude(
        session_key=session_key
    ).delete()


@transaction.atomic
def end(user: User, which: int, *, now: datetime) -> bool:
    """Sign out one of the places where ``user`` is signed in; whether it was still there. Twice is harmless."""
    return bool(_end(user, SignIn.objects.filter(user=user, pk=which), now=now))


@transaction.atomic
def end_others(user: User, *, but: str, now: datetime) -> int:
    """Sign ``user`` out everywhere but in the session ``but``, and say in how many places that was."""
    return _end(user, SignIn.objects.filter(user=user).exclude(session_key=but), now=now)


def forget(session_key: str) -> None:
    """Its owner signed out there."""
    SignIn.objects.filter(session_key=session_key).delete()


def _end(user: User, which: QuerySet[SignIn], *, now: datetime) -> int:
    keys = list(which.select_for_update().values_list("session_key", flat=True))
    ended, _rows = Session.objects.filter(session_key__in=keys).delete()
    SignIn.objects.filter(session_key__in=keys).delete()
    if ended:
        record("signed_out_elsewhere", user, now, places=ended)
    return ended


def _device(agent: str) -> Device:
    for pattern, device in ((_TABLET, Device.TABLET), (_PHONE, Device.PHONE), (_COMPUTER, Device.COMPUTER)):
        if pattern.search(agent):
            return device
    return Device.UNKNOWN
