"""The calls of the demonstration, as flat fields. Jinghong's is made after the real call of 2 July 2024."""

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

# The same call as it was first written: nine days, only local organisations with a past project, no criteria.
JINGHONG_AS_IT_WAS: dict[str, Any] = {
    "procedure": "grant_call",
    "instrument": "grant",
    "title_zh": "景洪市2024年防治艾滋病政府购买社会组织服务项目申报",
    "estimated_value": "220000",
    "populations": ["mobile_population"],
    "services": ["prevention_education", "testing"],
    "requirement_zh": "在江北街道办曼斗社区开展艾滋病、梅毒、丙肝宣传检测项目。",
    "legal_forms": ["social_association", "social_service_agency"],
    "area_limit": "景洪市各级各类社会组织",
    "experience_required": "实施过艾滋病防治项目",
    "contract_months": "6",
    "contact_office": "防艾股",
    "contact_phone": "0691-0000000",
}

RUILI: dict[str, Any] = JINGHONG | {
    "procedure": "below_threshold_selection",
    "instrument": "contract",
    "title_zh": "瑞丽市吸毒人群同伴教育与转介服务",
    "title_en": "Peer education and referral for people who use drugs in Ruili",
    "estimated_value": "96000",
    "populations": ["people_who_use_drugs"],
    "services": ["harm_reduction", "linkage_to_care"],
    "summary_zh": "市里出 9.6 万元，请一家组织做同伴教育和转介，为期一年。\n没有登记的小组可以托管申报。",
    "summary_en": "The city pays 96,000 yuan for a year of peer education "
    "and referral.\nGroups that are not registered "
    "can apply through a host.",
    "requirement_zh": "与吸毒人群保持联系，提供同伴教育，陪需要的人到美沙酮门诊和治疗点。",
    "requirement_en": "Keep in touch with people who use drugs, educate peer "
    "to peer, and go with those who need it to the "
    "methadone clinic and to treatment.",
    "place_detail_zh": "瑞丽市城区",
    "place_detail_en": "Ruili town",
    "contract_months": "12",
}

MENGZI: dict[str, Any] = JINGHONG | {
    "title_zh": "蒙自市感染者随访关怀与心理支持",
    "title_en": "Follow-up care and psychosocial support for people living with HIV in Mengzi",
    "estimated_value": "150000",
    "populations": ["plwh"],
    "services": ["follow_up_support", "psychosocial"],
    "summary_zh": "市里出 15 万元，支持一家组织陪伴感染者按时服药、互相支持。\n组织自己提目标和做法。",
    "summary_en": "The city gives 150,000 yuan to one organisation that "
    "helps people living with HIV to keep up treatment "
    "and to support each other.\nThe organisation sets goals and ways of working.",
    "requirement_zh": "感染者刚开始治疗的几个月最需要陪伴。请说明怎样陪伴，怎样保密。",
    "requirement_en": "The first months of treatment are when company is needed "
    "most. Say how you would give it, and how you "
    "would keep it confidential.",
    "place_detail_zh": "蒙自市",
    "place_detail_en": "Mengzi",
    "contract_months": "12",
}

MENGZI_ENDED: dict[str, Any] = RUILI | {
    "title_zh": "蒙自市校园防艾同伴教育",
    "title_en": "Peer education against AIDS on campus in Mengzi",
    "estimated_value": "48000",
    "populations": ["youth"],
    "services": ["prevention_education"],
    "requirement_zh": "在高校和职业学校开展防艾同伴教育，内容由学生参与设计。",
    "requirement_en": "Peer education in colleges and vocational schools, designed together with students.",
    "summary_zh": "4.8 万元，一年，在校园做同伴教育。",
    "summary_en": "48,000 yuan for a year of peer education on campus.",
    "place_detail_zh": "蒙自市各高校",
    "place_detail_en": "Colleges in Mengzi",
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

MENGZI_WAITING: dict[str, Any] = {
    "title_zh": "蒙自市流动人口艾滋病防治宣传",
    "title_en": "HIV prevention among migrant residents of Mengzi",
    "estimated_value": "120000",
    "populations": ["mobile_population"],
    "services": ["prevention_education"],
    "requirement_zh": "工地和市场里的流动人员很少听到适合自己的防治知识。请说明怎样让他们听得懂、信得过。",
    "requirement_en": "Migrant workers on sites and markets seldom hear about prevention in a way that fits them. Say "
    "how you would be understood and trusted.",
    "summary_zh": "市里出 12 万元，支持一家组织向流动人员宣传防治知识，为期一年。",
    "summary_en": "The city gives 120,000 yuan for a year of prevention work among migrant residents.",
}

KUNMING_WAITING: dict[str, Any] = {
    "title_zh": "昆明市感染者心理支持服务",
    "title_en": "Psychosocial support for people living with HIV in Kunming",
    "project_no": "KMWJ-2024-021（示例）",
    "populations": ["plwh"],
    "services": ["psychosocial"],
    "requirement_zh": "为感染者提供心理支持和同伴小组，保护隐私。",
    "requirement_en": "Psychosocial support and peer groups for people living with HIV; privacy is kept.",
    "summary_zh": "市级出 48 万元，通过竞争性磋商选一家登记机构，提供一年心理支持。",
    "summary_en": "The city buys a year of psychosocial support for 480,000 yuan by competitive consultation.",
}

KUNMING_SUBMITTED: dict[str, Any] = {
    "title_zh": "昆明市青年学生防艾咨询服务",
    "title_en": "Counselling on HIV for young people in Kunming",
    "project_no": "KMWJ-2024-022（示例）",
    "populations": ["youth"],
    "services": ["prevention_education", "psychosocial"],
    "requirement_zh": "由受过训练的同伴在校园和线上提供咨询，内容与学生一起设计，保护隐私。",
    "requirement_en": "Trained peers counsel on campus and online; content is designed with students; privacy is kept.",
    "summary_zh": "市级出 48 万元，通过竞争性磋商选一家登记机构，提供一年咨询。",
    "summary_en": "The city buys a year of counselling for 480,000 yuan by competitive consultation.",
}

JINGHONG_WAITING: dict[str, Any] = {
    "title_zh": "景洪市口岸流动人员防艾宣传",
    "title_en": "HIV prevention among people on the move at the ports of Jinghong",
    "estimated_value": "60000",
    "services": ["prevention_education"],
    "requirement_zh": "口岸和货场的流动人员听不到听得懂的防治知识。请说明怎样用他们的语言讲清楚，怎样保护隐私。",
    "requirement_en": "People passing the ports and yards hear little about "
    "prevention in words they understand. Say how "
    "you would speak their language, and how you would keep their privacy.",
    "summary_zh": "市里出 6 万元，支持一家组织向口岸流动人员宣传防治知识，为期半年。",
    "summary_en": "The city gives 60,000 yuan for half a year of prevention work at the ports.",
    "place_detail_zh": "景洪市口岸和货场",
    "place_detail_en": "Ports and goods yards of Jinghong",
    "capacity_amount": "3000",
}

YUNNAN: dict[str, Any] = JINGHONG | {
    "title_zh": "云南省社会组织防艾能力支持",
    "title_en": "Strengthening organisations that work on HIV in Yunnan",
    "service_class": "services_to_organisations",
    "estimated_value": "180000",
    "populations": ["general_population"],
    "services": ["training"],
    "summary_zh": "省里出 18 万元，支持一家组织用一年时间帮基层小组提高能力。\n做过同伴教育的小组可以联合申报。",
    "summary_en": "The province gives 180,000 yuan to one organisation that helps grassroots groups to grow for a "
    "year.\nGroups with peer education behind them may apply together.",
    "requirement_zh": "基层小组写方案、做预算、保密的能力参差不齐。请说明打算怎样帮助他们，怎样知道帮到了。",
    "requirement_en": "Grassroots groups differ in how well they plan, budget and keep confidences. Say how you would "
    "help, and how you would know that it helped.",
    "place_detail_zh": "全省，以边境县市为主",
    "place_detail_en": "The whole province, above all its border counties",
    "contract_months": "12",
}

YUNNAN_WAITING: dict[str, Any] = {
    "title_zh": "云南省防艾社会组织交流会",
    "title_en": "Meetings of organisations that work on HIV in Yunnan",
    "estimated_value": "90000",
    "summary_zh": "省里出 9 万元，支持一家组织在一年里办四次交流会。",
    "summary_en": "The province gives 90,000 yuan for four meetings within a year.",
    "requirement_zh": "各地小组难得见面，经验各自摸索。请说明怎样让他们互相学到东西，官员也一起来听。",
    "requirement_en": "Groups seldom meet and each finds its own way. Say how they would learn from each other, with "
    "officials listening.",
}
