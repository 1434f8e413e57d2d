"""People who follow calls by e-mail, on the day of the real Jinghong call, and the letters they get."""

from typing import Any

from django.core import mail
from django.core.cache import cache

from portal.ground import clock, ledger
from portal.ground.ledger.mail import send_due
from portal.ground.ledger.models import Letter
from portal.site.alerts import services
from portal.site.alerts.models import Subscription
from procurement.models import Tender
from tests.support import calls

NOW = calls.PUBLISHED
ADDRESS = "xiaozu@example.org"


def start_of_day(settings: Any) -> None:
    """Tuesday 2 July 2024; letters are kept in memory; nobody has asked for anything yet."""
    settings.DEMO = True
    settings.OFFICIAL_SECOND_FACTOR_REQUIRED = False
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    clock.move_to(NOW)
    mail.outbox = []
    cache.clear()


def open_call() -> Tender:
    """A call open since that day; its agency's two officials at `.office`."""
    office = calls.office()
    tender = calls.published(office)
    tender.office = office
    return tender


def follow(kind, key="", query="", *, email=ADDRESS, language="zh-hans", rhythm=0, now=NOW):
    """A confirmed follower, by e-mail or (an https address) by a gateway."""
    services.subscribe(email, kind=kind, key=key, query=query, rhythm=rhythm, language=language, now=now)
    which = {"subscriber__hook": email} if email.startswith("https://") else {"subscriber__email": email}
    subscription = Subscription.objects.get(**which, kind=kind, key=key, query=query)
    services.confirm(subscription.pk, now=now)
    Letter.objects.filter(kind__in=["confirm", "following"]).delete()
    return subscription.subscriber


def post(now=None):
    """Deliver what happened and send what is due; the letters that went out, by address."""
    mail.outbox = []
    ledger.deliver_due(now or clock.now())
    send_due(now or clock.now())
    return sorted((message.to[0], message.subject) for message in mail.outbox)
