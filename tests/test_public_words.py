"""Whatever somebody types and everybody reads passes the guard for people, or privacy.md says why it does not.

A new text column fails here until it is put where it belongs; so does a box on the screens of a call."""

import ast
import importlib
import inspect
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from portal.ground.fields import TextField
from procurement import fields
from procurement.fields.row import Mail, Text
from procurement.forms.base import Part
from procurement.forms.calls import dates, project, terms

ROOT = Path(__file__).resolve().parent.parent
SERVICES = "procurement.services."
GUARDS = {"guard", "guard_stated", "guard_file", "guard_names", "check_reach", "is_doubtful", "doubts"}
GUARDS |= {"find_personal"}

# Typed, and read by everybody: the module that puts it through the guard.
GUARDED = {
    "Organization": {"organizations.services.names": "name_zh name_en"},
    "Award": {
        SERVICES + "awards.decisions": "supplier_address reason_zh reason_en decided_body decided_minute",
    },
    "AwardDraft": {
        SERVICES + "awards.decisions": "supplier_address reason_zh reason_en decided_body decided_minute"
    },
    "BidStatement": {"procurement.judgement.public_words": "address contact"},
    "PriceClaim": {SERVICES + "evaluation.claims": "reason", "procurement.judgement.public_words": "said"},
    "PlanTalk": {SERVICES + "awards.before_signing": "changes_zh changes_en"},
    "FundingConfirmation": {SERVICES + "awards.before_signing": "document_no note_zh note_en"},
    "Contract": {SERVICES + "awards.contracts": "summary_zh summary_en filed_no"},
    "Acceptance": {
        SERVICES + "awards.acceptances": "quantity_zh quality_zh users_zh early_zh panel_zh summary_en"
    },
    "RecordDraft": {SERVICES + "awards.acceptances": "said"},
    "Inquiry": {SERVICES + "questions.inquiries": "text"},
    "Answer": {SERVICES + "questions.inquiries": "text_zh text_en"},
    "Waiver": {SERVICES + "oversight.waivers": "reason_zh reason_en"},
    "RuleConfirmation": {SERVICES + "oversight.confirmations": "document_no"},
    "ClearedPassage": {SERVICES + "calls.passages": "reason"},
    "Evaluator": {SERVICES + "evaluation.panels": "name"},
    "PoolEntry": {SERVICES + "pools": "name"},
    "Score": {SERVICES + "evaluation.evaluations": "comment"},
    "NonConformity": {SERVICES + "evaluation.conformity": "reason"},
    "Consultation": {SERVICES + "evaluation.consultations": "changes_zh changes_en"},
    "Amendment": {SERVICES + "calls.amendments": "reason_zh reason_en"},
    "Objection": {SERVICES + "awards.objections": "reply_zh reply_en"},
    "Reply": {SERVICES + "voices.replies": "text_zh text_en"},
    "Report": {
        SERVICES + "voices.reports": "reply_zh reply_en",
        "procurement.views.voices.reports": "text seen_at",
    },
    "Tender": {
        "procurement.fields": "project_no title_zh title_en",
        SERVICES + "public_words": "texts reasons",
    },
    "Criterion": {SERVICES + "public_words": "text_zh text_en"},
    "Lot": {SERVICES + "public_words": "title_zh where_zh"},
    "Document": {SERVICES + "calls.documents": "title"},
}
# Read by everybody and not guarded: what docs/privacy.md says about it.
EXPLAINED = {
    "Agency": {"name and office of an agency": "address contact_office telephone email head_name"},
    "Notice": {"address on the official medium": "medium_url"},
    "InStep": {"address on the official medium": "url"},
    "Tender": {"address on the official medium": "official_medium_url"},
}
# Typed, and read by the people it is for, never by everybody.
PRIVATE = {
    "User": "password username email display_name",
    "Verification": "note",
    "Tie": "word",
    "BidResult": "reason cut_reason priced",
    "AwardDraft": "cuts",
    "Evaluator": "office contact drawn_how draft",
    "PoolEntry": "office contact",
    "PanelDraw": "reason",
    "LowOffer": "explanation reason",
    "Review": "comment",
    "Objection": "text letter",
    "OpenedOffer": "lines",
    "Letter": "address",
    "Subscriber": "email hook",
    "Subscription": "query",
    "SavedSearch": "query",
}
# Made by the portal: codes, numbers, digests, keys, and what is derived of guarded words.
MADE = {
    "KindCode": "code",
    "ProcedureCode": "code",
    "Seal": "previous root hidden blind digest",
    "Event": "kind subject thread actor payload salt digest",
    "Delivery": "listener error",
    "Letter": "recipient language subject kind payload error message_id",
    "Blob": "sha256 media_type",
    "TimeReading": "source error",
    "Division": "code name_zh short_zh name_en pinyin",
    "Organization": "number slug uscc",
    # Guarded as the contact of a bid.
    "Award": "number supplier_contact",
    "AwardDraft": "winners passed_over void_lots",
    "BidResult": "outcome criteria weakest",
    "Bid": "number status",
    "BidParty": "part",
    "BidItem": "name digest",
    "KeyWrap": "recipient key_id",
    "BidPackage": "envelope envelope_hash commitment",
    "Intake": "act",
    "IntakeVerdict": "verdict code",
    "ReceiptKey": "kid x",
    "Receipt": "number text signature kid",
    "Contract": "number state payments document_extension",
    "Acceptance": "result",
    "RecordDraft": "kind subject document_extension state",
    "Inquiry": "tag state",
    "Asker": "code_hash said",
    "Answer": "kind",
    "Duty": "subject kind holder rule",
    "PoolEntry": "code seat knows marks",
    "PanelDraw": "wanted salt entries listed digest",
    "RulebookEdition": "edition digest province rows",
    "CalendarEdition": "digest days",
    "Waiver": "rule",
    "Evaluator": "code seat chosen marks link_hash left_why",
    "Declaration": "ties",
    "NonConformity": "ground",
    "LowOffer": "tests",
    "EvaluationReport": "body digest",
    "Notice": "kind body digest",
    "Amendment": "kind state changes reason_code",
    "Review": "act",
    "InStep": "faults",
    "Objection": "number kind step code_hash said outcome",
    "OpeningConfirmation": "salt live_hash",
    "Opening": "live_hash lots",
    "OpeningFault": "code",
    "PriceClaim": "policy",
    "ReadPassage": "digest kind",
    "RuleConfirmation": "rule text",
    "RuleConfirmationWord": "act",
    "ClearedPassage": "key asks words role",
    "Pulse": "clear covered again",
    "Confidence": "subject words reply reader",
    "Reading": "subject act session public mark",
    "ReadingAnswer": "text fault",
    "Report": "number kind code_hash said outcome",
    "SearchEntry": "codes status procedure regime instrument level division_code prefecture_code populations"
    " services who_may_bid",
    "Tender": "number relation step regime procedure instrument object service_class terms ours",
    "Lot": "title_en status awards_by populations services places",
    "Document": "extension words",
    "Subscriber": "secret language token",
    "Subscription": "key",
    "SavedSearch": "place",
    "News": "subject payload",
    "Stop": "recipient",
    "Release": "ocid tag body",
    "SignIn": "session_key",
    "User": "recovery_code",
}


def text_columns() -> set[str]:
    found = set()
    for model in apps.get_models():
        if model.__module__.split(".")[0] not in {"portal", "organizations", "procurement"}:
            continue
        for field in model._meta.local_fields:
            kind = field.base_field if isinstance(field, ArrayField) else field
            if isinstance(kind, (models.CharField, models.TextField, models.JSONField)) and not kind.choices:
                found.add(f"{model.__name__}.{field.name}")
    return found


def listed() -> list[str]:
    nested = [
        (model, names)
        for table in (GUARDED, EXPLAINED)
        for model, why in table.items()
        for names in why.values()
    ]
    flat = [(model, names) for table in (PRIVATE, MADE) for model, names in table.items()]
    return [f"{model}.{name}" for model, names in (*nested, *flat) for name in names.split()]


def test_every_text_column_is_guarded_private_made_or_explained() -> None:
    every = listed()
    assert sorted(every) == sorted(set(every)), "listed twice"
    columns = text_columns()
    assert len(columns) > 150
    assert columns - set(every) == set(), "a new text column: may everybody read what somebody types there?"
    assert set(every) - columns == set()


@pytest.mark.parametrize(
    ("module", "name"),
    sorted(
        {(where, name) for why in GUARDED.values() for where, names in why.items() for name in names.split()}
    ),
)
def test_the_module_that_takes_the_words_asks_the_guard(module: str, name: str) -> None:
    if module == "procurement.fields":
        assert name in fields.PUBLIC_WORDS
        return
    source = inspect.getsource(importlib.import_module(module))
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    called = {getattr(one.func, "attr", getattr(one.func, "id", "")) for one in calls}
    assert called & GUARDS, f"{module} asks no guard"
    assert name in source


@pytest.mark.parametrize("reason", sorted({why for one in EXPLAINED.values() for why in one}))
def test_what_is_not_guarded_has_its_reason_in_writing(reason: str) -> None:
    assert reason in (ROOT / "docs/privacy.md").read_text(encoding="utf-8")


def test_every_free_box_of_a_call_is_public_words_or_private() -> None:
    parts = [
        one
        for module in (dates, project, terms)
        for one in vars(module).values()
        if inspect.isclass(one) and issubclass(one, Part) and one is not Part
    ]
    assert len(parts) >= 3
    boxes = {name for part in parts for name, box in part.base_fields.items() if isinstance(box, TextField)}
    assert {"project_no", "area_limit", "requirement_zh"} <= boxes
    assert boxes - fields.PUBLIC_WORDS - fields.PRIVATE == set()


def test_every_text_of_a_call_is_one_or_the_other() -> None:
    texts = {row.name for row in fields.FIELDS.values() if isinstance(row.value, Text | Mail)}
    assert texts <= fields.PUBLIC_WORDS | fields.PRIVATE
