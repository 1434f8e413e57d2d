"""Every field that somebody types and everybody reads passes the guard for people, whatever act brings it."""

from uuid import uuid4

import pytest

from portal.ground import clock
from procurement import fields
from procurement.errors import PersonalDataError
from procurement.judgement import public_words
from procurement.services.awards import contracts
from procurement.services.calls import amendments, tenders
from procurement.services.evaluation import panels
from tests.support import awards as made
from tests.support import calls, openings
from tests.support import panels as judged

pytestmark = pytest.mark.django_db
IN_DOUBT = "岩罕是感染者"


@pytest.fixture(autouse=True)
def _keys(settings, tmp_path) -> None:
    openings.give_keys(settings)
    settings.VAR_DIR = tmp_path


WORDS = sorted(fields.PUBLIC_WORDS)
KEPT_NUMBERS = ("decided_minute", "document_no", "filed_no", "project_no")
# Numbers of things that look like somebody's: the code of a place, a day, a running number.
NUMBERS = ("532801240702153", "13812345678", "532801202407021537", "备〔2024〕7号")


@pytest.mark.parametrize("name", WORDS)
def test_a_call_is_not_sent_with_a_person_in_any_of_its_words(name: str) -> None:
    by = calls.office()
    call = calls.draft(by, **{name: IN_DOUBT})
    with pytest.raises(PersonalDataError) as caught:
        tenders.submit(call.number, version=call.version, by=by.drafter, now=calls.PUBLISHED)
    assert set(caught.value.findings) == {name}


def test_the_contact_of_an_office_may_be_reached_and_numbers_nobody() -> None:
    office = {
        "contact_office": "防艾股，13987654321，微信 fangaigu_2024",
        "contact_phone": "13987654321",
        "contact_email": "fangai@example.com",
        "contact_address": "勐海路12号",
    }
    public_words.check(office, about="tender:1")
    with pytest.raises(PersonalDataError) as caught:
        public_words.check(office | {"contact_phone": "身份证110101199003072957"}, about="tender:1")
    assert {one.kind for one in caught.value.findings["contact_phone"]} == {"identity_number"}


@pytest.mark.parametrize("name", ["title_zh", "title_en", "requirement_zh", "how_to_bid_zh"])
def test_nor_corrected_so(name: str) -> None:
    by = calls.office()
    call = calls.published(by)
    with pytest.raises(PersonalDataError) as caught:
        amendments.draft_correction(
            call.number,
            offered={name: IN_DOUBT},
            reason_code="client_change",
            reason_zh="经费调整。",
            form_id=uuid4(),
            by=by.drafter,
            now=calls.at("07-05 09:00"),
        )
    assert set(caught.value.findings) == {name}


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_of_a_thing_is_no_persons(text: str) -> None:
    public_words.check(dict.fromkeys(KEPT_NUMBERS, text), about="tender:1")


@pytest.mark.parametrize("name", sorted(KEPT_NUMBERS))
def test_words_in_the_field_of_a_number_are_read_like_any(name: str) -> None:
    for text in (IN_DOUBT, "找李姐13812345678"):
        with pytest.raises(PersonalDataError):
            public_words.check({name: text}, about="tender:1")


def test_the_number_of_a_filing_names_nobody() -> None:
    call, contract = made.contracted(made.judged_statutory())
    given = {"filed_on": clock.legal_date(clock.now()), "by": call.office.drafter, "now": clock.now()}
    with pytest.raises(PersonalDataError):
        contracts.record_filing(contract.number, filed_no=f"{IN_DOUBT}，备7号", **given)
    contract.refresh_from_db()
    assert contract.filed_on is None
    assert contracts.record_filing(contract.number, filed_no="备〔2024〕7号", **given).filed_no


@pytest.mark.parametrize("statutory", [True, False])
def test_a_name_that_the_law_publishes_says_nothing_of_an_illness(statutory: bool) -> None:
    amounts = ("400000.00", "420000.00", "440000.00") if statutory else ("180000.00", "200000.00")
    call = judged.opened(amounts, statutory=statutory)
    given = {
        "seat": "expert" if statutory else "outsider",
        "chosen": "drawn" if statutory else "pool",
        "drawn_how": "从省库随机抽取" if statutory else "",
        "name": "岩罕（感染者）",
        "office": "州医院",
        "contact": "x@example.org",
        "form_id": uuid4(),
        "by": call.office.drafter,
        "now": clock.now(),
    }
    if statutory:
        with pytest.raises(PersonalDataError) as caught:
            panels.seat(call.tender.number, **given)
        assert set(caught.value.findings) == {"name"}
        given["name"] = "岩罕"
    assert panels.seat(call.tender.number, **given).member.name == given["name"]
