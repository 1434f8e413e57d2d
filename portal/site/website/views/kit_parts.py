"""The smaller samples of the page of components: dates, questions, filters, figures, acts."""

from datetime import date, datetime
from typing import Any

from portal.ground.clock import LEGAL_ZONE


def moment(month: int, day: int, hour: int = 18, minute: int = 0) -> datetime:
    """A moment of the sample year 2024, Beijing time."""
    return datetime(2024, month, day, hour, minute, tzinfo=LEGAL_ZONE)


def parts(zh: bool) -> dict[str, Any]:
    """Everything but rows, verdicts and the form."""
    return {
        "badges": _badges(zh),
        "points": [
            {"kind": "published_at", "moment": moment(7, 2, 9, 27)},
            {"kind": "ask_by", "moment": date(2024, 7, 15)},
            {"kind": "answers_by", "moment": date(2024, 7, 18)},
            {"kind": "bids_due", "moment": moment(7, 22)},
        ],
        "next_acts": [
            {"label": "开始申报" if zh else "Apply", "url": "#", "kind": "go"},
            {"label": "提问" if zh else "Ask", "url": "#", "kind": ""},
        ],
        "sentences": [
            "市里出 22 万元，请一家组织用半年时间，在曼斗社区做宣传、动员检测，并把需要帮助的人送到治疗点。",
            "没有登记的小组，可以由一家登记组织托管申报。",
        ],
        "sentences_lang": "" if zh else "zh-CN",
        "stages": _stages(zh),
        "questions": _questions(zh),
        "facets": _facets(zh),
        "chips": [
            {"label": "征集中" if zh else "Open", "url": "#"},
            {"label": "“检测 随访”" if zh else "“testing”", "url": "#"},
        ],
        "sorts": [
            {"value": "next", "label": "下一个日期在前" if zh else "Next date first", "checked": True},
            {"value": "new", "label": "最新发布" if zh else "Newest", "checked": False},
        ],
        "steps": _steps(zh),
        "facts": [
            {
                "label": "经费" if zh else "Money",
                "value": "220,000 元（22 万元）" if zh else "¥220,000",
                "note": "来源：2024 年中央补助资金" if zh else "From the central subsidy of 2024",
            },
            {
                "label": "服务期" if zh else "Term of service",
                "value": "2024年8月15日至2025年2月14日" if zh else "15 August 2024 to 14 February 2025",
            },
        ],
        "figures": _figures(zh),
        "chart": _chart(zh),
        "table_head": [
            {"label": "项目" if zh else "Call", "r": False},
            {"label": "状态" if zh else "Status", "r": False},
            {"label": "金额" if zh else "Sum", "r": True},
        ],
        "table_rows": _table(zh),
        "next_steps": _acts(zh),
        "ticks": _ticks(zh),
        "empty_acts": [
            {"label": "去掉这个条件" if zh else "Drop this filter", "url": "#", "kind": "go"},
            {"label": "有了就告诉我" if zh else "Tell me when there is one", "url": "#", "kind": ""},
        ],
        "digest": "9f2c41d70be83a65c17d90f42b6e58a174d0cc39e5518f02a83b96de1f47026c",
        "arrived": datetime(2024, 7, 21, 20, 14, 7, tzinfo=LEGAL_ZONE),
    }


def _badges(zh: bool) -> list[dict[str, str]]:
    words = [
        ("open", "征集中", "Open"),
        ("soon", "即将截止", "Closing soon"),
        ("wait", "已截止，待开启", "Closed, not yet opened"),
        ("ok", "已公布结果", "Result published"),
        ("bad", "终止", "Terminated"),
        ("why", "须重新确认", "Confirm again"),
        ("dunno", "日期待国务院通知", "Date awaits the State Council"),
        ("plain", "未登记小组可托管申报", "Hosted groups may apply"),
    ]
    return [{"kind": kind, "label": one if zh else other} for kind, one, other in words]


def _stages(zh: bool) -> list[dict[str, Any]]:
    return [
        {
            "state": "past",
            "title": "发布征集公告" if zh else "Call published",
            "moment": moment(7, 2, 9, 27),
            "short": True,
            "url": "#",
        },
        {
            "state": "late",
            "title": "答复问题 7K" if zh else "Answer to question 7K",
            "moment": date(2024, 7, 9),
            "short": True,
            "not_later": True,
            "note": "逾期 1 个工作日" if zh else "1 working day overdue",
        },
        {
            "state": "now",
            "title": "今天：提问与申报" if zh else "Today: questions and applications",
            "note": "申报截止 7月22日（周一）18:00" if zh else "applications close Mon 22 July, 18:00",
        },
        {
            "state": "todo",
            "title": "开启" if zh else "Opening",
            "moment": moment(7, 23, 9, 30),
            "short": True,
            "note": "两名开启人" if zh else "two openers",
        },
        {
            "state": "todo",
            "title": "公布结果" if zh else "Result published",
            "moment": date(2024, 8, 1),
            "not_later": True,
            "provisional": True,
        },
    ]


def _questions(zh: bool) -> list[dict[str, Any]]:
    asked = (
        "我们小组没有登记，做过两年同伴教育。可以申报吗？"
        if zh
        else "Our group is not registered and has done peer education for two years. May we apply?"
    )
    return [
        {
            "tag": "7K",
            "shown_at": moment(7, 4, 16),
            "text": asked,
            "answer": "可以。请找一家已登记的社会组织托管，双方在平台上确认。",
            "answer_lang": "" if zh else "zh-CN",
            "answered_by": "景洪市卫生健康局防艾股" if zh else "Jinghong Health Bureau",
            "answered_at": moment(7, 8, 10, 5),
            "state": "kept",
            "working_days": 2,
        },
        {
            "tag": "M2",
            "shown_at": moment(7, 9, 16),
            "text": asked,
            "state": "running",
            "due": date(2024, 7, 12),
            "working_days": 2,
            "consequence": "等待答复。逾期未答复，申报不能截止。"
            if zh
            else "Waiting. Until this is answered, applications cannot close.",
        },
        {
            "tag": "P4",
            "shown_at": moment(7, 4, 10),
            "text": asked,
            "state": "late",
            "due": date(2024, 7, 9),
            "working_days": 1,
            "suspends": True,
            "url": "#",
        },
    ]


def _facets(zh: bool) -> list[dict[str, Any]]:
    return [
        {
            "name": "may",
            "label": "谁可以申报" if zh else "Who may apply",
            "open": True,
            "options": [
                {
                    "value": "registered",
                    "label": "已登记（民政）" if zh else "Registered (civil affairs)",
                    "count": 11,
                    "checked": False,
                },
                {
                    "value": "hosted",
                    "label": "托管申报的小组" if zh else "Hosted group",
                    "count": 7,
                    "checked": True,
                },
            ],
        },
        {
            "label": "金额（元）" if zh else "Amount (yuan)",
            "open": True,
            "fields": [
                {"name": "min", "label": "最低" if zh else "From", "value": "", "mode": "numeric"},
                {"name": "max", "label": "最高" if zh else "To", "value": "300000", "mode": "numeric"},
            ],
        },
        {
            "label": "截止日期" if zh else "Closing date",
            "open": False,
            "fields": [
                {"name": "from", "label": "从" if zh else "From", "value": "", "type": "date"},
                {"name": "to", "label": "到" if zh else "To", "value": "", "type": "date"},
            ],
        },
    ]


def _steps(zh: bool) -> list[dict[str, Any]]:
    words = [
        ("done", "项目", "The call", "已完成", "done", False),
        ("done", "谁可以申报", "Who may apply", "已完成", "done", False),
        ("cur", "日期", "Dates", "2 处待改", "2 to mend", True),
        ("todo", "经费与成本", "Money and costs", "未填", "not yet", False),
        ("todo", "预览，送批", "Preview, approval", "", "", False),
    ]
    return [
        {
            "state": state,
            "label": one if zh else other,
            "url": "#",
            "note": note if zh else english,
            "bad": bad,
        }
        for state, one, other, note, english, bad in words
    ]


def _figures(zh: bool) -> list[dict[str, Any]]:
    words = [
        ("公告按期发布", "Published in time", "12", "/ 12", "全部按期", "all in time", "ok"),
        ("问题按期答复", "Answered in time", "23", "/ 27", "4 个逾期", "4 overdue", "bad"),
        ("截止日后移", "Deadlines moved", "2", "次" if zh else "times", "均因更正", "by corrections", ""),
        ("给到草根组织", "To grassroots groups", "61", "%", "去年同期 48%", "48% a year ago", ""),
    ]
    return [
        {
            "label": one if zh else other,
            "figure": value,
            "unit": unit,
            "note": note if zh else english,
            "tone": tone,
        }
        for one, other, value, unit, note, english, tone in words
    ]


def _chart(zh: bool) -> dict[str, Any]:
    words = [
        ("公告", "Notices", 12, 12, "f1"),
        ("答复", "Answers", 23, 27, "f2"),
        ("公布结果", "Results", 9, 10, "f1"),
        ("公布合同", "Contracts", 7, 9, "f2"),
    ]
    return {
        "title": "各项义务按期比例" if zh else "Duties done in time",
        "note": "2024年1月1日至7月10日；金色为低于 90%"
        if zh
        else "1 January to 10 July 2024; gold is below 90%",
        "most": 100,
        "bars": [
            {
                "label": one if zh else other,
                "value": done / due * 100,
                "words": f"{done}/{due}",
                "tone": tone,
            }
            for one, other, done, due, tone in words
        ],
        "head": ["义务", "按期", "应履行"] if zh else ["Duty", "In time", "Due"],
        "rows": [[one if zh else other, done, due] for one, other, done, due, _ in words],
    }


def _table(zh: bool) -> list[list[dict[str, Any]]]:
    status, money = ("状态", "金额") if zh else ("Status", "Sum")
    words = [
        (
            "文山市校园防艾同伴教育",
            "Wenshan: peer education in schools",
            "why",
            "须重新确认",
            "Confirm again",
            58600,
        ),
        ("勐海县感染者随访", "Menghai: follow-up", "ok", "履约中", "Under contract", 72000),
    ]
    return [
        [
            {"text": one if zh else other, "url": "#"},
            {"h": status, "badge": {"kind": kind, "label": label if zh else english}},
            {"h": money, "text": f"{value:,} 元" if zh else f"¥{value:,}", "r": True},
        ]
        for one, other, kind, label, english, value in words
    ]


def _acts(zh: bool) -> list[dict[str, Any]]:
    return [
        {
            "moment": moment(7, 12, 17),
            "title": "批准：瑞丽市吸毒人群同伴教育与转介服务" if zh else "Approve: Ruili peer education",
            "text": "经办人 7月9日送批，全部符合。"
            if zh
            else "Sent for approval on 9 July; all rules are met.",
            "action": {"label": "看草稿" if zh else "Read the draft", "url": "#", "kind": "go"},
        },
        {
            "moment": date(2024, 7, 9),
            "state": "late",
            "left": "逾期 1 个工作日" if zh else "1 working day overdue",
            "title": "答复问题 P4" if zh else "Answer question P4",
            "text": "不答复，申报不能截止。" if zh else "Until it is answered, applications cannot close.",
            "action": {"label": "答复" if zh else "Answer", "url": "#", "kind": ""},
        },
    ]


def _ticks(zh: bool) -> list[dict[str, Any]]:
    return [
        {"state": "ok", "text": "做过防治项目：3 个，已核实" if zh else "3 HIV projects, verified"},
        {
            "state": "bad",
            "text": "负责人承诺书已过期" if zh else "The leader's declaration has expired",
            "url": "#",
            "link": "重新签一份" if zh else "Sign a new one",
        },
        {"state": "dunno", "text": "2023 年财务报表：等上传" if zh else "Accounts of 2023: not here yet"},
    ]
