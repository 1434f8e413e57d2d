"""The ledger as a Django application."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from portal.ground import grants


class LedgerConfig(AppConfig):
    name = "portal.ground.ledger"
    label = "ledger"
    verbose_name = "Ledger"

    def ready(self) -> None:
        """The signal comes after all migrations, once for each application: ours is enough."""
        post_migrate.connect(grants.after_migrations, sender=self, dispatch_uid="portal.ground.grants")
