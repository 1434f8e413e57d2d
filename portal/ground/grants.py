"""Who may do what to which table: the only place that says so. What stands in no row, nobody may.

`r` reads, `a` adds rows, `w` changes them, `d` deletes them; names in brackets are the only columns meant.
Applied after every migration, in one transaction; triggers guard beyond it what a right cannot say."""

import re
from collections.abc import Iterator, Mapping

from django.db import connection, transaction
from psycopg2 import sql

from portal.ground.roles import APP, WORKING

ROLES = WORKING
ACTS = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}
_RIGHT = re.compile(r"([rawd])(?:\(([a-z0-9_,]+)\))?")

Row = tuple[str, ...]
_TIE = "id,kind,upper_id,member_id,upper_confirmed_at,member_confirmed_at,ended_at"
_DRAW = "refused_by_id,refused_at,closed_by_id,closed_at,salt,entries,listed,digest,event_id"
# By table: what the web may do, the worker, the letters' process, the opener, and the confidant where it may anything.
RIGHTS: dict[str, Row] = {
    # Accounts and sessions are the web's, and what ended the worker forgets without reading whose it was; letters need
    # an address, the opener the names of those who confirmed.
    "account_emailaddress": ("rawd", "r", "", ""),
    "account_emailconfirmation": ("rawd", "", "", ""),
    "auth_group": ("r", "", "", ""),
    "auth_group_permissions": ("r", "", "", ""),
    "auth_permission": ("r", "", "", ""),
    "django_content_type": ("r", "r", "", "r"),
    "django_migrations": ("r", "", "", ""),
    "django_session": ("rawd", "r(expire_date)d", "", ""),
    "mfa_authenticator": ("rawd", "", "", ""),
    "organizations_user": ("rawd", "r", "r(id,email,is_active,language)", "r", "r(id,is_active)"),
    "organizations_agency": ("raw", "r", "", "r"),
    "organizations_cso": ("rawd", "r", "", "r"),
    "organizations_cso_areas": ("rawd", "r", "", "r"),
    "organizations_division": ("r", "r", "", "r"),
    "organizations_invitation": ("rawd", "r(at)d", "", ""),
    "organizations_membership": ("rawd", "r", "", "r", "r"),
    "organizations_organization": ("rawd", "r", "", "r"),
    "organizations_signin": ("rawd", "r(seen_at)d", "", ""),
    # The word with which one organisation asks another is between the two.
    "organizations_tie": ("rawd", f"r({_TIE})d", "", f"r({_TIE})"),
    "organizations_verification": ("ra", "r", "", "r"),
    # Whom letters go to.
    "alerts_news": ("rawd", "rawd", "", ""),
    "alerts_savedsearch": ("rawd", "rawd", "", ""),
    "alerts_stop": ("rawd", "rawd", "r", ""),
    "alerts_subscriber": ("rawd", "rawd", "rw(suspended_at)", ""),
    "alerts_subscription": ("rawd", "rawd", "", ""),
    # The record: everybody adds, the worker alone seals.
    "ledger_blob": ("ra", "ra", "", "r"),
    "ledger_delivery": ("ra", "raw", "", "ra"),
    "ledger_event": ("ra", "raw(seal_id)", "", "ra", "r(id)a"),
    "ledger_letter": ("raw", "rawd", "rw(address,claimed_until,error,language,sent_at,state,tries)", "raw"),
    # What the sources outside said of the time: whoever asks them writes it, and nobody else.
    "ledger_timereading": ("r", "r", "rawd", "r"),
    "ledger_seal": ("r", "ra", "r", "r"),
    "opendata_release": ("r", "ra", "", ""),
    # Calls and what is published of them. The opener moves a call on and writes no notice.
    "procurement_tender": ("rawd", "rw", "", "rw(step,version)", "r(id,calendar_id,edition_id)"),
    "procurement_lot": ("rawd", "rw", "", "rw(status)"),
    "procurement_criterion": ("rawd", "r", "", "r"),
    "procurement_document": ("rawd", "rw", "", "r"),
    "procurement_notice": ("ra", "ra", "", "r"),
    "procurement_amendment": ("rawd", "rw", "", ""),
    "procurement_review": ("ra", "ra", "", ""),
    "procurement_instep": ("rawd", "rw(mended_at)d", "", "r"),
    "procurement_waiver": ("ra", "r", "", "r"),
    "procurement_clearedpassage": ("ra", "r", "", "r"),
    "procurement_ruleconfirmation": ("ra", "r", "", "r"),
    "procurement_ruleconfirmationword": ("ra", "r", "", "r"),
    "procurement_rulebookedition": ("ra", "ra", "", "r", "r"),
    "procurement_calendaredition": ("ra", "ra", "", "r", "r"),
    "procurement_duty": ("rawd", "rawd", "", "rawd"),
    "procurement_searchentry": ("rawd", "rawd", "", "rawd"),
    # A release adds to these.
    "procurement_procedurecode": ("", "", "", ""),
    "procurement_kindcode": ("", "", "", ""),
    # Questions: who asked is the web's alone.
    "procurement_inquiry": ("rawd", "rw", "", "r", "r(id,arrived_at,state,tender_id)w(text)"),
    "procurement_asker": ("rawd", "r", "", ""),
    "procurement_answer": ("ra", "r", "", "r"),
    "procurement_report": ("rawd", "r", "", "", "r(id,agency_id,decided_at,kind,outcome)w(reply_en,reply_zh)"),
    # Words in confidence: the web adds what it cannot read, and asks; the confidant alone answers.
    "procurement_confidence": ("raw(reply)", "", "", "", "rd"),
    "procurement_reading": ("ra", "", "", "", "rd"),
    "procurement_readinganswer": ("r", "", "", "", "rawd"),
    "procurement_reply": ("raw(published_at,published_by_id,withdrawn_at)", "r", "", ""),
    "procurement_pulse": ("ra", "", "", ""),
    # Bids: the web names the bid of a press and no moment; only the opener reads what opens.
    "procurement_bid": ("rawd", "rw", "", "rw"),
    "procurement_bidparty": ("rawd", "rw", "", "rw(live)"),
    "procurement_bidlot": ("rawd", "r", "", "r"),
    "procurement_biditem": ("rawd", "r(id,bid_id,revision,name,digest,saved_at)d", "", "rd"),
    "procurement_keywrap": ("rad", "r(id,bid_id,revision,recipient,key_id)d", "", "rad"),
    "procurement_bidpackage": ("ra", "r", "", "r"),
    "procurement_press": ("ra(bid_id)", "r", "", "r"),
    "procurement_intake": ("ra", "r", "", "r"),
    "procurement_intakeverdict": ("ra", "ra", "", "ra"),
    "procurement_bidconfirmation": ("ra", "ra", "", "ra"),
    "procurement_receipt": ("ra", "r", "", ""),
    "procurement_receiptkey": ("ra", "", "", ""),
    # The opening is the opener's alone; two people's words are the web's.
    "procurement_openingconfirmation": ("ra", "r", "", "r"),
    "procurement_opening": ("r", "r", "", "ra"),
    "procurement_openedoffer": ("r", "r", "", "ra"),
    "procurement_openingfault": ("r", "r", "", "ra"),
    "procurement_bidstatement": ("r", "r", "", "ra"),
    "procurement_priceclaim": ("rw(decided_at,decided_by_id,granted,reason)", "r", "", "ra"),
    # After it.
    "procurement_declaration": ("ra", "r", "", "r"),
    # The worker seats who was drawn; what a draw fixed is set once.
    "procurement_evaluator": ("rawd", "raw", "", "r"),
    "procurement_poolentry": ("rawd", "rw(contact)", "", ""),
    "procurement_paneldraw": (f"raw({_DRAW})", "rw(seal_id,drawn_at)", "", "r"),
    "procurement_score": ("ra", "r", "", ""),
    "procurement_consultation": ("ra", "r", "", "r"),
    "procurement_lowoffer": ("rawd", "rw", "", "r"),
    "procurement_evaluationreport": ("ra", "r", "", "r"),
    "procurement_bidresult": ("ra", "r", "", "r"),
    "procurement_awarddraft": ("rawd", "r", "", "r"),
    "procurement_award": ("raw(revoked_at)", "r", "", "r"),
    "procurement_nonconformity": ("raw(lifted_at)", "r", "", "r"),
    "procurement_objection": ("rawd", "r", "", "r"),
    "procurement_contract": ("rawd", "r", "", "r"),
    "procurement_acceptance": ("ra", "r", "", "r"),
    "procurement_recorddraft": ("raw(confirmed_by_id,state)", "r", "", ""),
    "procurement_readpassage": ("ra", "r", "", ""),
    "procurement_plantalk": ("ra", "r", "", "r"),
    "procurement_fundingconfirmation": ("ra", "r", "", "r"),
}  # fmt: skip
SEQUENCES = {"procurement_tender_number": ("portal_web",)}


class NoRowError(Exception):
    """A table of the database stands in no row, so nobody may touch it: say who may."""


class NoRoleError(Exception):
    """A role of ROLES is not there: docker/roles.sh makes them, after an upgrade too."""


def rights(text: str) -> dict[str, tuple[str, ...]]:
    """Of ``raw(seal_id)`` each act with its columns; without a column all are meant."""
    return {act: tuple(names.split(",")) if names else () for act, names in _RIGHT.findall(text)}


def statements(table: str, by_role: Row) -> Iterator[sql.Composed]:
    """The grants of one row."""
    for role, text in zip(ROLES, by_role, strict=False):
        for act, columns in rights(text).items():
            names = sql.SQL(" ({})").format(sql.SQL(", ").join(map(sql.Identifier, columns)))
            yield sql.SQL("GRANT {}{} ON {} TO {}").format(
                sql.SQL(ACTS[act]),
                names if columns else sql.SQL(""),
                sql.Identifier(table),
                sql.Identifier(role),
            )


@transaction.atomic
def apply(table_rights: Mapping[str, Row] = RIGHTS) -> None:
    """Make the database say what RIGHTS says, whatever stood before. Raises NoRowError, NoRoleError."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM unnest(%s) AS name WHERE to_regrole(name) IS NULL", [[*ROLES, APP]])
        if absent := [name for (name,) in cursor.fetchall()]:
            raise NoRoleError(
                f"the database has no role {', '.join(absent)}: see docs/operations.md, Upgrade"
            )
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall()]
        if missing := [name for name in tables if name not in table_rights]:
            raise NoRowError(f"portal/ground/grants.py has no row for {', '.join(missing)}")
        everybody = sql.SQL(", ").join(map(sql.Identifier, (*ROLES, APP)))
        for what in ("TABLES", "SEQUENCES"):
            cursor.execute(
                sql.SQL("REVOKE ALL ON ALL {} IN SCHEMA public FROM {}").format(sql.SQL(what), everybody)
            )
            cursor.execute(
                sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON {} FROM {}").format(
                    sql.SQL(what), sql.Identifier(APP)
                )
            )
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(everybody))
        for table in tables:
            for statement in statements(table, table_rights[table]):
                cursor.execute(statement)
        for sequence, roles in SEQUENCES.items():
            for role in roles:
                cursor.execute(
                    sql.SQL("GRANT USAGE ON SEQUENCE {} TO {}").format(
                        sql.Identifier(sequence), sql.Identifier(role)
                    )
                )


def after_migrations(**_signal: object) -> None:
    """Once all tables stand, by whoever owns them; a database at an earlier state keeps what it has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tablename = 'procurement_press'"
            " AND tableowner = current_user"
        )
        owned = cursor.fetchone()
    if owned:
        apply()
