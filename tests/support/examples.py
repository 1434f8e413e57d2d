"""Two calls that tests publish, as flat fields: a grant call of Jinghong and a selection of Kunming."""

from typing import Any

CONTACT = {
    "contact_office": "防艾科",
    "contact_phone": "0871-00000000",
    "contact_email": "office@example.org",
    "contact_address": "健康路1号（示例）",
    "how_to_bid_zh": "在本平台申报，手机就能填；截止前点“封存”，平台给回执。自己填不了的，可以请托管组织代为填写。"
    "不收费用，不要保证金，评审前不要求盖章。",
    "how_to_bid_en": "On this portal; a phone is enough. Seal before closing and keep the receipt. Whoever cannot type "
    "it in may ask a host to. No fee, no deposit, no stamp.",
}

WHO = {
    "legal_forms": ["social_association", "social_service_agency", "foundation", "enterprise"],
    "hosted_allowed": True,
    "consortium_allowed": True,
}

COSTS = {
    "indirect_payable": ["staff", "rent", "utilities", "equipment", "supplies", "management"],
    "indirect_ceiling": "15",
    "payment_schedule": [
        {"share": "40", "within_days": 15, "basis": "agreement"},
        {"share": "40", "within_days": 15, "basis": "milestone"},
        {"share": "20", "within_days": 15, "basis": "acceptance"},
    ],
    "client_data": "codes_only",
    "funding": "confirmed",
    "awards_by": "one",
}

CONSENT_ZH = "检测坚持自愿、知情、保密，不愿检测的人同样得到宣传和转介服务。"

CONSENT_EN = (
    "Testing is voluntary, informed and confidential; whoever does not want a test is served all the same."
)


def criteria(*rows: tuple[str, str, str]) -> dict[str, list[dict[str, str]]]:
    return {"criteria": [{"text_zh": zh, "text_en": en, "weight": weight} for zh, en, weight in rows]}


USUAL = criteria(
    ("方案与服务质量", "Plan and quality of service", "40"),
    ("与服务人群的联系和工作基础", "Ties with the people served and work so far", "25"),
    ("预算合理，覆盖人员和管理成本", "A sound budget that covers staff and management", "20"),
    ("保密与满意度保障", "Confidentiality and client satisfaction", "15"),
)

JINGHONG: dict[str, Any] = {
    "procedure": "grant_call",
    "instrument": "grant",
    "service_class": "basic_delivery",
    "title_zh": "景洪市城中村艾滋病、梅毒、丙肝宣传检测项目",
    "title_en": "HIV, syphilis and hepatitis C education and testing in urban villages of Jinghong",
    "estimated_value": "220000",
    "populations": ["mobile_population", "general_population"],
    "services": ["prevention_education", "testing", "linkage_to_care"],
    "summary_zh": "市里出 22 万元，支持一家组织用半年时间在曼斗社区做宣传、动员检测，并陪需要的人到治疗点。\n"
    "没有登记的小组，可以由一家登记组织托管申报。\n人员、房租、水电和管理费都可以写进预算。",
    "summary_en": "The city gives 220,000 yuan to one organisation for half a year of education and testing in the "
    "Mandou community, and for taking those who need it to treatment.\nA group that is not registered can apply "
    "through a registered host.\nStaff, rent, utilities and management may be in the budget.",
    "requirement_zh": "城中村居民，特别是流动人员，知道自己感染情况的人偏少，"
    "发现和治疗偏晚。请申报组织说明打算怎样改变，"
    f"目标和指标由申报组织自己提出。\n{CONSENT_ZH}",
    "requirement_en": "Few people in the urban villages, above all migrant residents, know their status, and treatment "
    f"begins late. Say how you would change this; goals and indicators are yours to propose.\n{CONSENT_EN}",
    "quality_zh": "看转介成功率、服务对象满意度和保密情况，不只看数量。",
    "quality_en": "Judged by successful referral, client satisfaction and confidentiality, not by counts alone.",
    "place_detail_zh": "江北街道曼斗社区",
    "place_detail_en": "Mandou community, Jiangbei subdistrict",
    "funding_source_zh": "2024 年重大传染病防控中央补助资金",
    "funding_source_en": "Central subsidy for the control of major infectious diseases, 2024",
    "contract_months": "6",
    "capacity_amount": "8000",
    **CONTACT,
    **WHO,
    **COSTS,
    **USUAL,
}

KUNMING: dict[str, Any] = {
    "procedure": "competitive_consultation",
    "instrument": "contract",
    "service_class": "multi_site",
    "project_no": "KMWJ-2024-018（示例）",
    "title_zh": "昆明市男男性行为人群动员检测服务",
    "title_en": "Testing outreach for men who have sex with men in Kunming",
    "estimated_value": "480000",
    "ceiling_price": "480000",
    "populations": ["men_who_have_sex_with_men"],
    "services": ["testing", "linkage_to_care"],
    "summary_zh": "市级出 48 万元，通过竞争性磋商选一家登记机构，服务一年。",
    "summary_en": "The city buys a year of service for 480,000 yuan by competitive consultation.",
    "requirement_zh": f"在主城五区开展动员检测和阳性转介，建立随访。\n{CONSENT_ZH}",
    "requirement_en": f"Testing outreach and referral in the five central districts, with follow-up.\n{CONSENT_EN}",
    "quality_zh": "考核转介成功率、随访保持率和满意度。",
    "quality_en": "Judged by referral, retention in follow-up and satisfaction rates.",
    "place_detail_zh": "主城五区",
    "place_detail_en": "The five central districts",
    "legal_forms": ["social_association", "social_service_agency", "foundation", "enterprise"],
    "hosted_allowed": False,
    "consortium_allowed": True,
    "ground": "government_purchased_service",
    "sme_reservation": "not_reserved",
    "sme_ground": "policy_prefers_social_organisations",
    "price_weight": "10",
    "contract_months": "12",
    "capacity_amount": "10000",
    "intention_published_on": "2024-05-20",
    "surveyed_suppliers": "3",
    "documents_url": "https://medium.example/1/documents",
    "contact_person": "采购值班人员",
    **CONTACT,
    **COSTS,
    **criteria(
        ("服务方案与质量", "Service plan and quality", "45"),
        ("团队与同类服务经验", "Team and experience of such service", "25"),
        ("保密制度与满意度", "Confidentiality and client satisfaction", "20"),
        ("价格", "Price", "10"),
    ),
}
