"""The organizations room as a Django application."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class OrganizationsConfig(AppConfig):
    name = "organizations"

    def ready(self) -> None:
        from organizations.proof import remember_sign_in

        user_logged_in.connect(remember_sign_in, dispatch_uid="organizations.proof")
