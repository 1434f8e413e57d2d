"""The Celery application. A task is a doorbell: it carries an id and calls a service."""

import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import heartbeat_sent
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@heartbeat_sent.connect  # type: ignore[untyped-decorator]
def say_alive(sender: Any, **_more: Any) -> None:
    """A worker that turns and has its broker touches its file every two seconds: its health is the file's age, so
    nobody need ask over the broker."""
    name, _at, _host = sender.eventer.hostname.partition("@")
    Path(settings.VAR_DIR, f"alive-{name}").touch()
