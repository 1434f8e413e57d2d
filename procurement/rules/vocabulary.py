"""The closed lists of codes a fact may hold; words for them stand in ``procurement.labels``."""

STATUTORY = "statutory"
PROGRAMME = "programme"
REGIMES = (STATUTORY, PROGRAMME)

INSTRUMENTS = ("contract", "grant")
CONTRACT_OBJECTS = ("services", "goods")
LEVELS = ("province", "prefecture", "county")

SERVICE_CLASSES = (
    "basic_delivery",
    "multi_site",
    "services_to_organisations",
    "innovation",
    "evaluation_or_policy",
)

BUYER_CLASSES = (
    "administrative_organ",
    "public_institution_class_1",
    "public_institution_class_2",
    "mass_organisation",
)
# Order 102 art. 8: class-1 institutions and mass organisations on state staffing may not buy services.
BARRED_BUYER_CLASSES = ("public_institution_class_1", "mass_organisation")

LEGAL_FORMS = (
    "social_association",
    "social_service_agency",
    "foundation",
    "enterprise",
    "public_institution",
    "unregistered",
)

CLIENT_DATA = ("none", "codes_only", "names")
FUNDING = ("confirmed", "conditional")
# How the number of awards is said: one, a number, as many as the money lasts.
AWARDS_BY = ("one", "number", "money")
SME_RESERVATIONS = ("reserved", "not_reserved")
# What covering the full cost means beside the direct costs of the activities.
INDIRECT_COSTS = ("staff", "rent", "equipment", "utilities", "supplies", "management")
PAYMENT_BASES = ("agreement", "milestone", "output", "acceptance", "completion")

POPULATIONS = (
    "plwh",
    "men_who_have_sex_with_men",
    "people_who_use_drugs",
    "sex_workers",
    "mobile_population",
    "youth",
    "women_and_children",
    "general_population",
)
SERVICES = (
    "prevention_education",
    "testing",
    "linkage_to_care",
    "follow_up_support",
    "psychosocial",
    "stigma_reduction",
    "harm_reduction",
    "training",
    "evaluation",
)

SME_GROUNDS = (
    "policy_prefers_social_organisations",
    "too_few_small_suppliers",
    "unsuitable_for_small_suppliers",
    "framework_or_other_law",
)
# How suppliers are found, and how the users of a framework choose among them.
POOL_METHODS = (
    "public_notice",
    "prequalification",
    "supplier_library",
    "buyer_recommendation",
    "buyer_and_expert_recommendation",
)
SECOND_STAGES = ("direct_choice", "second_competition", "rotation")
INVITED_ONLY_REASONS = (
    "follow_up_of_running_service",
    "confidential_population",
    "only_known_providers_in_area",
    "urgent_public_health",
)
CORRECTION_REASONS = (
    "error_in_notice",
    "answer_to_question",
    "budget_changed",
    "requirement_clarified",
    "timetable_changed",
    "supervisor_instruction",
)
TERMINATION_REASONS = (
    "funding_withdrawn",
    "need_ended",
    "documents_at_fault",
    "rules_not_kept",
    "too_few_suppliers",
    "policy_changed",
)
