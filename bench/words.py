"""Believable calls from a seed: each word of a title is drawn by itself, so that no two words go together."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from portal.ground.clock import LEGAL_ZONE
from procurement.rules.vocabulary import POPULATIONS, SERVICES

WHERE = [
    "城中村",
    "口岸",
    "工地",
    "边境村寨",
    "社区",
    "乡镇",
    "县城",
    "街道",
    "矿区",
    "农贸市场",
    "校园",
    "驿站",
]
WHOM = [
    "流动人口",
    "外来务工人员",
    "青年学生",
    "感染者",
    "感染者家庭",
    "吸毒人群",
    "男男性行为人群",
    "老年人",
]
HOW = [
    "同伴教育",
    "宣传动员",
    "检测动员",
    "陪同就诊",
    "随访关怀",
    "心理支持",
    "转介服务",
    "反歧视宣传",
    "培训",
]
WHAT = ["服务项目", "政府购买服务", "公益创投", "社会组织服务采购", "能力建设项目", "试点", "评估服务"]
# One call in two thousand has this word: what a search finds seldom. No call has the absent one.
RARE, ABSENT = "傣绷文", "蝴蝶标本"
COMMON = "艾滋病"
YEARS = range(2016, 2027)
# What stands open at any one time; the rest is long decided.
OPEN_SHARE = 0.02
PROCEDURES = (
    ("grant_call", "programme", "grant", 30),
    ("below_threshold_selection", "programme", "contract", 40),
    ("competitive_consultation", "statutory", "contract", 15),
    ("open_tender", "statutory", "contract", 5),
    ("single_source", "statutory", "contract", 3),
    ("competitive_negotiation", "statutory", "contract", 3),
    ("framework_closed", "statutory", "contract", 2),
    ("request_for_quotation", "statutory", "contract", 2),
)


@dataclass(frozen=True)
class Example:
    """One call: ``place`` is the index of a division, ``text`` that of a body of words."""

    title_zh: str
    title_en: str
    place: int
    text: int
    procedure: str
    regime: str
    instrument: str
    step: str
    value: Decimal
    published_at: datetime
    bids_due: datetime
    populations: list[str]
    services: list[str]


def examples(size: int, *, places: int, texts: int, now: datetime, seed: int = 1) -> Iterator[Example]:
    """``size`` calls, the same for the same seed, the oldest first."""
    draw = random.Random(seed)
    kinds = [kind[:3] for kind in PROCEDURES]
    weights = [kind[3] for kind in PROCEDURES]
    first = datetime(YEARS[0], 1, 4, 9, tzinfo=LEGAL_ZONE)
    span = (now - timedelta(days=40) - first).total_seconds()
    opening = int(size * (1 - OPEN_SHARE))
    for number in range(size):
        is_open = number >= opening
        if is_open:
            published = now - timedelta(minutes=draw.randrange(60, 14 * 1440))
            due = now + timedelta(minutes=draw.randrange(60, 30 * 1440))
        else:
            published = first + timedelta(seconds=span * number / opening)
            due = published + timedelta(days=draw.randrange(14, 30))
        procedure, regime, instrument = draw.choices(kinds, weights)[0]
        rare = RARE if draw.randrange(2000) == 0 else ""
        ended = draw.choices(("completed", "contracted", "awarded", "void", "terminated"), (60, 25, 5, 6, 4))[
            0
        ]
        yield Example(
            title_zh=f"{draw.choice(WHERE)}{COMMON if draw.random() < 0.5 else '性病'}防治"
            f"{draw.choice(WHOM)}{rare}{draw.choice(HOW)}{draw.choice(WHAT)}",
            title_en=f"HIV services no. {number + 1}" if draw.random() < 0.3 else "",
            place=draw.randrange(places),
            text=draw.randrange(texts),
            procedure=procedure,
            regime=regime,
            instrument=instrument,
            step="open" if is_open else ended,
            value=Decimal(draw.randrange(20, 4000) * 1000),
            published_at=published,
            bids_due=due,
            populations=draw.sample(POPULATIONS, draw.choice((1, 1, 2))),
            services=draw.sample(SERVICES, draw.choice((1, 2, 3))),
        )


def bodies(count: int, *, seed: int = 2) -> list[str]:
    """Requirements as an agency writes them, each of its own sentences."""
    draw = random.Random(seed)
    whole = []
    for _ in range(count):
        sentences = [
            f"在{draw.choice(WHERE)}面向{draw.choice(WHOM)}开展{draw.choice(HOW)}和{draw.choice(HOW)}，"
            f"每季度不少于{draw.randrange(2, 30)}次，记录只用编码，不写姓名。"
            for _ in range(8)
        ]
        whole.append("".join(sentences))
    return whole
