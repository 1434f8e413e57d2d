"""The evaluation: for the buyer's people, for the panel, and for a bidder who is asked something."""

from django.urls import URLPattern, URLResolver, path

from procurement.views.bids import asked
from procurement.views.evaluation import (
    claims,
    draws,
    offer_checks,
    offers,
    overview,
    panel,
    panel_people,
    panel_seats,
    report,
)

_CALL = "workspace/calls/<str:number>/"
_EVALUATION = f"{_CALL}evaluation/"
_SEAT = f"{_EVALUATION}seats/<str:code>/"
_OFFER = f"{_CALL}offers/<int:pk>/"
_DESK = f"{_CALL}panel/"
# The secret of the link stands in the address: views/evaluation/panel_door.py, by_link, sees to it that it stays one.
_LINK = "panel/<str:token>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_EVALUATION, overview.evaluation, name="evaluation"),
    path(f"{_EVALUATION}report/", report.evaluation_report, name="evaluation_report"),
    path(f"{_EVALUATION}report/make/", report.evaluation_report_make, name="evaluation_report_make"),
    path(
        f"{_EVALUATION}report/<int:pk>.json",
        report.evaluation_report_text,
        name="evaluation_report_text",
    ),
    path(f"{_EVALUATION}final-offers/", offer_checks.evaluation_final, name="evaluation_final"),
    path(f"{_EVALUATION}seats/", panel_seats.evaluation_seat, name="evaluation_seat"),
    path(f"{_SEAT}remove/", panel_seats.evaluation_seat_remove, name="evaluation_seat_remove"),
    path(f"{_SEAT}link/", panel_seats.evaluation_seat_link, name="evaluation_seat_link"),
    path(f"{_SEAT}replace/", draws.evaluation_seat_replace, name="evaluation_seat_replace"),
    path(f"{_EVALUATION}draw/", draws.evaluation_draw, name="evaluation_draw"),
    path(f"{_EVALUATION}draw/allow/", draws.evaluation_draw_allow, name="evaluation_draw_allow"),
    path(f"{_EVALUATION}draw/<int:attempt>/", draws.evaluation_draw_record, name="evaluation_draw_record"),
    path(f"{_CALL}panel-people/", panel_people.panel_people, name="panel_people"),
    path(_OFFER, offers.offer, name="offer"),
    path(f"{_OFFER}files/<str:name>/", offers.offer_file, name="offer_file"),
    path(f"{_OFFER}price/", offer_checks.evaluation_price, name="evaluation_price"),
    path(f"{_OFFER}declared/", claims.evaluation_claims, name="evaluation_claims"),
    path(f"{_OFFER}set-aside/", offer_checks.evaluation_set_aside, name="evaluation_set_aside"),
    path(_DESK, panel.panel_desk, name="panel_desk"),
    path(f"{_DESK}offers/<int:pk>/", panel.panel_desk_offer, name="panel_desk_offer"),
    path(f"{_DESK}offers/<int:pk>/files/<str:name>/", panel.panel_desk_file, name="panel_desk_file"),
    path(f"{_DESK}hand-in/", panel.panel_desk_hand_in, name="panel_desk_hand_in"),
    path(_LINK, panel.panel_link, name="panel_link"),
    path(f"{_LINK}offers/<int:pk>/", panel.panel_link_offer, name="panel_link_offer"),
    path(f"{_LINK}offers/<int:pk>/files/<str:name>/", panel.panel_link_file, name="panel_link_file"),
    path(f"{_LINK}hand-in/", panel.panel_link_hand_in, name="panel_link_hand_in"),
    path("workspace/bids/<str:number>/price/", asked.bid_price, name="bid_price"),
    path("workspace/bids/<str:number>/final/", asked.bid_final, name="bid_final"),
]
