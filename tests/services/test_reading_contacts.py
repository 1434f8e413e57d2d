"""Whom a pasted call names to ask: read wherever it stands, or asked about; the portal's own never stands for it."""

import pytest

from procurement.forms.calls.faults import NOTE
from procurement.reading import Found, Reading, Sure, read_call


def reading(text: str) -> Reading:
    return read_call(f"某局公告\n{text}\n完", divisions=[])


def found(text: str, field: str = "contact_phone") -> Found | None:
    return reading(text).get(field)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("联系人：李老师，电话0691-2120000", "0691-2120000"),
        ("联系人：李老师（0691-2120000）", "0691-2120000"),
        ("联系人：李老师 2120000", "2120000"),
        ("联系人：李老师\n0691-2120000", "0691-2120000"),
        ("联系人|联系电话\n李老师|0691-2120000", "0691-2120000"),
        ("联系方式：李老师，０６９１－２１２００００", "0691-2120000"),
        ("咨询电话:0691-2120000", "0691-2120000"),
        ("电  话：（0691）212 0000", "(0691)212 0000"),
        ("Tel: 0691-2120000", "0691-2120000"),
        ("Tel.0691-2120000转801", "0691-2120000转801"),
        ("如有疑问请致电防艾科138 0000 0000", "138 0000 0000"),
        ("手机：+86 13800000000", "+86 13800000000"),
        ("联系电话：400-800-1234", "400-800-1234"),
        ("防艾科 李老师 0691-2120000", "0691-2120000"),
        ("电话/传真：0691-2120000", "0691-2120000"),
        ("电话：0691-2120000 传真：0691-2120001", "0691-2120000"),
        ("监督电话：0691-2120001\n电话：0691-2120000", "0691-2120000"),
        ("联系电话：0691-2120000\n咨询电话：0691 2120000", "0691-2120000"),
        ("预算：1320000\n联系人：李老师 电话 2120000", "2120000"),
    ],
)
def test_a_telephone_is_read_wherever_it_stands(words: str, number: str) -> None:
    one = found(words)
    assert one is not None
    assert (one.value, one.note) == (number, "")
    assert reading(words).values["contact_phone"] == number


@pytest.mark.parametrize(
    ("words", "field", "others"),
    [
        ("电话：0691-2120000、13800000000", "contact_phone", 2),
        ("电话：0691-2120000/2120001", "contact_phone", 2),
        ("电话：0691-2120000/01", "contact_phone", 1),
        ("电话：2120000-2120001", "contact_phone", 1),
        ("联系人：李老师 0691-2120000\n王老师 0691-2120001", "contact_phone", 2),
        ("联系人|电话\n李老师|0691-2120000\n王老师|0691-2120001", "contact_phone", 2),
        ("采购人 电话：0691-2120000\n代理机构 电话：0691-2120001", "contact_phone", 2),
        ("材料发至a@example.org或b@example.org", "contact_email", 2),
        ("地址：景洪市中山路3号\n报送地址：景洪市中山路5号", "contact_address", 2),
    ],
)
def test_two_contacts_are_a_question(words: str, field: str, others: int) -> None:
    one = found(words, field)
    assert one is not None
    assert (one.value, one.sure, one.note, len(one.others)) == (None, Sure.GUESS, "several_values", others)
    assert reading(words).values[field] == ""


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("联系人：李老师", "contact_phone"),
        ("电话：见附件", "contact_phone"),
        ("联系电话：______", "contact_phone"),
        ("电话：0691-212000", "contact_phone"),
        ("电话：零六九一二一二零零零零", "contact_phone"),
        ("监督电话：0691-2120000", "contact_phone"),
        ("如有疑问，请与防艾科李老师联系", "contact_phone"),
        ("采购人信息\n名称：某局\n电话：见附件\n代理机构信息\n联系方式：13800000000", "contact_phone"),
        ("如有疑问，请与防艾科李老师联系", "contact_office"),
        ("联系方式：李老师，0691-2120000", "contact_office"),
        ("联系人：______", "contact_office"),
        ("邮箱：fangai（at）example.org", "contact_email"),
        ("电子版发送至邮箱", "contact_email"),
        ("地址：", "contact_address"),
    ],
)
def test_a_contact_that_was_not_read_is_left_to_the_official(words: str, field: str) -> None:
    one = found(words, field)
    assert one is not None, "the text speaks of a contact"
    assert (one.value, one.sure, one.note) == (None, Sure.GUESS, "not_read_whole")
    assert one.passage in words
    assert NOTE[one.note]
    assert reading(words).values[field] == "", "the office's own does not stand for it"


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("传真：0691-2120000", "contact_phone"),
        ("预算金额：1320000元", "contact_phone"),
        ("项目编号：442000-2026-00917", "contact_phone"),
        ("服务地址：景洪市中山路3号", "contact_address"),
        ("下载地址：http://example.org", "contact_address"),
        ("本项目由某局实施", "contact_office"),
    ],
)
def test_what_is_no_contact_leaves_the_box_alone(words: str, field: str) -> None:
    assert found(words, field) is None
    assert field not in reading(words).values


def test_all_contacts_on_one_line() -> None:
    values = reading(
        "联系人：李老师、王老师，地址：景洪市中山路3号，电话：0691-2120000，邮箱：a@example.org，邮编666100"
    ).values
    assert [values[f"contact_{name}"] for name in ("office", "address", "phone", "email")] == [
        "李老师、王老师",
        "景洪市中山路3号",
        "0691-2120000",
        "a@example.org",
    ]
