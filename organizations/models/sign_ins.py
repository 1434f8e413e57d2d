"""Where somebody is signed in, as far as it helps its owner to tell one from the other: no address, no fingerprint."""

from django.db import models
from django.utils.translation import pgettext_lazy

from organizations.models.codes import one_of
from organizations.models.users import User


class Device(models.TextChoices):
    PHONE = "phone", pgettext_lazy("device", "Phone")
    TABLET = "tablet", pgettext_lazy("device", "Tablet")
    COMPUTER = "computer", pgettext_lazy("device", "Computer")
    UNKNOWN = "unknown", pgettext_lazy("device", "Some device")


class Browser(models.TextChoices):
    WECHAT = "wechat", pgettext_lazy("browser", "WeChat")
    QQ = "qq", pgettext_lazy("browser", "QQ browser")
    UC = "uc", pgettext_lazy("browser", "UC browser")
    HUAWEI = "huawei", pgettext_lazy("browser", "Huawei browser")
    XIAOMI = "xiaomi", pgettext_lazy("browser", "Xiaomi browser")
    OPPO = "oppo", pgettext_lazy("browser", "OPPO browser")
    VIVO = "vivo", pgettext_lazy("browser", "vivo browser")
    EDGE = "edge", "Edge"
    OPERA = "opera", "Opera"
    FIREFOX = "firefox", pgettext_lazy("browser", "Firefox")
    CHROME = "chrome", pgettext_lazy("browser", "Chrome or similar")
    SAFARI = "safari", "Safari"
    UNKNOWN = "unknown", pgettext_lazy("browser", "another browser")


class SignIn(models.Model):
    """One session. ``signed_in_at`` is empty where it began before these rows were kept; ``seen_at`` is a full hour."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    signed_in_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()
    device = models.CharField(max_length=10, choices=Device.choices)
    browser = models.CharField(max_length=10, choices=Browser.choices)

    class Meta:
        constraints = [
            one_of("signin", "device", Device.values),
            one_of("signin", "browser", Browser.values),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.device}"
