"""The Celery application. A task is a doorbell: it carries an id and calls a service."""

import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import beat_init, heartbeat_sent, worker_init
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect  # type: ignore[untyped-decorator]
@beat_init.connect  # type: ignore[untyped-decorator]
def leave_number(**_told: Any) -> None:
    """For the health check, which ends a process that stays unwell (portal/running/probe.py)."""
    if place := os.environ.get("MAIN_PID"):
        Path(place).write_text(str(os.getpid()))


@heartbeat_sent.connect  # type: ignore[untyped-decorator]
def say_alive(sender: Any, **_more: Any) -> None:
    """A worker that turns and has its broker touches its file every two seconds: its health is the file's age, so
    nobody need ask over the broker."""
    name, _at, _host = sender.eventer.hostname.partition("@")
    Path(settings.VAR_DIR, f"alive-{name}").touch()
