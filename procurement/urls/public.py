"""What everyone reads."""

from django.urls import URLPattern, URLResolver, path, re_path, register_converter

from procurement.views.evaluation import draws
from procurement.views.public import compliance, fitting, registers, result_registers, search, tender_page


class TenderNumber:
    """The portal's number in an address, so that nothing else below ``/notices/`` is taken for a call."""

    regex = "[A-Z]{2}[0-9]{4}-[0-9]{6}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(TenderNumber, "tender")

urlpatterns: list[URLPattern | URLResolver] = [
    path("notices/", search.notice_list, name="notice_list"),
    path("notices/fit/", fitting.notice_fit, name="notice_fit"),
    path("notices/<tender:number>/", tender_page.tender, name="tender"),
    path("notices/<tender:number>/<int:seq>/", tender_page.notice, name="notice"),
    re_path(
        rf"^notices/(?P<number>{TenderNumber.regex})/(?P<seq>[0-9]+)\.(?P<extension>pdf|docx|txt|json)$",
        tender_page.notice_file,
        name="notice_file",
    ),
    path("notices/<tender:number>/draw-<int:attempt>.json", draws.draw_list, name="draw_list"),
    path("notices/<tender:number>/documents/<int:pk>/", tender_page.document, name="document"),
    path("awards/", result_registers.award_list, name="award_list"),
    path("contracts/", result_registers.contract_list, name="contract_list"),
    path("organizations/<slug:slug>/", registers.organization, name="organization"),
    path("agencies/", registers.agency_list, name="agency_list"),
    path("agencies/<str:slug>/", registers.agency, name="agency"),
    path("statistics/calls/", compliance.figure_calls, name="figure_calls"),
    path("places/", registers.place_list, name="place_list"),
    path("places/<str:code>/", registers.place, name="place"),
]
