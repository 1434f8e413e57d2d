"""Writing a call in the browser: paste, mend, take lawful dates, and everything that must not be possible."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.ground import clock
from portal.ground.fields.shown import chosen
from portal.ground.ledger import blobs
from procurement.forms.calls import screens
from procurement.models import Tender
from procurement.selectors import calls as judgement
from procurement.views.attached import safe_name
from procurement.views.calls import conflicts
from tests.support import drafts as calls
from tests.support import files
from tests.views.officer_site import Office, form_data, office, part_url, word_file

__all__ = ["office"]

# Saving ----------------------------------------------------------------------------------------------------


def test_check_saves_and_loses_no_typing(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    client = office.writing
    page = client.get(part_url(draft, "project"))
    sent = client.post(part_url(draft, "project"), form_data(page, title_zh="新的名称", act="check"))
    assert sent["Location"] == part_url(draft, "project")
    draft.refresh_from_db()
    assert draft.title_zh == "新的名称"


def standing(draft: Tender) -> dict[str, Any]:
    """The columns of a draft, without those that every saving moves."""
    names = [one.attname for one in Tender._meta.concrete_fields if one.name not in ("version", "saved_at")]
    return dict(Tender.objects.values_list(*names, named=True).get(pk=draft.pk)._asdict())


def day_of(moment: datetime | None) -> date:
    assert moment is not None
    return clock.legal_date(moment)


def test_a_screen_sent_as_it_stands_changes_nothing(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    before = standing(draft)
    for part in ("project", "terms", "dates"):
        page = office.writing.get(part_url(draft, part))
        assert office.writing.post(part_url(draft, part), form_data(page, act="check")).status_code == 302
    assert standing(draft) == before


def test_bad_input_keeps_what_was_typed_and_saves_nothing(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    page = office.writing.get(part_url(draft, "project"))
    data = form_data(page, estimated_value="二十来万", title_zh="改过的名称", act="next")
    answer = office.writing.post(part_url(draft, "project"), data)
    assert answer.status_code == 422
    assert "二十来万" in answer.content.decode()
    assert "改过的名称" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.title_zh != "改过的名称"


DOUBTED = "玉罕香是感染者，已同意写出。"


def ticks_of(page: Any, *, checked: bool = False) -> list[str]:
    return re.findall(rf'name="read_passage" value="([^"]+)"{" checked" if checked else ">"}', page.text)


def test_a_tick_of_a_screen_that_was_refused_counts_nowhere_and_comes_back_ticked(office: Office):
    draft, other = (calls.draft(office.drafter, office.agency) for _n in range(2))
    client, url, elsewhere = office.writing, part_url(draft, "project"), part_url(other, "project")
    sent = form_data(client.get(url), requirement_zh=DOUBTED, act="check")
    ticks = ticks_of(client.post(url, sent))
    assert ticks
    spoilt = client.post(url, sent | {"estimated_value": "abc", "read_passage": ticks})
    assert spoilt.status_code == 422
    assert ticks_of(spoilt, checked=True) == ticks
    for page in (url, elsewhere):
        again = form_data(client.get(page), requirement_zh=DOUBTED, act="check")
        assert ticks_of(client.post(page, again)), "nothing is remembered"
    assert client.post(url, sent | {"read_passage": ticks}).status_code == 302
    assert client.post(url, form_data(client.get(url), act="check")).status_code == 302, "it stands"
    other_form = form_data(client.get(elsewhere), requirement_zh=DOUBTED, act="check")
    assert client.post(elsewhere, other_form | {"read_passage": ticks}).status_code == 422, (
        "a tick of another call"
    )


def test_a_figure_far_from_what_is_usual_is_asked_about_once(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    client, url = office.writing, part_url(draft, "project")
    sent = form_data(client.get(url), estimated_value="9.6", title_zh="改过的名称", act="check")
    assert client.post(url, sent).status_code == 422, "nobody means a budget below a hundred yuan"
    sent |= {"estimated_value": "960"}
    asked = client.post(url, sent)
    assert asked.status_code == 422
    assert "这里写的是 960 元，比平常少很多" in asked.content.decode()
    tick = re.search(r'name="sure" value="([^"]+)"', asked.content.decode())
    assert tick
    draft.refresh_from_db()
    assert draft.estimated_value != Decimal(960)
    assert client.post(url, sent | {"sure": "estimated_value:961"}).status_code == 422
    assert client.post(url, sent | {"sure": tick[1]}).status_code == 302
    draft.refresh_from_db()
    assert draft.estimated_value == Decimal(960)
    again = form_data(client.get(url), act="check")
    assert client.post(url, again).status_code == 302, "what stands is not asked about again"


@pytest.mark.parametrize(("last", "answer"), [("2026-07-01", 422), ("2026-07-31", 302), ("2031-12-31", 422)])
def test_a_service_of_a_day_or_of_years_is_asked_about(office: Office, last: str, answer: int):
    draft = calls.draft(office.drafter, office.agency)
    url = part_url(draft, "project")
    sent = form_data(office.writing.get(url), service_from="2026-07-01", service_to=last, act="check")
    refused = office.writing.post(url, sent)
    assert refused.status_code == answer
    assert ('name="sure"' in refused.content.decode()) == (answer == 422)


def test_odd_shares_and_points_in_rows_are_asked_about(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    url = part_url(draft, "terms")
    sent = form_data(office.writing.get(url), act="check") | {
        "indirect_ceiling": "0.15",
        "payments-0-share": "0.4",
    }
    refused = office.writing.post(url, sent)
    ticks = re.findall(r'name="sure" value="([^"]+)"', refused.content.decode())
    assert ticks == ["indirect_ceiling:0.15", "payments-0-share:0.4"]
    assert office.writing.post(url, sent | {"sure": ticks}).status_code == 302


def test_a_repair_button_puts_the_lawful_day_in(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    client = office.writing
    page = client.get(part_url(draft, "dates"))
    client.post(part_url(draft, "dates"), form_data(page, bids_due_0="2026-06-05", act="check"))
    page = client.get(part_url(draft, "dates"))
    wrong = next(one for one in page.context["state"].verdicts if one.field == "bids_due" and one.stops)
    assert f'value="bids_due:{wrong.earliest}"' in page.content.decode()
    client.post(part_url(draft, "dates"), form_data(page, use=f"bids_due:{wrong.earliest}"))
    draft.refresh_from_db()
    assert day_of(draft.bids_due) == wrong.earliest
    assert day_of(draft.opens_at) == day_of(draft.bids_due)


def test_a_closing_at_night_is_told_on_its_box_with_the_next_working_moment_to_take(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    client, page = office.writing, office.writing.get(part_url(draft, "dates"))
    night = form_data(
        page, bids_due_0="2026-06-26", bids_due_1="23:30", opens_at_0="2026-06-26", opens_at_1="23:30"
    )
    shown = client.post(part_url(draft, "dates"), night, follow=True).content.decode()
    assert "不在工作时间（工作日 08:30—18:00）" in shown
    assert 'value="bids_due:2026-06-29T08:30"' in shown
    assert re.search(r"改为\s*6月29日[^<]*08:30", shown)
    draft.refresh_from_db()
    assert draft.bids_due == calls.NOW.replace(month=6, day=26, hour=23, minute=30), "what was typed is kept"
    page = client.get(part_url(draft, "dates"))
    client.post(part_url(draft, "dates"), form_data(page, use="bids_due:2026-06-29T08:30"))
    draft.refresh_from_db()
    assert draft.bids_due == draft.opens_at == calls.NOW.replace(month=6, day=29, hour=8, minute=30)
    for spoilt in ("bids_due:2026-06-29T99:99", "bids_due:2026-06-29T", "bids_due:T08:30"):
        before = draft.bids_due
        client.post(part_url(draft, "dates"), form_data(client.get(part_url(draft, "dates")), use=spoilt))
        draft.refresh_from_db()
        assert draft.bids_due.time() == before.time(), spoilt


def test_one_button_takes_all_lawful_dates_and_leaves_time_to_approve(office: Office):
    draft = calls.draft(office.drafter, office.agency, dates=False)
    page = office.writing.get(part_url(draft, "dates"))
    office.writing.post(part_url(draft, "dates"), form_data(page, act="lawful"))
    draft.refresh_from_db()
    assert day_of(draft.publish_at) == date(2026, 6, 3)
    assert day_of(draft.bids_due) == date(2026, 6, 17)
    assert office.writing.get(part_url(draft, "send")).context["state"].is_ready


def test_lawful_dates_need_the_version_that_was_read(office: Office):
    draft = calls.draft(office.drafter, office.agency, dates=False)
    office.writing.post(reverse("call_dates", args=[draft.number]), {"version": draft.version + 7})
    draft.refresh_from_db()
    assert draft.bids_due is None
    office.writing.post(reverse("call_dates", args=[draft.number]), {"version": draft.version})
    draft.refresh_from_db()
    assert draft.bids_due is not None


def test_personal_data_is_refused_on_its_field_with_the_passage(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    page = office.writing.get(part_url(draft, "project"))
    said = "有事找张三，手机13908761234。"
    answer = office.writing.post(part_url(draft, "project"), form_data(page, summary_zh=said, act="next"))
    assert answer.status_code == 422
    assert "13908761234" in str(answer.context["part"].errors["summary_zh"])
    assert said in answer.content.decode()


def test_personal_data_in_a_criterion_is_refused_in_its_row(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    page = office.writing.get(part_url(draft, "dates"))
    data = form_data(page, act="next", **{"criteria-0-text_zh": "由张三（13908761234）打分"})
    assert office.writing.post(part_url(draft, "dates"), data).status_code == 422


def test_rows_grow_and_an_emptied_row_is_gone(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    page = office.writing.get(part_url(draft, "dates"))
    changed = {
        "criteria-3-text_zh": "",
        "criteria-3-weight": "",
        "criteria-4-text_zh": "预算",
        "criteria-4-weight": "15",
    }
    office.writing.post(part_url(draft, "dates"), form_data(page, act="check", **changed))
    rows = list(draft.first_lot.criteria.values_list("text_zh", flat=True))
    assert len(rows) == 4
    assert rows[-1] == "预算"


def test_a_reason_is_asked_beside_its_field_and_kept(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    client = office.writing
    page = client.get(part_url(draft, "terms"))
    client.post(part_url(draft, "terms"), form_data(page, area_limit="只限本县的组织", act="check"))
    page = client.get(part_url(draft, "terms"))
    rule = next(one.rule for one in page.context["part"].verdicts if one.field == "area_limit")
    assert f'name="reason:{rule}"' in page.content.decode()
    client.post(
        part_url(draft, "terms"),
        form_data(page, act="check", **{f"reason:{rule}": "山区路远，外地组织到不了。"}),
    )
    draft.refresh_from_db()
    assert draft.reasons[rule] == "山区路远，外地组织到不了。"


# Two people ------------------------------------------------------------------------------------------------


def test_two_who_change_different_fields_both_keep_their_words(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    mine = office.writing.get(part_url(draft, "project"))
    theirs = office.second.get(part_url(draft, "project"))
    office.second.post(
        part_url(draft, "project"), form_data(theirs, summary_zh="同事改的三句话。", act="check")
    )
    answer = office.writing.post(
        part_url(draft, "project"), form_data(mine, title_zh="我改的名称", act="check")
    )
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.title_zh, draft.texts["summary_zh"]) == ("我改的名称", "同事改的三句话。")


def test_two_who_change_one_field_see_both_texts_and_choose(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    mine = office.writing.get(part_url(draft, "project"))
    theirs = office.second.get(part_url(draft, "project"))
    office.second.post(part_url(draft, "project"), form_data(theirs, title_zh="同事的名称", act="check"))
    clash = office.writing.post(
        part_url(draft, "project"),
        form_data(mine, title_zh="我的名称", summary_zh="我的三句话。", act="check"),
    )
    assert clash.status_code == 409
    text = clash.content.decode()
    assert "同事的名称" in text
    assert "我的名称" in text
    assert [one.name for one in clash.context["clashes"]] == ["title_zh"]
    sent = dict(clash.context["carried"]) | {
        "version": clash.context["tender"].version,
        "seen": clash.context["seen"],
        "keep-title_zh": "theirs",
        "act": "check",
    }
    multiple = {"populations": ["mobile_population"], "services": ["prevention_education"]}
    assert office.writing.post(part_url(draft, "project"), sent | multiple).status_code == 302
    draft.refresh_from_db()
    assert (draft.title_zh, draft.texts["summary_zh"]) == ("同事的名称", "我的三句话。")


def test_what_follows_from_an_answer_is_no_question_of_its_own(office: Office):
    draft = calls.draft(office.drafter, office.agency, procedure="competitive_consultation")
    url = part_url(draft, "project")
    mine, months = office.writing.get(url), office.writing.get(url)
    assert (
        office.second.post(
            url, form_data(office.second.get(url), procedure="grant_call", act="check")
        ).status_code
        == 302
    )
    draft.refresh_from_db()
    assert draft.instrument == "grant"
    assert office.writing.post(url, form_data(mine, title_zh="我改的名称", act="check")).status_code == 302
    days = {"service_from": "2026-07-01", "service_to": "2027-03-31"}
    assert office.second.post(url, form_data(office.second.get(url), **days, act="check")).status_code == 302
    assert office.writing.post(url, form_data(months, summary_zh="三句话。", act="check")).status_code == 302
    draft.refresh_from_db()
    assert (draft.title_zh, draft.procedure, draft.instrument) == (
        "我改的名称",
        "grant_call",
        "grant",
    )
    assert draft.terms["contract_months"] == 9
    assert draft.texts["service_to"] == "2027-03-31"


def test_both_texts_are_words_with_their_units(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    pages = {slug: office.writing.get(part_url(draft, slug)) for slug in ("project", "terms", "dates")}
    theirs: dict[str, dict[str, str]] = {
        "project": {"contract_months": "10", "estimated_value": "200000", "service_from": "2026-07-02"},
        "terms": {"payments-0-share": "50", "payments-1-share": "30", "indirect_ceiling": "10"},
        "dates": {"criteria-0-weight": "35", "criteria-1-weight": "25"},
    }
    mine: dict[str, dict[str, str]] = {
        "project": {"contract_months": "11", "estimated_value": "210000", "service_from": "2026-07-03"},
        "terms": {"payments-0-share": "60", "payments-1-share": "20", "indirect_ceiling": "11"},
        "dates": {"criteria-0-weight": "40", "criteria-1-weight": "20"},
    }
    said = {}
    for slug, page in pages.items():
        office.second.post(
            part_url(draft, slug),
            form_data(office.second.get(part_url(draft, slug)), **theirs[slug], act="check"),
        )
        clash = office.writing.post(part_url(draft, slug), form_data(page, **mine[slug], act="check"))
        assert clash.status_code == 409, slug
        said |= {one.name: (one.mine, one.theirs) for one in clash.context["clashes"]}
    assert [one.split()[1] for one in said["contract_months"]] == ["个月", "个月"]
    assert said["estimated_value"][0].startswith("210,000 元")
    assert said["indirect_ceiling"] == ("11%", "10%")
    assert said["service_from"][0].startswith("2026年7月3日")
    assert said["payment_schedule"][0].startswith("60% · 协议签订后 · 15 天")
    assert "40 分" in said["criteria"][0]
    place = draft.buyer.division
    assert conflicts.in_words(pages["project"].context["part"], "division_id", place.code) == place.name


# Files -----------------------------------------------------------------------------------------------------


def test_a_value_has_one_mark_however_it_is_kept():
    closing = datetime(2024, 7, 12, 17, tzinfo=clock.LEGAL_ZONE)
    for name, typed, kept in (
        ("estimated_value", Decimal("220000"), Decimal("220000.00")),
        ("deposit", Decimal("2000"), "2000.0"),
        ("bids_due", closing, closing.astimezone(UTC)),
        (
            "payment_schedule",
            [{"share": Decimal("50.0"), "within_days": 15}],
            [{"share": "50", "within_days": 15}],
        ),
    ):
        assert conflicts.mark_of(name, typed) == conflicts.mark_of(name, kept), name
    # A code is no figure.
    assert conflicts.mark_of("contact_phone", "087112345") != conflicts.mark_of("contact_phone", "87112345")


def test_a_file_is_attached_downloaded_and_removed(office: Office, settings: Any, tmp_path: Any):
    settings.VAR_DIR = tmp_path
    draft = calls.draft(office.drafter, office.agency)
    page = office.writing.get(part_url(draft, "dates"))
    data = form_data(page, act="check", file=word_file("供应商须在昆明市登记注册。"), title="申报书")
    assert office.writing.post(part_url(draft, "dates"), data).status_code == 302
    (document,) = judgement.current_documents(draft)
    assert (document.title, document.extension) == ("申报书", "docx")
    url = reverse("call_document", args=[draft.number, document.pk])
    answer = office.second.get(url)
    assert b"".join(answer.streaming_content).startswith(b"PK")
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    page = office.writing.get(part_url(draft, "dates"))
    said = page.content.decode().partition('id="f-annex"')[2]
    assert "供应商须在昆明市登记注册" in said
    office.writing.post(part_url(draft, "dates"), form_data(page, act=f"drop:{document.pk}"))
    assert 'id="f-annex"' not in office.writing.get(part_url(draft, "dates")).content.decode()
    assert judgement.current_documents(draft) == []


def test_a_file_that_is_not_what_its_name_says_is_refused(office: Office, settings: Any, tmp_path: Any):
    settings.VAR_DIR = tmp_path
    draft = calls.draft(office.drafter, office.agency)
    page = office.writing.get(part_url(draft, "dates"))
    fake = SimpleUploadedFile("样式.pdf", b"MZ\x90\x00 a programme")
    answer = office.writing.post(part_url(draft, "dates"), form_data(page, act="next", file=fake))
    assert answer.status_code == 422
    assert answer.context["files"].errors["file"] == [
        "只收 PDF、Word（docx）、Excel（xlsx）、JPG 和 PNG，看内容，不看文件名。"
    ]
    assert not draft.documents.exists()


def test_a_file_is_kept_without_its_writers_name(office: Office, settings: Any, tmp_path: Any):
    settings.VAR_DIR = tmp_path
    draft = calls.draft(office.drafter, office.agency)
    page = office.writing.get(part_url(draft, "dates"))
    named = SimpleUploadedFile("门口.JPG", files.photo())
    answer = office.writing.post(part_url(draft, "dates"), form_data(page, act="check", file=named))
    assert answer.status_code == 302
    (document,) = judgement.current_documents(draft)
    assert (document.title, document.extension, document.blob.media_type) == ("门口", "jpg", "image/jpeg")
    assert files.NAMES not in blobs.open(document.blob_id).read()


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("计划书", "计划书.pdf"),
        ("../../etc/passwd", "_.._etc_passwd.pdf"),
        ("a\u202egpj.exe\r\nSet-Cookie: x", "a gpj.exe Set-Cookie_ x.pdf"),
        ('"<script>', "__script_.pdf"),
        ("...", "file.pdf"),
    ],
)
def test_a_file_is_saved_under_a_name_that_is_safe(name: str, saved: str):
    assert safe_name(name, "pdf") == saved


def test_documents_keep_to_a_publication_that_is_taken_out_again(office: Office):
    day = calls.NOW + timedelta(days=3)
    more = {"publish_at": day, "documents_from": clock.legal_date(day)}
    draft = calls.draft(office.drafter, office.agency, dates=False, **more)
    url, later = part_url(draft, "dates"), clock.legal_date(day + timedelta(days=9))
    moved = form_data(office.writing.get(url), publish_at_0=f"{later}", act="check")
    office.writing.post(url, moved)
    draft.refresh_from_db()
    assert draft.documents_from == later
    emptied = form_data(office.writing.get(url), publish_at_0="", publish_at_1="", act="check")
    office.writing.post(url, emptied)
    draft.refresh_from_db()
    assert (draft.publish_at, draft.documents_from) == (None, None)


def links(page: str) -> dict[str, str]:
    summary = page[page.index('aria-labelledby="faults"') :]
    return dict(re.findall(r'<a href="#([^"]+)">([^<]+)</a>', summary[: summary.index("</section>")]))


@pytest.mark.parametrize(
    ("part", "box", "typed", "said"),
    [
        ("dates", "criteria-1-weight", "20元", "第 2 行：分值：“20元”：这一栏的单位是分。请写成这样：40"),
        ("terms", "payments-0-within_days", "3个工作日", "第 1 行：几天之内：“3个工作日”：这一栏的单位是天"),
    ],
)
def test_a_fault_in_a_row_is_counted_at_the_top_with_the_way_to_it(office: Office, part, box, typed, said):
    draft = calls.draft(office.drafter, office.agency)
    url = part_url(draft, part)
    answer = office.writing.post(url, form_data(office.writing.get(url), act="check", **{box: typed}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert links(page)[f"id_{box}"].startswith(said)
    assert f'id="id_{box}"' in page
    assert f'value="{typed}"' in page
    assert "有 1 处" in page


def test_points_and_shares_are_taken_with_their_unit(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    url = part_url(draft, "dates")
    page = office.writing.get(url)
    given = [one["weight"].value() for one in page.context["part"].criteria.forms if one["weight"].value()]
    typed = {f"criteria-{number}-weight": f"{weight}分" for number, weight in enumerate(given)}
    assert office.writing.post(url, form_data(page, act="check", **typed)).status_code == 302
    draft.refresh_from_db()
    assert [one.weight for one in draft.first_lot.criteria.all()] == [Decimal(one) for one in given]


def test_a_mended_box_is_not_called_wrong_while_another_waits(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    url = part_url(draft, "dates")
    lawful = f"{draft.bids_due.astimezone(clock.LEGAL_ZONE):%Y-%m-%d}"
    early = f"{clock.legal_date(calls.NOW) + timedelta(days=3)}"
    office.writing.post(url, form_data(office.writing.get(url), act="check", bids_due_0=early))

    def block(page: str) -> str:
        return page.split('id="f-bids_due"')[1].split('class="q-field"')[0]

    page = office.writing.get(url)
    assert "is-bad" in page.content.decode().split('id="f-bids_due"')[1][:60]
    sent = form_data(page, act="check", bids_due_0=lawful, **{"criteria-0-weight": "20元"})
    answer = office.writing.post(url, sent)
    assert answer.status_code == 422
    assert "aria-invalid" not in block(answer.content.decode())
    assert 'class="verdicts"' not in block(answer.content.decode())


@pytest.mark.parametrize("slug", screens.BY_SLUG)
def test_every_choice_of_every_screen_is_shown_in_words(office: Office, slug: str):
    draft = calls.draft(office.drafter, office.agency)
    part = screens.build(slug, draft, [])
    coded = {name: field for name, field in part.fields.items() if isinstance(field, forms.ChoiceField)}
    rows = {
        table: (name, field)
        for table, attr in {"criteria": "criteria", "payment_schedule": "payments"}.items()
        if (lines := getattr(part, attr, None)) is not None
        for name, field in lines.form.base_fields.items()
        if isinstance(field, forms.ChoiceField)
    }
    told = [
        (
            name,
            code,
            conflicts.in_words(part, name, [code] if isinstance(field, forms.MultipleChoiceField) else code),
        )
        for name, field in coded.items()
        for code in chosen(field)
        if code
    ] + [
        (name, code, conflicts.in_words(part, table, [{name: code}]))
        for table, (name, field) in rows.items()
        for code in chosen(field)
        if code
    ]
    with_code = [(name, code) for name, code, words in told if code in words]
    assert with_code == []
    assert told or slug in ("dates", "send")
