"""What the page of components shows: the states of each part on one fixed morning, in both languages."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms

from portal.ground.clock import LEGAL_ZONE
from portal.ground.formatting import Language
from portal.site.website.views.kit_parts import moment as _at
from portal.site.website.views.kit_parts import parts
from procurement.judgement import law
from procurement.rules.calendar import Unit, WorkCalendar
from procurement.rules.facts import Facts
from procurement.rules.publication import check_publication
from procurement.rules.verdicts import Answer, Verdict

OTHERS = (Answer.MEETS, Answer.NEEDS_REASON, Answer.CANNOT_TELL, Answer.NOT_APPLICABLE)
NOW = datetime(2024, 7, 10, 10, 26, tzinfo=LEGAL_ZONE)


class SampleForm(forms.Form):
    """One field of each kind the portal draws."""

    bids_due = forms.SplitDateTimeField(widget=forms.SplitDateTimeWidget)
    ask_by = forms.DateField()
    service_from = forms.DateField(required=False)
    result_on = forms.DateField(required=False)
    estimated_value = forms.DecimalField(max_digits=14, decimal_places=2)
    price_weight = forms.DecimalField(required=False)
    legal_forms = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    client_data = forms.ChoiceField(widget=forms.RadioSelect)
    procedure = forms.ChoiceField()
    title_zh = forms.CharField()
    requirement_zh = forms.CharField(widget=forms.Textarea, required=False)
    consortium_allowed = forms.BooleanField(required=False)
    document = forms.FileField(required=False)
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)


def _form(zh: bool) -> SampleForm:
    form = SampleForm(
        {
            "bids_due_0": "2024-07-11",
            "bids_due_1": "18:00",
            "ask_by": "2024-07-15",
            "service_from": "2024-07-15",
            "estimated_value": "220000",
            "legal_forms": ["unregistered"],
            "client_data": "none",
            "procedure": "grant_call",
            "title_zh": "",
        }
    )
    labels = {
        "bids_due": ("申报截止", "Applications close"),
        "ask_by": ("提问截止", "Ask by"),
        "service_from": ("服务从哪天开始", "Service begins"),
        "result_on": ("哪天公布结果", "Result published"),
        "estimated_value": ("预算金额", "Budget"),
        "price_weight": ("价格分占多少", "Weight of price"),
        "legal_forms": ("谁可以申报", "Who may apply"),
        "client_data": ("服务对象资料", "Data about service users"),
        "procedure": ("采购方式", "Procedure"),
        "title_zh": ("项目名称", "Title"),
        "requirement_zh": ("要做什么", "What is to be done"),
        "consortium_allowed": ("可以组成联合体申报", "Consortia may apply"),
        "document": ("申报书", "Application form"),
        "reason": ("公开的理由", "Published reason"),
    }
    for name, words in labels.items():
        form.fields[name].label = words[0 if zh else 1]
    choices = {
        "legal_forms": [
            ("registered", ("已登记（民政或工商）", "Registered (civil affairs or commerce)")),
            ("unregistered", ("未登记小组，由登记组织托管", "Groups hosted by a registered organisation")),
        ],
        "client_data": [
            ("none", ("不涉及", "None")),
            ("codes_only", ("只用编码，不用姓名", "Codes only, no names")),
        ],
        "procedure": [
            ("grant_call", ("项目征集", "Grant call")),
            ("competitive_consultation", ("竞争性磋商", "Competitive consultation")),
        ],
    }
    for name, pairs in choices.items():
        form.fields[name].choices = [(value, words[0 if zh else 1]) for value, words in pairs]  # type: ignore[attr-defined]
    return form


def _verdicts() -> list[Verdict]:
    """What the rules say of the call of 2 July 2024 as it was published: one verdict of each answer that
    occurs in it, the closing date first."""
    call = Facts(
        procedure="grant_call",
        regime="programme",
        instrument="grant",
        object="services",
        level="county",
        estimated_value=Decimal(220000),
        published_at=_at(7, 2, 9, 27),
        bids_due=_at(7, 11),
    )
    judged = check_publication(call, book=law.book_on_disk(), calendar=WorkCalendar.seed())
    closing = [one for one in judged if one.field == "bids_due" and one.answer is Answer.BREAKS]
    others = [next((one for one in judged if one.answer is answer), None) for answer in OTHERS]
    return closing[:1] + [one for one in others if one is not None]


def _rows(zh: bool) -> list[dict[str, Any]]:
    pick = 0 if zh else 1
    base = {"url": "#", "title_lang": "", "is_example": True}
    return [
        base
        | {
            "title": (
                "瑞丽市吸毒人群同伴教育与转介服务",
                "Ruili: peer education and referral for people who use drugs",
            )[pick],
            "buyer_name": ("瑞丽市卫生健康局", "Ruili Health Bureau")[pick],
            "place_name": ("德宏州", "Dehong")[pick],
            "procedure": ("限额以下比选", "Below-threshold selection")[pick],
            "next_date": _at(7, 12, 17),
            "next_kind": "bids_due",
            "badges": [
                {"kind": "soon", "label": ("即将截止", "Closing soon")[pick]},
                {"kind": "plain", "label": ("未登记小组可托管申报", "Hosted groups may apply")[pick]},
                {"kind": "plain", "label": ("吸毒人群", "People who use drugs")[pick]},
            ],
            "estimated_value": Decimal("96000"),
            "track": {"now": 82, "points": [30.0]},
        },
        base
        | {
            "title": (
                "景洪市城中村艾滋病、梅毒、丙肝宣传检测项目",
                "Jinghong: HIV, syphilis and hepatitis C outreach and testing in urban villages",
            )[pick],
            "buyer_name": ("景洪市卫生健康局", "Jinghong Health Bureau")[pick],
            "place_name": ("西双版纳州", "Xishuangbanna")[pick],
            "procedure": ("项目征集", "Grant call")[pick],
            "next_date": date(2024, 7, 15),
            "next_kind": "ask_by",
            "badges": [
                {"kind": "open", "label": ("征集中", "Open")[pick]},
                {"kind": "plain", "label": ("草根组织可申报", "Grassroots may apply")[pick]},
                {"kind": "plain", "label": ("流动人口", "Migrant residents")[pick]},
            ],
            "estimated_value": Decimal("220000"),
            "track": {"now": 40, "points": [65.0, 80.0]},
        },
        base
        | {
            "title": "保山市隆阳区美沙酮门诊同伴支持",
            "title_lang": "" if zh else "zh-CN",
            "buyer_name": ("隆阳区卫生健康局", "Longyang Health Bureau")[pick],
            "place_name": ("保山市", "Baoshan")[pick],
            "procedure": ("竞争性磋商", "Competitive consultation")[pick],
            "next_date": date(2024, 7, 9),
            "next_kind": "answers_by",
            "state": "late",
            "left": ("答复逾期 1 个工作日", "answer 1 working day overdue")[pick],
            "badges": [{"kind": "bad", "label": ("有问题逾期未答", "A question is overdue")[pick]}],
            "estimated_value": Decimal("1480000"),
            "track": {"now": 60, "points": [50.0]},
        },
        base
        | {
            "title": (
                "全省随访咨询服务框架协议（开放式）",
                "Province-wide follow-up, open framework agreement",
            )[pick],
            "buyer_name": ("省卫生健康委员会", "Provincial Health Commission")[pick],
            "place_name": ("省级", "Province")[pick],
            "procedure": ("框架协议", "Framework agreement")[pick],
            "next_date": None,
            "big": ("长期", "Standing")[pick],
            "small": ("随时可申请", "apply any time")[pick],
            "left": ("到 2026年6月", "to June 2026")[pick],
            "badges": [{"kind": "open", "label": ("开放申请", "Open")[pick]}],
            "estimated_value": Decimal("1280"),
            "value_note": ("每人每年", "per person-year")[pick],
            "track": None,
        },
    ]


def samples(language: Language) -> dict[str, Any]:
    """The context of website/kit.html."""
    zh = language == "zh"
    form = _form(zh)
    judged = _verdicts()
    return {
        "sample_now": NOW,
        "form": form,
        "judged": judged,
        "counts": [
            WorkCalendar.seed().add(date(2024, 9, 26), 5, Unit.WORKING_DAYS, roll=True),
            WorkCalendar.seed().add(date(2024, 9, 20), 11, Unit.CALENDAR_DAYS, roll=True),
            WorkCalendar.seed().before(date(2024, 10, 11), 4, Unit.WORKING_DAYS),
        ],
        "count_typed": date(2024, 10, 2),
        "rows": _rows(zh),
        **parts(zh),
    }
