"""Calls of the demonstration that are past their closing, as flat fields."""

from typing import Any

from portal.site.demo.calls import CONSENT_EN, CONSENT_ZH, JINGHONG, KUNMING, MENGZI, RUILI, YUNNAN

# The round before the real call: small, lawful, and carried through to its acceptance.
JINGHONG_BEFORE: dict[str, Any] = JINGHONG | {
    "title_zh": "景洪市外来务工人员艾滋病宣传和检测动员（2023年度）",
    "title_en": "HIV education and testing among migrant workers in Jinghong (2023)",
    "estimated_value": "180000",
    "summary_zh": "市里出 18 万元，支持一家组织用半年时间在外来务工人员中做宣传和检测动员。\n"
    "没有登记的小组，可以由一家登记组织托管申报。\n人员、房租、水电和管理费都可以写进预算。",
    "summary_en": "The city gives 180,000 yuan for half a year of education and testing among migrant workers.\n"
    "A group that is not registered can apply through a registered host.\n"
    "Staff, rent, utilities and management may be in the budget.",
    "requirement_zh": "外来务工人员住得分散、下班晚，平时的宣传到不了。请说明打算怎样找到他们、怎样让他们信得过。"
    f"\n{CONSENT_ZH}",
    "requirement_en": "Migrant workers live scattered and come home late; ordinary education misses them. Say how "
    f"you would find them and be trusted.\n{CONSENT_EN}",
    "place_detail_zh": "嘎洒、允景洪两个街道",
    "place_detail_en": "Gasa and Yunjinghong subdistricts",
    "funding_source_zh": "2023 年重大传染病防控中央补助资金",
    "funding_source_en": "Central subsidy for the control of major infectious diseases, 2023",
}

YUNNAN_SIGNED: dict[str, Any] = YUNNAN | {
    "title_zh": "云南省青年学生防艾同伴骨干培训",
    "title_en": "Training of young peer educators in Yunnan",
    "estimated_value": "160000",
    "populations": ["youth"],
    "services": ["training", "prevention_education"],
    "summary_zh": "省里出 16 万元，支持一家组织用一年时间培训青年同伴骨干。",
    "summary_en": "The province gives 160,000 yuan for a year of training young peer educators.",
    "requirement_zh": "各地高校和职校缺少能讲、会讲的同伴骨干。请说明怎样招募、怎样培训，怎样知道有用。",
    "requirement_en": "Colleges lack peers who can speak to peers. Say how you would find and train them, and how you "
    "would know that it helped.",
}

YUNNAN_SEALED: dict[str, Any] = YUNNAN | {
    "title_zh": "云南省防艾社会组织财务和项目管理辅导",
    "title_en": "Mentoring in accounts and projects for organisations that work on HIV in Yunnan",
    "estimated_value": "120000",
    "summary_zh": "省里出 12 万元，支持一家组织用一年时间上门辅导 20 个基层小组记账、写报告。",
    "summary_en": "The province gives 120,000 yuan for a year of mentoring 20 groups in accounts and reports.",
    "requirement_zh": "基层小组大多没有会计，报销和报告常常卡住。请说明怎样一对一辅导，怎样让他们以后自己会做。",
    "requirement_en": "Few grassroots groups have an accountant, so payments and reports get stuck. Say how you would "
    "mentor each, so that they can do it by themselves.",
}

MENGZI_LISTED: dict[str, Any] = MENGZI | {
    "title_zh": "蒙自市新发现感染者陪伴服务",
    "title_en": "Company for people newly diagnosed with HIV in Mengzi",
    "estimated_value": "130000",
    "summary_zh": "市里出 13 万元，支持一家组织陪伴新发现的感染者度过最初半年。\n组织自己提目标和做法。",
    "summary_en": "The city gives 130,000 yuan for company through the first half year after a diagnosis.\n"
    "The organisation sets goals and ways of working.",
}

RUILI_JUDGED: dict[str, Any] = RUILI | {
    "title_zh": "瑞丽市跨境婚姻家庭防艾服务",
    "title_en": "HIV prevention for cross-border families in Ruili",
    "estimated_value": "88000",
    "populations": ["general_population"],
    "services": ["prevention_education", "linkage_to_care"],
    "summary_zh": "市里出 8.8 万元，请一家组织为跨境婚姻家庭做宣传和转介，为期一年。\n没有登记的小组可以托管申报。",
    "summary_en": "The city pays 88,000 yuan for a year of education and referral for cross-border families.\n"
    "Groups that are not registered can apply through a host.",
    "requirement_zh": "用当地语言上门讲解，陪需要的人到医院和治疗点，保护家庭隐私。",
    "requirement_en": "Explain at home in the languages spoken there, go with those who need it to hospital and "
    "treatment, and keep families' privacy.",
}

RUILI_VOID: dict[str, Any] = RUILI | {
    "title_zh": "瑞丽市货运司机防艾宣传",
    "title_en": "HIV prevention among lorry drivers in Ruili",
    "estimated_value": "30000",
    "populations": ["mobile_population"],
    "services": ["prevention_education"],
    "summary_zh": "市里出 3 万元，请一家组织向货运司机宣传防治知识，为期一年。",
    "summary_en": "The city pays 30,000 yuan for a year of prevention work among lorry drivers.",
    "requirement_zh": "司机停留时间短，只在货场和修理厂等候。请在等候的地方讲，讲他们听得懂的话。",
    "requirement_en": "Drivers stop briefly, in yards and repair shops. Speak to them there, in words they understand.",
    "place_detail_zh": "瑞丽市各货场",
    "place_detail_en": "Goods yards of Ruili",
}

KUNMING_CONSULTED: dict[str, Any] = KUNMING | {
    "title_zh": "昆明市感染者随访支持服务",
    "title_en": "Follow-up support for people living with HIV in Kunming",
    "project_no": "KMWJ-2024-015（示例）",
    "populations": ["plwh"],
    "services": ["follow_up_support"],
    "summary_zh": "市级出 48 万元，通过竞争性磋商选一家登记机构，做一年随访支持。",
    "summary_en": "The city buys a year of follow-up support for 480,000 yuan by competitive consultation.",
    "requirement_zh": "为在治的感染者提供随访提醒和困难帮助，全程编号，保护隐私。",
    "requirement_en": "Reminders and help in difficulties for people on treatment, under codes; privacy is kept.",
    "intention_published_on": "2024-04-25",
}
