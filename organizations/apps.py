"""The organizations room as a Django application."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out


class OrganizationsConfig(AppConfig):
    name = "organizations"

    def ready(self) -> None:
        from allauth.account.signals import password_changed, password_reset

        from organizations import sign_ins
        from organizations.proof import remember_sign_in

        user_logged_in.connect(remember_sign_in, dispatch_uid="organizations.proof")
        user_logged_in.connect(sign_ins.begin, dispatch_uid="organizations.sign_ins")
        user_logged_out.connect(sign_ins.forget, dispatch_uid="organizations.sign_ins")
        for changed in (password_changed, password_reset):
            changed.connect(sign_ins.new_password, dispatch_uid="organizations.sign_ins")
