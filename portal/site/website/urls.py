"""Addresses of the public site."""

from django.urls import URLPattern, URLResolver, path

from portal.site.website.views import help as help_views
from portal.site.website.views import home, kit, rules, statistics

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics/benefit/", statistics.benefit, name="benefit"),
    path("statistics/benefit/<slug:code>.csv", statistics.measure_csv, name="measure_csv"),
    path("rules/", rules.rules, name="rules"),
    path("rules/calculator/", rules.calculator, name="calculator"),
    path("rules/row/<str:row_id>/", rules.row, name="rule_row"),
    path("rules/<slug:group>/", rules.group, name="rule_group"),
    path("rules/<slug:group>/<int:page>/", rules.group, name="rule_group"),
    path("workspace/kit/", kit.kit, name="kit"),
    path("help/", help_views.help_page, name="help"),
    path("help/privacy/", help_views.help_page, {"page": "privacy"}, name="help_privacy"),
    path("help/accessibility/", help_views.help_page, {"page": "accessibility"}, name="help_accessibility"),
    path("help/contact/", help_views.help_page, {"page": "contact"}, name="help_contact"),
]
