"""Bids and receipts, for organisations."""

from django.urls import URLPattern, URLResolver, path, re_path

from procurement.views.bids import bids, lodging, parts, party, receipts, statement
from procurement.views.voices import pulses

_BID = "workspace/bids/<str:number>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("notices/<str:number>/bid/", bids.bid_begin, name="bid_begin"),
    path("workspace/bids/", bids.bid_list, name="bid_list"),
    path(_BID, lodging.bid, name="bid"),
    path(f"{_BID}answers/", parts.bid_answers, name="bid_answers"),
    path(f"{_BID}budget/", parts.bid_budget, name="bid_budget"),
    path(f"{_BID}statement/", statement.bid_statement, name="bid_statement"),
    path(f"{_BID}files/", parts.bid_files, name="bid_files"),
    path(f"{_BID}files/<str:name>/", parts.bid_file, name="bid_file"),
    path(f"{_BID}files/<str:name>/remove/", parts.bid_file_remove, name="bid_file_remove"),
    path(f"{_BID}check/", lodging.bid_check, name="bid_check"),
    path(f"{_BID}own-copy.json", lodging.bid_own_copy, name="bid_own_copy"),
    path(f"{_BID}seal/", lodging.bid_seal, name="bid_seal"),
    path(f"{_BID}withdraw/", lodging.bid_withdraw, name="bid_withdraw"),
    path(f"{_BID}confirm/", lodging.bid_confirm, name="bid_confirm"),
    path(f"{_BID}replace/", lodging.bid_replace, name="bid_replace"),
    path(f"{_BID}discard/", lodging.bid_discard, name="bid_discard"),
    path(f"{_BID}party/", party.bid_party, name="bid_party"),
    path(f"{_BID}pulse/", pulses.bid_pulse, name="bid_pulse"),
    path("receipts/", receipts.receipt_verify, name="receipt_verify"),
    path("receipts/<str:number>/", receipts.receipt, name="receipt"),
    re_path(
        r"^receipts/(?P<number>R-[A-Z0-9]+)\.(?P<extension>json|pdf)$",
        receipts.receipt_file,
        name="receipt_file",
    ),
]
