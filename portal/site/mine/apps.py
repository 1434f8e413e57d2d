"""One's own account, taken along or closed, as a Django application."""

from django.apps import AppConfig


class MineConfig(AppConfig):
    name = "portal.site.mine"
    label = "mine"
