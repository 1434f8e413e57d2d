"""What the files and the interface hold, in words for whoever takes them away."""

from django.utils.translation import gettext_lazy as _

from portal.ground.province import chosen

# Tables that come as CSV and as a workbook: name in the address, what a row is, the page that filters alike.
# A workbook of more rows takes longer to write than anybody waits.
MOST_IN_A_WORKBOOK = 20_000
TABLES = (
    ("notices", _("Calls, one row each, with state, money and dates"), "notice_list"),
    ("awards", _("Awards in force, one row each"), "award_list"),
    ("contracts", _("Published contracts, with first payment and acceptance"), "contract_list"),
)
# Column -> what it holds. The names never change; new columns come at the end.
COLUMNS = {
    "number": _("The portal's number of the call, the award or the contract"),
    "tender": _("The number of the call it belongs to"),
    "ocid": _("Open contracting id, one for each attempt"),
    "title_zh": _("Title as published, Chinese"),
    "title_en": _("Title in English, where there is one"),
    "project_no": _("The agency's own project number"),
    "buyer": _("The agency"),
    "place_code": _("Code of the county, prefecture or province (GB/T 2260)"),
    "level": _("Level of the agency: province, prefecture or county"),
    "procedure": _("Procedure, as a code of the rulebook"),
    "regime": _("Statutory procurement or programme"),
    "instrument": _("Contract or grant"),
    "status": _("State of the call"),
    "who_may_bid": _("Who may apply, codes separated by semicolons"),
    "populations": _("Whom the service is for, codes separated by semicolons"),
    "services": _("Kinds of service, codes separated by semicolons"),
    "estimated_value": _("Budget in yuan"),
    "value": _("Sum in yuan"),
    "published_at": _("When it was published, Beijing time"),
    "bids_due": _(
        "When applications close, Beijing time; empty while on hold, and for a call called off before"
    ),
    "supplier": _("Who was chosen; empty for a group that is on no register and has not asked to be named"),
    "signatory": _("Who signed"),
    "implementer": _("The group that does the work, if it agreed to be named"),
    "rank": _("Rank in the evaluation"),
    "lot": _("Number of the lot; 1 where the call is not divided"),
    "awarded_at": _("When the award was made, Beijing time"),
    "signed_on": _("Day of signing"),
    "ends_on": _("Last day of the service"),
    "first_paid_on": _("Day of the first payment, once it is recorded"),
    "acceptance": _("Result of acceptance, as a code"),
    "url": _("Address of the page"),
}
# Path below /api/v1, what it gives, and an address to try it by.
ROUTES = (
    ("notices", _("Calls, filtered like the search on the site"), "notices?status=open"),
    ("notices/{number}", _("One call with every notice as it was published"), ""),
    ("awards", _("Awards in force; by place, agency and year"), "awards?year=2024"),
    ("contracts", _("Published contracts; by place, agency and year"), f"contracts?place={chosen().code}"),
    (
        "organizations",
        _("Organisations with a public page; by place, and those that take groups in"),
        "organizations",
    ),
    (
        "releases",
        _("Everything published and said, oldest first: remember the last key and ask from there"),
        "releases?since=0",
    ),
    ("records/{ocid}", _("All releases of one call"), ""),
    ("codes", _("The lists of codes"), "codes"),
    ("codes/{name}", _("One list of codes with their words in Chinese and English"), "codes/status"),
    ("rules", _("The rulebook in force, every figure with its source"), "rules"),
    (
        "rules/deadline",
        _("The last day of a period, with the days that were skipped"),
        "rules/deadline?start=2025-05-06&days=7&unit=working",
    ),
    ("rules/check", _("What the rules say of a call that is sent as JSON"), ""),
)
