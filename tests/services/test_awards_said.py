"""How many a call awards, and the smallest sum: said by the office, printed, copied, corrected, never assumed."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from procurement import stated
from procurement.forms.calls import defaults, screens
from procurement.judgement import calls as judgement
from procurement.models import Lot
from procurement.publication import body
from procurement.publication.call import call_of_values
from procurement.services.calls import amendments, tenders
from tests.support import calls

pytestmark = pytest.mark.django_db

MANY = {
    "awards_by": "number", "max_awards": Decimal(42), "largest_award": Decimal(9000), "smallest_award": Decimal(3000),
}  # fmt: skip


def essentials(values, language="zh"):
    with translation.override("zh-hans" if language == "zh" else "en"):
        (made,) = [
            one for one in call_of_values(values, language=language).sections() if one.key == "essentials"
        ]
        return {line.label: line.value for line in made.lines}


def test_a_new_call_does_not_say_how_many_and_its_screen_asks():
    office = calls.office()
    draft = tenders.create_draft(
        buyer=office.agency, values=defaults.first_values(office.agency), form_id=uuid4(), by=office.drafter,
        now=calls.PUBLISHED,
    )  # fmt: skip
    said = stated.read(draft)
    assert not {"awards_by", "max_awards", "smallest_award"} & said.keys()
    assert "awards_by" in screens.missing_of(draft, [])
    stated.write(draft, {"awards_by": "one"})
    assert "awards_by" not in screens.missing_of(draft, [])


@pytest.mark.parametrize(
    ("said", "most"),
    [
        ({}, 1),
        ({"awards_by": "one"}, 1),
        ({"awards_by": "number", "max_awards": 42}, 42),
        ({"awards_by": "money", "max_awards": None}, None),
        ({"awards_by": "", "max_awards": 7}, 1),
    ],
)
def test_how_many_may_be_awarded(said, most):
    assert Lot(**said).most_awards == most


def test_what_is_said_is_kept_published_printed_and_copied():
    office = calls.office()
    call = calls.published(office, **MANY)
    lot = Lot.objects.get(tender=call)
    assert (lot.most_awards, lot.smallest_award) == (42, Decimal("3000.00"))
    values = body.parse(call.notices.get(seq=1).body)["call"]
    assert (values["awards_by"], values["max_awards"], values["smallest_award"]) == (
        "number",
        "42",
        "3000.00",
    )
    printed = essentials(values)
    assert printed["支持几家"] == "多家，最多 42 家"
    assert "3,000" in printed["单个项目最低金额"]
    assert essentials(values, "en")["How many are chosen"] == "several, at most 42"
    copy = tenders.copy_tender(call.number, form_id=uuid4(), by=office.drafter, now=calls.at("07-05 10:00"))
    assert {name: stated.read(copy)[name] for name in MANY} == {
        name: stated.read(call)[name] for name in MANY
    }


def test_as_many_as_the_money_lasts_is_said_in_words():
    values = {"awards_by": "money", "max_awards": None}
    assert essentials(values)["支持几家"] == "钱够支持几家就支持几家"
    assert essentials(values, "en")["How many are chosen"] == "as many as the money lasts"
    assert "支持几家" not in essentials({"estimated_value": "1"})


def test_a_correction_may_give_more_awards():
    office = calls.office()
    call = calls.published(office, **MANY)
    amendments.draft_correction(
        call.number, offered={"max_awards": Decimal(24)}, reason_code="budget_changed", reason_zh="经费有变。",
        form_id=uuid4(), by=office.drafter, now=calls.at("07-05 11:00"),
    )  # fmt: skip
    amendments.approve(call.number, by=office.approver, now=calls.at("07-05 11:30"))
    assert Lot.objects.get(tender=call).most_awards == 24
    changed = body.changes(call.notices.get(seq=2).body)["max_awards"]
    assert (changed["before"], changed["after"]) == ("42", "24")


def test_more_than_the_money_gives_is_a_fault_on_its_box():
    office = calls.office()
    draft = calls.draft(office, **MANY | {"smallest_award": Decimal(6000)})
    stops = [(one.field, one.code) for one in judgement.judge(draft, now=calls.PUBLISHED) if one.stops]
    assert stops == [("max_awards", "awards_above_budget")]


@pytest.mark.parametrize("odd", [{"awards_by": "some"}, {"smallest_award": Decimal(-1)}])
def test_the_database_refuses_what_no_call_can_say(odd):
    call = calls.draft(calls.office())
    with pytest.raises(IntegrityError), transaction.atomic():
        Lot.objects.filter(tender=call).update(**odd)
