"""A call in three lots on its way, for tests of what is decided lot by lot."""

from decimal import Decimal
from typing import Any

from portal.ground import clock
from procurement.services.evaluation import reports
from tests.support import awards, calls, openings
from tests.support.awards import Decided
from tests.support.remembered import remembered

ROWS: list[dict[str, Any]] = [
    {
        "title_zh": "城区流动人口宣传和检测动员", "value": Decimal(420_000),
        "where_zh": "景洪市、勐海县", "places": ["532801", "532822"],
    },
    {
        "title_zh": "感染者关怀和转介", "value": Decimal(300_000),
        "where_zh": "勐海县", "places": ["532822"], "awards": Decimal(2),
    },
    {
        "title_zh": "校园和工地宣传", "value": Decimal(240_000),
        "where_zh": "景洪市、勐腊县", "places": ["532801", "532823"], "largest": Decimal(90_000),
    },
]  # fmt: skip
SAID: dict[str, Any] = {
    "lots": ROWS,
    "estimated_value": Decimal(960_000),
    "summary_zh": "州里出 96 万元支持社会组织，按采购包分别申报。没有登记的小组也可以报。人员费可以列支。",
    "summary_en": "The prefecture gives 960,000 yuan in three lots; one organisation may bid for several.",
}
# Who bids for which lots, and for how much: nobody for the third.
ASKED = (
    ((1, "400000.00"), (2, "140000.00")),
    ((1, "410000.00"),),
    ((2, "150000.00"),),
)


@remembered
def closed(**more: Any) -> openings.Closed:
    office = calls.office("532800")
    tender = openings.opened_to_bids(office, **(SAID | more))
    lodged = [openings.lodge(tender, lots=asked) for asked in ASKED]
    return openings.close(tender, office, lodged)


@remembered
def judged(**more: Any) -> Decided:
    """The first two lots have a report each: the cheaper offer is the better one."""
    call = awards._after_opening(closed(**more))
    call.seat_all()
    call.judge(0.9, 0.5, 0.8, 0.4)
    for lot in call.tender.lots.select_related("tender").filter(status="evaluating"):
        reports.report(lot, by=call.office.drafter, now=clock.now())
    call.tender.refresh_from_db()
    return Decided(call.tender, call.office, call.lodged, call.seated)


@remembered
def closed_statutory() -> openings.Closed:
    """A consultation in three lots: three bid for the first, one for each of the others."""
    office = calls.office("530100")
    rows = [
        {"title_zh": "第一片区服务", "value": Decimal(300_000)},
        {"title_zh": "第二片区服务", "value": Decimal(100_000)},
        {"title_zh": "第三片区服务", "value": Decimal(80_000)},
    ]
    tender = openings.opened_to_bids(office, statutory=True, lots=rows)
    lodged = [openings.lodge(tender, lots=asked) for asked in STATUTORY]
    return openings.close(tender, office, lodged)


STATUTORY = (
    ((1, "280000.00"), (2, "90000.00")),
    ((1, "290000.00"),),
    ((1, "270000.00"),),
    ((3, "75000.00"),),
)
