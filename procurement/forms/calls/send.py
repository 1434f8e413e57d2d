"""Screen 5: every fault at once, the reasons still asked for, and the way to the second person."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from procurement.forms.base import Part


class SendPart(Part):
    """Holds no field of the call, only the reasons that any rule asks for."""

    slug = "send"
    title = _("Check and send")

    def holds(self, name: str) -> bool:
        return True

    def asked(self) -> list[dict[str, Any]]:
        """Every verdict that asks for a reason, with the box for it."""
        return [
            {"verdict": one, "field": self[f"reason:{one.rule}"]}
            for one in self.verdicts
            if f"reason:{one.rule}" in self.fields
        ]
