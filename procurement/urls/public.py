"""What everyone reads."""

from django.urls import URLPattern, URLResolver, path, re_path

from procurement.views import registers, search, tender_page

_NUMBER = r"(?P<number>[A-Z]{2}[0-9]{4}-[0-9]{6})"

urlpatterns: list[URLPattern | URLResolver] = [
    path("notices/", search.notice_list, name="notice_list"),
    path("notices/<str:number>/", tender_page.tender, name="tender"),
    path("notices/<str:number>/<int:seq>/", tender_page.notice, name="notice"),
    re_path(
        rf"^notices/{_NUMBER}/(?P<seq>[0-9]+)\.(?P<extension>pdf|docx|txt|json)$",
        tender_page.notice_file,
        name="notice_file",
    ),
    path("notices/<str:number>/documents/<int:pk>/", tender_page.document, name="document"),
    path("awards/", registers.award_list, name="award_list"),
    path("contracts/", registers.contract_list, name="contract_list"),
    path("agencies/", registers.agency_list, name="agency_list"),
    path("agencies/<str:slug>/", registers.agency, name="agency"),
    path("places/", registers.place_list, name="place_list"),
    path("places/<str:code>/", registers.place, name="place"),
]
