"""Addresses of the whole site: Chinese at the root, English under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from portal.running import health, metrics
from portal.site.opendata.api import api
from procurement.views.bids.receipts import receipt_keys

handler400 = "portal.site.website.refused.bad_request"
handler403 = "procurement.views.refusals.forbidden"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("api/v1/", api.urls),
    path(".well-known/receipt-keys.json", receipt_keys, name="receipt_keys"),
    *i18n_patterns(
        path("", include("portal.site.website.urls")),
        path("", include("procurement.urls")),
        path("", include("organizations.urls")),
        path("", include("portal.site.opendata.urls")),
        path("alerts/", include("portal.site.alerts.urls")),
        path("", include("portal.site.mine.urls")),
        prefix_default_language=False,
    ),
]
