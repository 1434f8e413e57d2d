"""Words for the codes of a call: what is bought, how, from whom, on what ground."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from procurement.rules import procedures

Words = Mapping[str, str | Promise]

PROCEDURE: Words = {one.code: pgettext_lazy("procedure", one.name) for one in procedures.PROCEDURES.values()}
REGIME: Words = {
    "statutory": pgettext_lazy("regime", "Statutory procurement"),
    "programme": pgettext_lazy("regime", "Programme purchases and grants"),
}
INSTRUMENT: Words = {
    "contract": pgettext_lazy("instrument", "Contract"),
    "grant": pgettext_lazy("instrument", "Grant"),
}
CONTRACT_OBJECT: Words = {
    "services": pgettext_lazy("contract object", "Services"),
    "goods": pgettext_lazy("contract object", "Goods"),
}
LEVEL: Words = {
    "province": pgettext_lazy("level", "Province"),
    "prefecture": pgettext_lazy("level", "Prefecture"),
    "county": pgettext_lazy("level", "County"),
}
SERVICE_CLASS: Words = {
    "basic_delivery": pgettext_lazy("service class", "Basic services"),
    "multi_site": pgettext_lazy("service class", "Services at several sites"),
    "services_to_organisations": pgettext_lazy("service class", "Services to other organisations"),
    "innovation": pgettext_lazy("service class", "Innovation"),
    "evaluation_or_policy": pgettext_lazy("service class", "Evaluation or policy work"),
}
BUYER_CLASS: Words = {
    "administrative_organ": pgettext_lazy("buyer class", "Administrative organ"),
    "public_institution_class_1": pgettext_lazy("buyer class", "Public institution, class 1"),
    "public_institution_class_2": pgettext_lazy("buyer class", "Public institution, class 2"),
    "mass_organisation": pgettext_lazy("buyer class", "Mass organisation"),
}
LEGAL_FORM: Words = {
    "social_association": pgettext_lazy("legal form", "Social association"),
    "social_service_agency": pgettext_lazy("legal form", "Social service agency"),
    "foundation": pgettext_lazy("legal form", "Foundation"),
    "enterprise": pgettext_lazy("legal form", "Company"),
    "public_institution": pgettext_lazy("legal form", "Public institution"),
    "unregistered": pgettext_lazy("legal form", "Group not registered"),
}
WHO_MAY_BID: Words = {
    "hosted": pgettext_lazy("who may bid", "Groups with a host"),
    "consortium": pgettext_lazy("who may bid", "Consortia"),
}
CLIENT_DATA: Words = {
    "none": pgettext_lazy("client data", "No data on service users"),
    "codes_only": pgettext_lazy("client data", "Codes only, no names"),
    "names": pgettext_lazy("client data", "Names of service users"),
}
FUNDING: Words = {
    "confirmed": pgettext_lazy("funding", "Money is confirmed"),
    "conditional": pgettext_lazy("funding", "Money is still awaited"),
}
AWARDS_BY: Words = {
    "one": pgettext_lazy("awards by", "One"),
    "number": pgettext_lazy("awards by", "Several, at most the number below"),
    "money": pgettext_lazy("awards by", "As many as the money lasts"),
}
SME_RESERVATION: Words = {
    "reserved": pgettext_lazy("sme reservation", "Reserved for small and medium enterprises"),
    "not_reserved": pgettext_lazy("sme reservation", "Not reserved"),
}
SME_GROUND: Words = {
    "policy_prefers_social_organisations": pgettext_lazy(
        "sme ground", "Policy prefers social organisations for this service"
    ),
    "too_few_small_suppliers": pgettext_lazy(
        "sme ground", "Too few small and medium enterprises could supply it"
    ),
    "unsuitable_for_small_suppliers": pgettext_lazy(
        "sme ground", "The service does not suit small and medium enterprises"
    ),
    "framework_or_other_law": pgettext_lazy("sme ground", "A framework agreement or another law applies"),
}
PAYMENT_BASIS: Words = {
    "agreement": pgettext_lazy("payment basis", "after the agreement is signed"),
    "milestone": pgettext_lazy("payment basis", "after a milestone"),
    "output": pgettext_lazy("payment basis", "by output"),
    "acceptance": pgettext_lazy("payment basis", "after acceptance"),
    "completion": pgettext_lazy("payment basis", "at the end of the project"),
}
INDIRECT_COST: Words = {
    "staff": pgettext_lazy("indirect cost", "Staff and insurance"),
    "rent": pgettext_lazy("indirect cost", "Rent"),
    "equipment": pgettext_lazy("indirect cost", "Equipment"),
    "utilities": pgettext_lazy("indirect cost", "Water, power, network"),
    "supplies": pgettext_lazy("indirect cost", "Office supplies"),
    "management": pgettext_lazy("indirect cost", "Management and audit"),
    "all": pgettext_lazy("indirect cost", "All indirect costs"),
}
GROUND: Words = {code: pgettext_lazy("ground", said) for code, said in procedures.GROUNDS.items()}
INVITED_ONLY_REASON: Words = {
    "follow_up_of_running_service": pgettext_lazy("invited only reason", "It continues a running service"),
    "confidential_population": pgettext_lazy("invited only reason", "The people served could be exposed"),
    "only_known_providers_in_area": pgettext_lazy(
        "invited only reason", "Only known providers work in the area"
    ),
    "urgent_public_health": pgettext_lazy("invited only reason", "Urgent public health need"),
}
# How suppliers are found, and how the users of a framework choose.
SUPPLIERS_FOUND: Words = {
    "public_notice": pgettext_lazy("suppliers found", "by public notice"),
    "prequalification": pgettext_lazy("suppliers found", "by a notice of prequalification"),
    "supplier_library": pgettext_lazy("suppliers found", "from the finance department's list of suppliers"),
    "buyer_recommendation": pgettext_lazy("suppliers found", "recommended by the buyer in writing"),
    "buyer_and_expert_recommendation": pgettext_lazy(
        "suppliers found", "recommended in writing by the buyer and by experts, each alone"
    ),
    "direct_choice": pgettext_lazy("suppliers found", "direct choice"),
    "second_competition": pgettext_lazy("suppliers found", "a second competition"),
    "rotation": pgettext_lazy("suppliers found", "rotation"),
}
AMENDMENT_REASON: Words = {
    "error_in_notice": pgettext_lazy("amendment reason", "The notice was wrong"),
    "answer_to_question": pgettext_lazy("amendment reason", "A question was answered"),
    "budget_changed": pgettext_lazy("amendment reason", "The budget changed"),
    "requirement_clarified": pgettext_lazy("amendment reason", "The requirement was made clearer"),
    "timetable_changed": pgettext_lazy("amendment reason", "The timetable changed"),
    "supervisor_instruction": pgettext_lazy("amendment reason", "The supervisor asked for it"),
    "funding_withdrawn": pgettext_lazy("amendment reason", "The money is not available"),
    "need_ended": pgettext_lazy("amendment reason", "The need has ended"),
    "documents_at_fault": pgettext_lazy("amendment reason", "The documents were wrong"),
    "rules_not_kept": pgettext_lazy("amendment reason", "Rules were not kept"),
    "too_few_suppliers": pgettext_lazy("amendment reason", "Too few suppliers"),
    "policy_changed": pgettext_lazy("amendment reason", "Policy changed"),
    "over_budget": pgettext_lazy("amendment reason", "Every offer is above the budget"),
    "nobody_applied": pgettext_lazy("amendment reason", "Nobody applied"),
}
POPULATION: Words = {
    "plwh": pgettext_lazy("population", "People living with HIV"),
    "men_who_have_sex_with_men": pgettext_lazy("population", "Men who have sex with men"),
    "people_who_use_drugs": pgettext_lazy("population", "People who use drugs"),
    "sex_workers": pgettext_lazy("population", "Sex workers"),
    "mobile_population": pgettext_lazy("population", "Migrants and mobile people"),
    "youth": pgettext_lazy("population", "Young people"),
    "women_and_children": pgettext_lazy("population", "Women and children"),
    "general_population": pgettext_lazy("population", "General population"),
}
SERVICE: Words = {
    "prevention_education": pgettext_lazy("service", "Prevention and education"),
    "testing": pgettext_lazy("service", "Testing"),
    "linkage_to_care": pgettext_lazy("service", "Linkage to care"),
    "follow_up_support": pgettext_lazy("service", "Follow-up support"),
    "psychosocial": pgettext_lazy("service", "Counselling and peer support"),
    "stigma_reduction": pgettext_lazy("service", "Against stigma"),
    "harm_reduction": pgettext_lazy("service", "Harm reduction"),
    "training": pgettext_lazy("service", "Training"),
    "evaluation": pgettext_lazy("service", "Evaluation"),
}
CHANGE_WEIGHT: Words = {
    "cosmetic": pgettext_lazy("change weight", "Wording only"),
    "informative": pgettext_lazy("change weight", "Information"),
    "material": pgettext_lazy("change weight", "Changes what is offered or asked"),
    "forbidden": pgettext_lazy("change weight", "Cannot be corrected"),
}
