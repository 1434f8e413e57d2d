"""What passes the gate of the forms and what does not, on pages."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from organizations.accounts import AccountAdapter, SecondFactorAdapter
from organizations.forms.accounts import ChangePasswordForm
from organizations.models import User
from procurement.facts import facts_and_faults
from procurement.judgement import calls as judgement
from tests.support import calls, factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["NaN", "Infinity", "1e309", "9" * 49, "一万二"])
def test_the_calculator_shows_a_wrong_sum_as_it_was_typed(client, typed):
    page = client.get(reverse("calculator"), {"published": "2024-07-02", "value": typed})
    assert page.status_code == 200
    assert typed in page.content.decode()


WEAK = {
    "abc": "密码至少要有 10 个字符",
    "password123": "这个密码很多人在用",
    "8812730465193": "密码不能全是数字",
    "xiaocaozhiyuan": "和您的登录名、姓名或者邮箱太像了",
    "caodi.lijiang": "和您的登录名、姓名或者邮箱太像了",
}


@pytest.mark.parametrize(("password", "said"), WEAK.items())
def test_a_weak_password_is_refused_in_the_language_of_the_page(client, password, said):
    given = {"username": "xiaocaozhiyuan", "email": "caodi.lijiang@example.org", "password": password}
    page = client.post(reverse("account_signup"), given).content.decode()
    assert said in page
    assert "assword is" not in page
    assert not User.objects.filter(username="xiaocaozhiyuan").exists()
    assert said not in client.post("/en" + reverse("account_signup"), given).content.decode()


@pytest.mark.parametrize(
    "password", ["liupingguihua", "xiaocaozhiyuan", "8812730465193", "qwertyuiop", "short"]
)
def test_a_new_password_is_judged_with_the_name_and_address_on_the_account(password):
    user = User(username="xiaocaozhiyuan", display_name="liupingguihua", email="x@example.org")
    with translation.override("zh-hans"), pytest.raises(ValidationError) as refused:
        validate_password(password, user)
    for one in refused.value.messages:
        assert re.search("[\u4e00-\u9fff]", one), one
        assert not re.search("[A-Za-z]{3}", one), one


def test_two_passwords_that_differ_are_told_apart_in_our_words():
    form = ChangePasswordForm(
        user=factories.user(),
        data={"oldpassword": "x", "password1": "草地上的三朵蓝花开了", "password2": "另外的"},
    )
    with translation.override("zh-hans"):
        assert form.errors["password2"] == ["两次输入的密码不一样。"]


@pytest.mark.parametrize("adapter", [AccountAdapter, SecondFactorAdapter])
def test_nothing_the_sign_in_library_says_is_english_on_a_chinese_page(adapter):
    with translation.override("zh-hans"):
        said = {name: str(words) for name, words in adapter.error_messages.items()}
    assert {name: words for name, words in said.items() if not re.search("[\u4e00-\u9fff]", words)} == {}


@pytest.mark.parametrize("name", ["bids_due", "opens_at", "publish_at"])
def test_the_database_keeps_no_moment_that_the_rules_cannot_judge(name):
    made = calls.draft(calls.office())
    setattr(made, name, datetime(24, 7, 30, tzinfo=UTC))
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(update_fields=[name])


def test_a_draft_with_a_fact_that_cannot_be_read_opens_and_says_so(client):
    office = calls.office()
    made = calls.draft(office)
    made.terms = {**made.terms, "deposit": "NaN"}
    made.save(update_fields=["terms"])
    assert [one.field for one in facts_and_faults(made)[1]] == ["deposit"]
    assert any(one.code == "unreadable" and one.stops for one in judgement.judge(made, now=calls.PUBLISHED))
