"""The portal: settings, processes, ledger and public site."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
