"""Components as pages use them: what they say, what they link, and what they never do."""

import gzip
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from portal.ground.clock import LEGAL_ZONE
from portal.site.website.context import site
from portal.site.website.views.kit import kit
from procurement.labels.deadlines import count_words, skipped_words
from procurement.rules.calendar import Unit, WorkCalendar
from procurement.rules.verdicts import Answer, Verdict
from tests.views.reading import tight

NOW = datetime(2024, 7, 10, 10, 26, tzinfo=LEGAL_ZONE)
CLOSING = datetime(2024, 7, 22, 18, tzinfo=LEGAL_ZONE)


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def draw(source: str, **context: Any) -> str:
    return Template("{% load purchase ui %}" + source).render(Context({"now": NOW, **context}))


def flat(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class Notice(forms.Form):
    bids_due = forms.SplitDateTimeField(widget=forms.SplitDateTimeWidget, help_text="At least 20 days")
    ask_by = forms.DateField(label="Ask by")
    estimated_value = forms.DecimalField(max_digits=14, decimal_places=2)
    legal_forms = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, choices=[("a", "Association"), ("b", "Group")]
    )
    reason = forms.CharField(widget=forms.Textarea, required=False)


def verdict(answer: Answer, **more: Any) -> Verdict:
    return Verdict(
        **{"rule": "G-03", "answer": answer, "field": "bids_due", "code": "criteria_missing", **more}
    )


# Inline ---------------------------------------------------------------------------------------------------


def test_dates_speak_the_language_of_the_page() -> None:
    source = (
        "{{ d|day }} | {{ d|short_day }} | {{ m|daytime }} | {{ m|daytime:'short' }} | {{ nothing|day }}|"
    )
    values = {"d": date(2024, 7, 22), "m": CLOSING, "nothing": None}
    assert draw(source, **values) == (
        "Mon 22 July 2024 | Mon 22 July | Mon 22 July 2024, 18:00 | Mon 22 July, 18:00 | |"
    )
    with translation.override("zh-hans"):
        assert draw(source, **values) == (
            "2024年7月22日（周一） | 7月22日（周一） | 2024年7月22日（周一）18:00 | 7月22日（周一）18:00 | |"
        )


def test_a_date_stands_in_its_time_element() -> None:
    assert draw("{% on d %}", d=date(2024, 7, 22)) == '<time datetime="2024-07-22">Mon 22 July 2024</time>'
    assert draw("{% at d short=True ends_of_day=True %}", d=date(2024, 7, 15)) == (
        '<time datetime="2024-07-15">Mon 15 July, 24:00</time>'
    )


def test_a_short_date_says_another_year_than_the_page_s() -> None:
    now = datetime(2024, 7, 10, 9, tzinfo=LEGAL_ZONE)
    assert ">Mon 15 July<" in draw("{% on d short=now %}", d=date(2024, 7, 15), now=now)
    assert ">Wed 30 April 2025<" in draw("{% on d short=now %}", d=date(2025, 4, 30), now=now)
    eve = datetime(2024, 12, 31, 23, tzinfo=LEGAL_ZONE)
    assert ">Wed 1 January 2025, 09:00<" in draw("{% at m short=now %}", m=eve + timedelta(hours=10), now=eve)
    with translation.override("zh-hans"):
        html = draw('{% next_date points current="ask_by" %}', points=POINTS, now=now)
        assert "2024年" not in html
        later = draw("{% next_date points %}", points=POINTS, now=now.replace(year=2025))
        assert later.count("2024年") == 2 * len([one for one in POINTS if one["moment"]])


def test_money_breaks_between_its_forms_only() -> None:
    with translation.override("zh-hans"):
        assert draw("{% money v %}", v=Decimal(220000)) == (
            '<span class="nb">220,000 元</span><span class="nb">（22 万元）</span>'
        )
    assert (
        draw("{% money v %}{{ none|money }}", v=Decimal(220000), none=None)
        == '<span class="nb">¥220,000</span>'
    )


def test_days_left_are_counted_in_words() -> None:
    assert draw('{% left d "bids_due" %}', d=date(2024, 7, 11)) == "1 day left to apply"
    assert draw('{% left d "ask_by" %}', d=date(2024, 7, 15)) == "5 days to ask"
    assert draw('{% left d "bids_due" %}', d=date(2024, 7, 10)) == "last day to apply"
    assert draw("{% left d %}", d=date(2024, 7, 9)) == "ended 1 day ago"


def test_a_text_in_the_other_language_is_marked_and_escaped() -> None:
    tender = {"title_zh": "检测<b>", "title_en": ""}
    assert (
        draw('{% field_text t "title" %}', t=tender)
        == '<span class="typed" lang="zh-CN">检测&lt;b&gt;</span>'
    )
    assert draw('{% field_text t "title" plain=True %}', t=tender) == "检测&lt;b&gt;"
    with translation.override("zh-hans"):
        assert draw('{% field_text t "title" %}', t=tender) == '<span class="typed">检测&lt;b&gt;</span>'


# The frame ------------------------------------------------------------------------------------------------


class Untouchable:
    """A session that must not be asked anything."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"an anonymous page asked the session for {name}")


class Person:
    is_authenticated = True
    is_staff = False
    display_name = "玉组长"
    username = "yu"


def page(path: str, *, cookie: bool = False, template: str = "404.html") -> str:
    request = RequestFactory().get(path)
    request.session = Untouchable()  # type: ignore[assignment]
    if cookie:
        request.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
        request.user = Person()  # type: ignore[assignment]
        setattr(request, "_messages", [])  # noqa: B010
    return render_to_string(template, {"now": NOW}, request=request)


def test_an_anonymous_page_holds_no_person_and_asks_no_session() -> None:
    html = page("/en/accounts/login/")
    assert "Sign in" in html
    assert "csrfmiddlewaretoken" not in html


def test_a_person_is_named_and_may_sign_out() -> None:
    html = page("/en/accounts/login/", cookie=True)
    assert "玉组长" in html
    assert "Sign out" in html


def test_the_other_language_is_a_link_to_the_same_page() -> None:
    english = draw(
        '{% translated_url "zh-hans" %}', request=RequestFactory().get("/en/accounts/login/", {"q": "检测"})
    )
    assert english == "/accounts/login/?q=%E6%A3%80%E6%B5%8B"
    with translation.override("zh-hans"):
        chinese = RequestFactory().get("/accounts/login/")
        assert draw('{% translated_url "en" %}', request=chinese) == "/en/accounts/login/"
        lost = RequestFactory().get("/nowhere/at/all/")
        assert draw('{% translated_url "en" %}', request=lost) == "/en/"


def test_the_head_names_the_page_and_its_twin() -> None:
    source = '{% extends "base.html" %}{% block title %}T{% endblock %}'
    request = RequestFactory().get("/en/accounts/login/?next=/x/")
    html = Template(source).render(Context({**site(request), "request": request, "now": NOW}))
    base = settings.SITE_URL.rstrip("/")
    assert '<html lang="en">' in html
    assert "<title>T - Yangguang</title>" in html
    assert f'rel="canonical" href="{base}/en/accounts/login/"' in html
    assert f'hreflang="zh-CN" href="{base}/accounts/login/"' in html


def test_the_bar_leads_to_no_page_that_is_missing() -> None:
    from portal.ground.pages.addresses import exists
    from portal.site.website.context import SECTIONS, sections

    shown = [one["url"] for one in sections("/en/notices/YN2026-000001/")]
    assert shown == [f"/en/{path}" for path, _, _ in SECTIONS if exists(f"/en/{path}")]
    assert not exists("/en/nowhere-at-all/")


def test_an_error_page_needs_nothing() -> None:
    html = render_to_string("500.html")
    assert "平台出错了" in html
    assert 'lang="en"' in html


# Rows and dates -------------------------------------------------------------------------------------------


def row(**more: Any) -> dict[str, Any]:
    return {
        "url": "/notices/YN2024-000001/",
        "title": "Testing",
        "buyer_name": "Jinghong Health Bureau",
        "place_name": "Xishuangbanna",
        "procedure": "Grant call",
        "next_date": date(2024, 7, 15),
        "next_kind": "ask_by",
        "badges": [{"kind": "open", "label": "Open"}],
        "estimated_value": Decimal(220000),
        "track": {"now": 40.5, "points": [65.0]},
    } | more


def test_a_row_begins_with_its_next_date() -> None:
    html = draw("{% notice_row row %}", row=row())
    assert flat(html).startswith("15 July Mon 24:00 5 days to ask Testing Jinghong Health Bureau")
    assert 'class="when near"' in html
    assert 'cx="40.5%"' in html
    assert "¥220,000" in html


def test_a_row_of_another_year_says_so_and_a_late_one_is_late() -> None:
    html = draw("{% notice_row row %}", row=row(next_date=datetime(2025, 1, 6, 9, tzinfo=LEGAL_ZONE)))
    assert "2025, Mon 09:00" in flat(html)
    assert 'class="when "' in html
    late = draw("{% notice_row row %}", row=row(state="late", left="1 working day overdue"))
    assert 'class="when late"' in late
    assert "1 working day overdue" in late


def test_a_row_may_have_no_date_and_no_money() -> None:
    html = draw(
        "{% notice_row row %}", row=row(next_date=None, big="Standing", estimated_value=None, track=None)
    )
    assert "Standing" in html
    assert "¥" not in html
    assert "<svg" not in html


def test_a_title_in_chinese_is_marked_on_an_english_page() -> None:
    assert 'lang="zh-CN">检测<' in draw("{% notice_row row %}", row=row(title="检测", title_lang="zh-CN"))


POINTS = [
    {"kind": "published_at", "moment": datetime(2024, 7, 2, 9, 27, tzinfo=LEGAL_ZONE)},
    {"kind": "ask_by", "moment": date(2024, 7, 15)},
    {"kind": "answers_by", "moment": None},
    {"kind": "bids_due", "moment": CLOSING},
]


def test_the_next_date_is_said_first_and_the_others_are_listed() -> None:
    html = draw('{% next_date points current="ask_by" %}', points=POINTS)
    assert flat(html).startswith("Next date: Ask by Mon 15 July, 24:00 5 days to ask")
    assert len(re.findall(r"<li[ >]", html)) == 3
    assert '<li class="cur"><b>Ask by</b>' in tight(html)


def test_a_call_without_a_next_date_says_that() -> None:
    assert "No date to come" in draw("{% next_date points %}", points=POINTS)
    assert draw("{% next_date points %}", points=[])


@pytest.mark.parametrize(
    ("item", "words", "tone"),
    [
        ({"state": "kept", "working_days": 2}, "answered on working day 2, in time", "clock ok"),
        (
            {"state": "running", "due": date(2024, 7, 12), "working_days": 1},
            "answer due by Fri 12 July, 1 working day left",
            'clock"',
        ),
        (
            {"state": "late", "working_days": 3, "suspends": True},
            "3 working days overdue, closing is on hold",
            "clock late",
        ),
        ({"state": "late", "working_days": 1}, "1 working day overdue", "clock late"),
        ({"state": "answered_late", "working_days": 1}, "answered 1 working day late", "clock late"),
    ],
)
def test_the_clock_of_a_question(item: dict[str, Any], words: str, tone: str) -> None:
    html = draw("{% question q %}", q={"tag": "7K", "text": "May we <apply>?", **item})
    assert f"<span>{words}</span>" in html
    assert tone in html
    assert "&lt;apply&gt;" in html


def test_a_count_is_said_in_a_sentence() -> None:
    calendar = WorkCalendar.seed()
    forward = calendar.add(date(2024, 9, 26), 5, Unit.WORKING_DAYS, roll=True)
    assert count_words(forward, "en") == (
        "From the day after Thu 26 September 2024, working day 5 is Wed 9 October 2024"
    )
    moved = calendar.add(date(2024, 9, 20), 11, Unit.CALENDAR_DAYS, roll=True)
    assert "moves to Tue 8 October 2024" in count_words(moved, "en")
    back = calendar.before(date(2024, 7, 22), 1, Unit.WORKING_DAYS)
    assert count_words(back, "en").endswith("lies 1 working day")
    spans: list[tuple[tuple[str, ...], date, date]] = [
        (("weekend",), date(2024, 9, 28), date(2024, 9, 28)),
        (("mid_autumn", "national_day"), date(2024, 10, 1), date(2024, 10, 7)),
    ]
    assert skipped_words(spans, "en") == (
        "1 to 7 October 2024 (Mid-Autumn Festival, National Day), 1 weekend day"
    )


# Verdicts and forms ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "tone", "word"),
    [
        (Answer.MEETS, "ok", "Meets the rule"),
        (Answer.BREAKS, "bad", "Does not meet the rule"),
        (Answer.NEEDS_REASON, "why", "A reason is needed"),
        (Answer.CANNOT_TELL, "dunno", "Cannot tell"),
        (Answer.NOT_APPLICABLE, "none", "Does not apply"),
    ],
)
def test_every_answer_has_its_shape_and_word(answer: Answer, tone: str, word: str) -> None:
    html = draw('{% verdict v message="M" %}', v=verdict(answer))
    assert f'class="v {tone}"' in html
    assert word in html
    assert "<svg" in html


def test_the_repair_takes_the_bound_that_was_crossed() -> None:
    early, late = date(2024, 7, 22), date(2024, 8, 30)
    both = verdict(Answer.BREAKS, earliest=early, latest=late)
    short = draw('{% verdict v message="M" typed=t %}', v=both, t=date(2024, 7, 11))
    assert 'name="use" value="bids_due:2024-07-22"' in short
    assert "Change to Mon 22 July" in short
    long = draw('{% verdict v message="M" typed=t %}', v=both, t=date(2024, 9, 11))
    assert 'value="bids_due:2024-08-30"' in long
    only = verdict(Answer.BREAKS, latest=late)
    assert 'value="bids_due:2024-08-30"' in draw('{% verdict v message="M" %}', v=only)


def test_nothing_is_repaired_that_is_not_broken() -> None:
    for answer in (Answer.MEETS, Answer.NEEDS_REASON, Answer.NOT_APPLICABLE):
        html = draw('{% verdict v message="M" %}', v=verdict(answer, earliest=date(2024, 7, 22)))
        assert "<button" not in html
    html = draw('{% verdict v message="M" repair=False %}', v=verdict(Answer.BREAKS, earliest=NOW.date()))
    assert "<button" not in html


def test_the_count_is_open_where_the_rule_is_broken() -> None:
    count = WorkCalendar.seed().add(date(2024, 7, 2), 20, Unit.CALENDAR_DAYS, roll=True)
    broken = tight(
        draw('{% verdict v message="M" typed=t %}', v=verdict(Answer.BREAKS, counted=count), t=NOW)
    )
    assert "<details open>" in broken
    assert re.search(r'class="last">.*?22.*?<small>20</small>', broken)
    assert re.search(r'class="counted typed"><time datetime="2024-07-10">', broken)
    met = draw('{% verdict v message="M" %}', v=verdict(Answer.MEETS, counted=count))
    assert "<details>" in met


def test_a_verdict_leads_to_its_row_in_the_book() -> None:
    html = draw('{% verdict v message="M" %}', v=verdict(Answer.MEETS, tier="law"))
    assert '<a href="/en/rules/row/G-03/">G-03</a>· Law' in tight(html)
    own = draw('{% verdict v message="M" %}', v=verdict(Answer.MEETS, rule="portal.budget"))
    assert "portal.budget" in own
    assert "<a " not in own


def ids(html: str) -> set[str]:
    return set(re.findall(r'\sid="([^"]+)"', html))


def test_a_moment_is_two_native_inputs_with_iso_values() -> None:
    form = Notice(initial={"bids_due": CLOSING})
    for language in ("en", "zh-hans"):
        with translation.override(language):
            html = tight(draw("{% field form.bids_due %}", form=form))
        assert 'type="date" name="bids_due_0" id="id_bids_due_0" value="2024-07-22"' in html
        assert 'type="time" name="bids_due_1" id="id_bids_due_1" value="18:00"' in html
    assert "= <time" in draw("{% field form.bids_due %}", form=form)
    assert "Mon 22 July 2024, 18:00" in draw("{% field form.bids_due %}", form=form)


def test_what_was_typed_wrong_stays_in_the_field() -> None:
    form = Notice({"bids_due_0": "tomorrow", "bids_due_1": "", "estimated_value": "many"})
    html = draw("{% field form.bids_due %}{% field form.estimated_value kind='money' %}", form=form)
    assert 'value="tomorrow"' in html
    assert 'value="many"' in html
    assert "= <time" not in html


def test_everything_that_describes_a_field_is_there() -> None:
    form = Notice({})
    judged = [
        verdict(Answer.MEETS),
        verdict(Answer.MEETS, field="ask_by"),
        verdict(Answer.MEETS, field="lost"),
    ]
    html = draw("{% judged form.bids_due judged %}{% judged form.ask_by judged %}", form=form, judged=judged)
    named = {name for value in re.findall(r'aria-describedby="([^"]+)"', html) for name in value.split()}
    assert {"id_bids_due-hint", "id_bids_due-error", "id_bids_due-verdict", "id_ask_by-verdict"} <= named
    assert named <= ids(html)
    assert html.count('class="v ok"') == 2
    assert set(re.findall(r'<label for="([^"]+)"', html)) <= ids(html)


def test_a_broken_rule_marks_the_input() -> None:
    form = Notice(initial={"ask_by": date(2024, 7, 15)})
    html = draw("{% judged form.ask_by judged %}", form=form, judged=[verdict(Answer.BREAKS, field="ask_by")])
    assert 'type="date"' in html
    assert 'value="2024-07-15"' in html
    assert 'aria-invalid="true"' in html
    assert "Mon 15 July 2024" in html


def test_a_sum_is_said_again_in_words() -> None:
    html = draw("{% field form.estimated_value kind='money' %}", form=Notice({"estimated_value": "220000"}))
    assert 'inputmode="decimal"' in html
    assert "= " in flat(html)
    assert "¥220,000" in html
    assert "<span>yuan</span>" in html


def test_choices_are_a_group_with_a_legend() -> None:
    html = draw("{% field form.legal_forms %}", form=Notice({"legal_forms": ["b"]}))
    assert "<legend>Legal forms" in tight(html)
    assert html.count('type="checkbox"') == 2
    assert re.search(r'value="b"[^>]* checked', html)


def test_a_published_reason_is_asked_inside_its_verdict() -> None:
    judged = [verdict(Answer.NEEDS_REASON)]
    html = draw("{% judged form.bids_due judged reason=form.reason %}", form=Notice(), judged=judged)
    assert '<textarea name="reason"' in html
    twice = [verdict(Answer.MEETS), verdict(Answer.NEEDS_REASON), verdict(Answer.NEEDS_REASON, rule="G-04")]
    html = draw("{% judged form.bids_due judged reason=form.reason %}", form=Notice(), judged=twice)
    assert html.count("<textarea") == 1
    given = draw('{% verdict v message="M" %}', v=verdict(Answer.NEEDS_REASON, reason="Urgent <b>"))
    assert "Urgent &lt;b&gt;" in given


def test_every_fault_is_a_link_to_its_field() -> None:
    form = Notice({"p-estimated_value": "1"}, prefix="p")
    html = draw("{% error_summary form %}{% for f in form %}{% field f %}{% endfor %}", form=form)
    links = re.findall(r'<a href="#([^"]+)">', html)
    assert links == ["f-p-bids_due", "f-p-ask_by", "f-p-legal_forms"]
    assert set(links) <= ids(html)
    assert "3 points to mend" in html
    assert draw("{% error_summary form %}", form=Notice(initial={})).strip() == ""


# Lists ----------------------------------------------------------------------------------------------------


def test_a_pager_has_only_before_and_after() -> None:
    html = draw('{% pager "?c=a" "?c=b" "21–40" %}')
    assert 'rel="prev" href="?c=a"' in html
    assert 'rel="next" href="?c=b"' in html
    assert draw("{% pager %}").strip() == ""


def test_an_empty_list_may_be_said_inside_a_loop() -> None:
    source = '{% for one in items %}x{% empty %}{% empty "Nothing" "Try less" %}{% endfor %}'
    assert "Nothing" in draw(source, items=[])
    assert "Nothing" in draw('{% empty_state "Nothing" %}')


def test_crumbs_end_here() -> None:
    html = draw(
        '{% crumbs %}{% crumb "Notices" "/en/notices/" %}{% crumb number %}{% endcrumbs %}', number="<YN>"
    )
    assert re.findall(r'href="([^"]+)"', html) == ["/", "/en/notices/"]
    assert '<span aria-current="page">&lt;YN&gt;</span>' in html


def test_a_slip_and_a_message_hold_what_is_written_in_them() -> None:
    html = draw('{% slip "Receipt" "5K8Q" level=1 %}<p>{{ text }}</p>{% endslip %}', text="<x>")
    assert '<h1 id="slip">Receipt</h1>' in html
    assert "<p>&lt;x&gt;</p>" in html
    assert '<section class="msg ok"><h2>Done</h2>on</section>' in draw(
        '{% message "ok" "Done" %}on{% endmessage %}'
    )


def test_a_chart_has_its_figures_below() -> None:
    chart = {
        "title": "In time",
        "most": 100,
        "bars": [{"label": "Answers", "value": 50, "words": "1/2"}],
        "head": ["Duty", "In time"],
        "rows": [["Answers", 1]],
    }
    html = draw("{% bar_chart chart %}", chart=chart)
    assert 'width="29.0%"' in html
    assert '<th scope="row">Answers</th><td class="r">1</td>' in tight(html)


# The house ------------------------------------------------------------------------------------------------

CSS = Path(settings.BASE_DIR) / "static" / "css"
SHEETS = ("tokens.css", "base.css", "components.css")


def test_the_style_sheets_stay_small() -> None:
    sizes = [len(gzip.compress((CSS / name).read_bytes(), mtime=0)) for name in SHEETS]
    assert sum(sizes) < 12_000


def test_colours_stand_in_the_token_file_only() -> None:
    for name in SHEETS[1:]:
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", (CSS / name).read_text()), name


def test_every_token_named_exists() -> None:
    tokens = set(re.findall(r"(--[a-z0-9-]+):", (CSS / "tokens.css").read_text()))
    for name in SHEETS:
        assert set(re.findall(r"var\((--[a-z0-9-]+)", (CSS / name).read_text())) <= tokens, name


def test_no_template_has_style_script_or_a_foreign_address_inline() -> None:
    for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|javascript:", text), path
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), path
        assert not re.search(r"(?:src|<link[^>]*href)=\"https?://", text), path


# The page of components -----------------------------------------------------------------------------------


class Staff(Person):
    is_staff = True


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_of_components_shows_every_part_once(language: str) -> None:
    request = RequestFactory().get("/en/accounts/login/")
    request.user = Staff()  # type: ignore[assignment]
    with translation.override(language):
        html = kit(request).content.decode()
    named = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(named) == sorted(set(named))
    for part in ("row", "next", "plainly", "facts", "qa", "timeline", "steps", "days", "filters", "chips"):
        assert re.search(rf'class="(?:[^"]* )?{part}[ "]', html), part
    for part in ("tiles", "chart", "data", "acts-list", "msg ok", "empty", "receipt", "ticks", "search"):
        assert re.search(rf'class="(?:[^"]* )?{part}[ "]', html), part
    # Four tones of the sample verdicts at the least, the broken one with its count.
    assert {"ok", "bad", "why"} <= set(re.findall(r'class="v (\w+)"', html))


def test_the_page_of_components_is_for_staff() -> None:
    request = RequestFactory().get("/en/workspace/kit/")
    request.user = AnonymousUser()
    assert kit(request).status_code == 302
    request.user = Person()  # type: ignore[assignment]
    with pytest.raises(PermissionDenied):
        kit(request)
