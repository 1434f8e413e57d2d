"""An agency of two and a browser for each of them, on the tests' own Monday."""

import io
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document as WordDocument

from organizations.models import Organization, User
from portal.ground import clock
from procurement.models import Tender
from tests.support import drafts as calls
from tests.support import factories

PLAIN_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"


@dataclass
class Office:
    """A drafter and an approver of one agency, each signed in."""

    agency: Organization
    drafter: User
    approver: User

    def of(self, user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    @property
    def writing(self) -> Client:
        return self.of(self.drafter)

    @property
    def second(self) -> Client:
        return self.of(self.approver)


def make_office(settings: Any, code: str = "532801") -> Office:
    """The clock stands at calls.NOW, the law is loaded, two people work at one agency."""
    settings.DEMO = True
    # As in the demonstration; that officials need a second factor is proved with the accounts.
    settings.OFFICIAL_SECOND_FACTOR_REQUIRED = False
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": PLAIN_FILES}}
    clock.move_to(calls.NOW)
    calls.load_law()
    agency = factories.agency(code)
    return Office(agency, factories.official("drafter", of=agency), factories.official("approver", of=agency))


def part_url(tender: Tender, part: str) -> str:
    return reverse("call_part", args=[tender.number, part])


def form_data(response: Any, **changed: Any) -> dict[str, Any]:
    """What a browser would send from the form on a page: every control as it stands, then ``changed``."""
    part = response.context["part"]
    data: dict[str, Any] = {"version": response.context["version"], "seen": response.context["seen"]}
    rows = [
        rows for name in ("criteria", "payments", "lots") if (rows := getattr(part, name, None)) is not None
    ]
    forms = [part, *(form for one in rows for form in (one.management_form, *one.forms))]
    for form in forms:
        for bound in form:
            data |= _controls(bound)
    return {name: value for name, value in {**data, **changed}.items() if value is not None}


def _controls(bound: Any) -> dict[str, Any]:
    widget, value = bound.field.widget, bound.value()
    if hasattr(widget, "widgets"):
        shown = widget.get_context(bound.html_name, value, {})["widget"]["subwidgets"]
        return {one["name"]: one["value"] or "" for one in shown}
    if getattr(widget, "input_type", "") == "checkbox" and not getattr(
        widget, "allow_multiple_selected", False
    ):
        return {bound.html_name: "on"} if value else {}
    if getattr(widget, "allow_multiple_selected", False):
        return {bound.html_name: list(value or [])}
    shown = widget.format_value(value)
    if isinstance(shown, list):
        shown = shown[0] if shown else ""
    return {bound.html_name: "" if shown is None else shown}


@pytest.fixture
def office(db: None, settings: Any) -> Office:
    return make_office(settings)


PASTED = """景洪市卫生健康局关于组织开展2026年防治艾滋病政府购买社会组织服务项目申报工作的公告
在江北街道办曼斗社区开展艾滋病、梅毒、丙肝宣传检测项目。现将有关事项公告如下:
一、项目基本情况
(一)项目经费来源:重大传染病防控中央补助资金，预算经费22万元。
(二)项目周期:2026年7月-12月,周期半年。
二、项目申报要求
实施方案电子版请于2026年6月8日前报景洪市卫生健康局防艾股。
"""


def paste(client: Client, office: Office, text: str = PASTED, **more: Any) -> Any:
    data = {"form_id": str(uuid4()), "text": text, "act": "read", **more}
    return client.post(reverse("call_new"), data)


def word_file(*paragraphs: str) -> SimpleUploadedFile:
    document = WordDocument()
    for one in paragraphs:
        document.add_paragraph(one)
    content = io.BytesIO()
    document.save(content)
    return SimpleUploadedFile("公告.docx", content.getvalue())
