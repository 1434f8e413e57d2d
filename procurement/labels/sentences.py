"""One sentence for every verdict code. Figures and days are filled in by ``labels.verdicts``."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from procurement.labels.passages import PASSAGES

SENTENCES: Mapping[str, str | Promise] = {
    **PASSAGES,
    "unreadable": pgettext_lazy("verdict", "“%(field)s” cannot be read by the rules. Please enter it again."),
    "not_stated": pgettext_lazy("verdict", "“%(field)s” is not filled in."),
    "not_stated_on": pgettext_lazy("verdict", "“%(field)s” is not filled in. The earliest is %(earliest)s."),
    "not_stated_from": pgettext_lazy(
        "verdict", "“%(field)s” is not filled in. The earliest is %(earliest)s (%(span)s)."
    ),
    "not_stated_until": pgettext_lazy(
        "verdict", "“%(field)s” is not filled in. The latest is %(latest)s (%(span)s)."
    ),
    "stated": pgettext_lazy("verdict", "“%(field)s” is stated."),
    "cannot_count": pgettext_lazy("verdict", "“%(field)s” cannot be checked until “%(missing)s” is known."),
    "depends_on_money": pgettext_lazy(
        "verdict",
        "This depends on the largest single award or the level, which is not stated. %(earliest)s"
        " is lawful in every case (%(span)s).",
    ),
    "depends_on_level": pgettext_lazy(
        "verdict", "Whether the threshold is reached depends on the level of the buyer, which is not stated."
    ),
    "closing_kept": pgettext_lazy(
        "verdict", "Closing leaves enough time: the earliest is %(earliest)s (%(span)s)."
    ),
    "closing_too_early": pgettext_lazy(
        "verdict", "Closing is too early. Published %(start)s, the earliest is %(earliest)s (%(span)s)."
    ),
    "closing_calendar_open": pgettext_lazy(
        "verdict",
        "The holidays that decide this are not announced yet. Closing on %(earliest)s is lawful "
        "whatever they will be (%(span)s).",
    ),
    "closing_shortened": pgettext_lazy(
        "verdict",
        "Closing is earlier than the usual time. The supervisor has allowed it and the reason is "
        "published; not before %(earliest)s (%(span)s).",
    ),
    "documents_closing_kept": pgettext_lazy(
        "verdict",
        "Closing leaves enough time after the documents are given out: the earliest is "
        "%(earliest)s (%(span)s).",
    ),
    "documents_closing_too_early": pgettext_lazy(
        "verdict",
        "Closing is too early. Documents are given out from %(start)s, the earliest is "
        "%(earliest)s (%(span)s).",
    ),
    "documents_closing_calendar_open": pgettext_lazy(
        "verdict",
        "The holidays that decide this are not announced yet. Closing on %(earliest)s is lawful "
        "whatever they will be (%(span)s).",
    ),
    "documents_end_kept": pgettext_lazy(
        "verdict", "The documents can be had long enough: at least until %(earliest)s (%(span)s)."
    ),
    "documents_end_too_early": pgettext_lazy(
        "verdict",
        "The documents can be had for too short a time. From %(start)s they must be available at "
        "least until %(earliest)s (%(span)s).",
    ),
    "documents_end_calendar_open": pgettext_lazy(
        "verdict",
        "The holidays that decide this are not announced yet. Documents until %(earliest)s is "
        "lawful whatever they will be (%(span)s).",
    ),
    "notice_period_kept": pgettext_lazy(
        "verdict", "The notice stands long enough before closing: at least until %(earliest)s (%(span)s)."
    ),
    "notice_period_too_early": pgettext_lazy(
        "verdict",
        "Closing falls within the notice period, which runs from %(start)s to %(earliest)s (%(span)s).",
    ),
    "notice_period_calendar_open": pgettext_lazy(
        "verdict",
        "The holidays that decide this are not announced yet. The notice period ends on "
        "%(earliest)s at the latest (%(span)s).",
    ),
    "ask_by_kept": pgettext_lazy(
        "verdict",
        "The last day for questions leaves enough time before closing: the latest is %(latest)s (%(span)s).",
    ),
    "ask_by_too_late": pgettext_lazy(
        "verdict",
        "The last day for questions is too late. Closing is on %(start)s, so the latest is "
        "%(latest)s (%(span)s).",
    ),
    "ask_by_calendar_open": pgettext_lazy(
        "verdict",
        "The holidays that decide this are not announced yet. Questions until %(latest)s is "
        "lawful whatever they will be (%(span)s).",
    ),
    "answers_by_kept": pgettext_lazy(
        "verdict",
        "The last day for answers leaves enough time before closing: the latest is %(latest)s (%(span)s).",
    ),
    "answers_by_too_late": pgettext_lazy(
        "verdict",
        "The last day for answers is too late. Closing is on %(start)s, so the latest is "
        "%(latest)s (%(span)s).",
    ),
    "answers_by_calendar_open": pgettext_lazy(
        "verdict",
        "The holidays that decide this are not announced yet. Answers until %(latest)s is lawful "
        "whatever they will be (%(span)s).",
    ),
    "intention_kept": pgettext_lazy(
        "verdict", "The procurement intention was published early enough (%(span)s before)."
    ),
    "intention_too_late": pgettext_lazy(
        "verdict",
        "The procurement intention should be published by %(latest)s (%(span)s before). Give the "
        "reason, which is published.",
    ),
    "intention_missing": pgettext_lazy(
        "verdict",
        "No procurement intention is given, which should be published %(number)s before. Enter "
        "its date or give the reason, which is published.",
    ),
    "publication_not_stated": pgettext_lazy(
        "verdict", "The time of publication is not stated, so no day can be counted."
    ),
    "portal_before_medium": pgettext_lazy(
        "verdict", "This portal must not publish before the official medium, which published on %(earliest)s."
    ),
    "portal_not_before_medium": pgettext_lazy(
        "verdict", "This portal is not earlier than the official medium."
    ),
    "medium_address_missing": pgettext_lazy(
        "verdict", "The address of the notice on the official medium is missing."
    ),
    "medium_address_wrong": pgettext_lazy(
        "verdict", "The address on the official medium must begin with https:// or http://."
    ),
    "medium_address_given": pgettext_lazy("verdict", "The address on the official medium is given."),
    "medium_time_missing": pgettext_lazy(
        "verdict", "The time of publication on the official medium is missing. All days count from it."
    ),
    "medium_time_given": pgettext_lazy(
        "verdict", "The time on the official medium is given. All days count from it."
    ),
    "documents_before_publication": pgettext_lazy(
        "verdict", "Documents cannot be given out before publication on %(earliest)s."
    ),
    "documents_end_before_start": pgettext_lazy(
        "verdict", "Documents end before they start, on %(earliest)s."
    ),
    "documents_end_after_closing": pgettext_lazy(
        "verdict", "Documents cannot be had after closing on %(latest)s."
    ),
    "documents_until_closing": pgettext_lazy("verdict", "The documents can be had until closing."),
    "documents_not_until_closing": pgettext_lazy(
        "verdict", "The documents must be available until closing on %(latest)s."
    ),
    "ask_by_before_publication": pgettext_lazy(
        "verdict", "Questions would end before publication on %(earliest)s."
    ),
    "answers_before_questions": pgettext_lazy(
        "verdict", "Answers would end before questions do, on %(earliest)s."
    ),
    "opening_before_closing": pgettext_lazy("verdict", "Opening cannot be before closing on %(earliest)s."),
    "opening_not_at_closing": pgettext_lazy(
        "verdict", "Bids are opened at the moment of closing, on %(earliest)s."
    ),
    "working_hours_kept": pgettext_lazy("verdict", "It falls in working hours."),
    "outside_working_hours": pgettext_lazy(
        "verdict",
        "It falls outside working hours (working days, %(opens)s to %(closes)s). The next working moment is "
        "%(earliest)s, %(offered)s.",
    ),
    "opening_kept": pgettext_lazy("verdict", "Opening is not before closing."),
    "procedure_not_yet_published_here": pgettext_lazy(
        "verdict", "This procedure can be checked here, but not yet published here."
    ),
    "object_not_allowed": pgettext_lazy(
        "verdict", "%(procedure)s may not be used to buy %(bought)s, only %(allowed)s."
    ),
    "object_allowed": pgettext_lazy("verdict", "%(procedure)s may be used to buy %(bought)s."),
    "procedure_of_other_regime": pgettext_lazy("verdict", "This procedure belongs to “%(allowed)s”."),
    "regime_fits": pgettext_lazy("verdict", "The procedure belongs to this regime."),
    "threshold_reached": pgettext_lazy(
        "verdict",
        "The largest award is %(value)s. From %(number)s on a statutory procedure is needed, "
        "whatever the call is named.",
    ),
    "threshold_unconfirmed": pgettext_lazy(
        "verdict",
        "Nobody has confirmed yet that the threshold here is %(number)s, so it cannot be told which procedure "
        "the law asks for. The provincial finance department confirms it with a document, whose number the "
        "administrator enters in the rulebook. Nothing statutory is published before that.",
    ),
    "below_threshold": pgettext_lazy(
        "verdict", "The largest award, %(value)s, is below the procurement threshold of %(number)s."
    ),
    "approval_needed": pgettext_lazy(
        "verdict",
        "The value reaches the open-tender threshold of %(threshold)s. Another method needs "
        "approval beforehand: enter the approval and its number, which are published.",
    ),
    "below_open_tender_threshold": pgettext_lazy(
        "verdict", "The budget, %(value)s, is below the open-tender threshold of %(number)s."
    ),
    "may_be_splitting": pgettext_lazy(
        "verdict",
        "The budget of %(value)s is spread over awards below the open-tender threshold. Say why "
        "they are separate purchases; the reason is published.",
    ),
    "ground_missing": pgettext_lazy("verdict", "This procedure needs a ground. One of: %(grounds)s."),
    "ground_given": pgettext_lazy("verdict", "Ground: %(ground)s."),
    "ground_of_other_procedure": pgettext_lazy(
        "verdict", "This ground belongs to another procedure. One of: %(grounds)s."
    ),
    "ground_unknown": pgettext_lazy(
        "verdict", "“%(words)s” is no ground of the law, whose list is closed: %(grounds)s."
    ),
    "instrument_not_allowed": pgettext_lazy("verdict", "This procedure ends in: %(allowed)s."),
    "instrument_fits": pgettext_lazy("verdict", "The instrument fits the procedure."),
    "buyer_barred": pgettext_lazy(
        "verdict",
        "This class of body may not purchase services: %(buyer)s. Its supervising administrative "
        "organ must be the buyer.",
    ),
    "buyer_may_buy": pgettext_lazy("verdict", "This class of body may purchase."),
    "public_to_all": pgettext_lazy("verdict", "The call is public to all."),
    "invited_only": pgettext_lazy(
        "verdict",
        "Only chosen organisations are invited. The reason is published, and any organisation "
        "that meets the conditions may still answer.",
    ),
    "invited_only_unknown": pgettext_lazy(
        "verdict", "“%(words)s” is not on the list of reasons for inviting only chosen organisations."
    ),
    "sme_ground_unknown": pgettext_lazy(
        "verdict", "“%(words)s” is not on the list of grounds for not reserving."
    ),
    "buyer_usually_provides": pgettext_lazy(
        "verdict", "%(buyer)s: usually a provider, not a purchaser. Give the reason, which is published."
    ),
    "medium_not_listed": pgettext_lazy(
        "verdict",
        "This address is on none of the official media: %(hosts)s. Any other the supervisor allows in public.",
    ),
    "medium_same": pgettext_lazy("verdict", "It stands on the medium of the first notice."),
    "medium_other_than_first": pgettext_lazy(
        "verdict", "The first notice stands at %(first)s. This one stands on the same official medium."
    ),
    "price_not_scored": pgettext_lazy(
        "verdict", "The price is fixed or cannot be calculated; it is not scored."
    ),
    "price_scored": pgettext_lazy(
        "verdict",
        "The price is fixed or cannot be calculated, so it is not scored; here it weighs %(given)s%%.",
    ),
    "number_low": pgettext_lazy("verdict", "“%(field)s”: %(given)s. It should be at least %(least)s."),
    "number_high": pgettext_lazy("verdict", "“%(field)s”: %(given)s. It may be at most %(most)s."),
    "number_kept": pgettext_lazy("verdict", "“%(field)s”: %(given)s, as the rule asks."),
    "found_lawfully": pgettext_lazy("verdict", "Suppliers are found in a lawful way: %(way)s."),
    "found_otherwise": pgettext_lazy(
        "verdict", "Suppliers are not found in this way (%(way)s) here. Lawful are: %(ways)s."
    ),
    "second_stage_other": pgettext_lazy("verdict", "Users of such a framework choose by: %(ways)s."),
    "top_up_high": pgettext_lazy(
        "verdict",
        "%(value)s is more than may be bought besides: at most %(most)s, %(number)s of the first contract.",
    ),
    "top_up_kept": pgettext_lazy(
        "verdict", "What is bought besides keeps to %(number)s of the first contract."
    ),
    "ends_before_framework": pgettext_lazy(
        "verdict", "The framework runs until %(earliest)s; “%(field)s” may not end before."
    ),
    "until_framework_ends": pgettext_lazy("verdict", "“%(field)s” lasts as long as the framework."),
    "argued_by_experts": pgettext_lazy("verdict", "Experts argue the case, with employer and title."),
    "not_argued_by_experts": pgettext_lazy(
        "verdict", "The opinions of experts are missing, each with name, employer and title."
    ),
    "documents_given": pgettext_lazy("verdict", "The procurement documents stand with the notice."),
    "documents_missing": pgettext_lazy(
        "verdict",
        "The procurement documents are missing. Attach them to the call, or enter where the official site gives them.",
    ),
    "documents_elsewhere": pgettext_lazy(
        "verdict", "This address of the documents is on none of the official media: %(hosts)s."
    ),
    "approval_after_failure": pgettext_lazy(
        "verdict",
        "After a failed tender another way needs the approval of the finance department beforehand. Enter its number "
        "as the reason; it is published.",
    ),
    "sme_ground_missing": pgettext_lazy(
        "verdict", "Not reserved for small and medium enterprises: the ground is missing."
    ),
    "sme_reserved": pgettext_lazy(
        "verdict", "Reserved for small and medium enterprises. Social organisations are not among them."
    ),
    "service_before_award": pgettext_lazy(
        "verdict",
        "The service begins on %(given)s, before applications close. It can only begin after the award.",
    ),
    "service_before_result": pgettext_lazy(
        "verdict",
        "The service begins on %(given)s. The intended result must stand until %(latest)s at least, and the service "
        "can only begin after the award.",
    ),
    "says_open_to_all": pgettext_lazy(
        "verdict",
        "“%(words)s” says that anybody may apply, whatever the place; elsewhere the call is limited to a place. Change "
        "one of the two, or say for the public what holds.",
    ),
    "says_shuts_out_enterprises": pgettext_lazy(
        "verdict",
        "“%(words)s” lets no enterprise apply; the legal forms chosen do. Change one of the two, or say for the public "
        "what holds.",
    ),
    "says_shuts_out_organisations": pgettext_lazy(
        "verdict",
        "“%(words)s” lets enterprises alone apply; the legal forms chosen let others. Change one of the two, or say "
        "for "
        "the public what holds.",
    ),
    "says_shuts_out_groups": pgettext_lazy(
        "verdict",
        "“%(words)s” lets no group apply that is on no register; the call says that one may through a host. Change one "
        "of the two, or say for the public what holds.",
    ),
    "says_no_consortium": pgettext_lazy(
        "verdict",
        "“%(words)s” lets no consortium apply; the call says that several may apply together. Change one of the two, "
        "or "
        "say for the public what holds.",
    ),
    "says_consortium_welcome": pgettext_lazy(
        "verdict",
        "“%(words)s” lets a consortium apply; the call says that none may. Change one of the two, or say for the "
        "public "
        "what holds.",
    ),
    "says_reserved_in_words": pgettext_lazy(
        "verdict",
        "“%(words)s” reserves the call for small and medium enterprises; its boxes do not, or let others apply. Change "
        "one of the two, or say for the public what holds.",
    ),
    "says_not_reserved_in_words": pgettext_lazy(
        "verdict",
        "“%(words)s” says that the call is not reserved; its box reserves it for small and medium enterprises. Change "
        "one of the two, or say for the public what holds.",
    ),
    "sme_shuts_out": pgettext_lazy(
        "verdict",
        "Reserved for small and medium enterprises, and open to social organisations, which are none. One of the two "
        "cannot be.",
    ),
    "sme_not_reserved": pgettext_lazy(
        "verdict", "Not reserved for small and medium enterprises; the ground is given."
    ),
    "deduction_unsaid": pgettext_lazy(
        "verdict",
        "By how much prices of small and micro enterprises are judged lower is not stated; %(least)s%% is taken, the "
        "least that the law allows.",
    ),
    "deduction_low": pgettext_lazy(
        "verdict",
        "A price deduction of %(given)s%% is too little. It lies between %(least)s%% and %(most)s%%.",
    ),
    "deduction_high": pgettext_lazy(
        "verdict", "A price deduction of %(given)s%% is too much. It lies between %(least)s%% and %(most)s%%."
    ),
    "deduction_kept": pgettext_lazy(
        "verdict", "The price deduction of %(given)s%% lies between %(least)s%% and %(most)s%%."
    ),
    "eligibility_not_stated": pgettext_lazy("verdict", "Who may apply is not stated."),
    "unregistered_supplier": pgettext_lazy(
        "verdict",
        "A group that is not registered cannot be the supplier here. A registered organisation "
        "can bid with it.",
    ),
    "hosted_welcome": pgettext_lazy(
        "verdict", "A group that is not registered can apply through a registered host."
    ),
    "hosted_shut_out": pgettext_lazy(
        "verdict",
        "Groups that are not registered are shut out. Let them apply through a host, or give the "
        "reason, which is published.",
    ),
    "hosted_not_stated": pgettext_lazy(
        "verdict",
        "Whether a group that is not registered can apply through a registered host is not "
        "stated. Let it, or give the reason, which is published.",
    ),
    "area_limit_forbidden": pgettext_lazy(
        "verdict",
        "Only organisations of one area may apply (%(words)s). The law does not allow this condition.",
    ),
    "area_limit_needs_reason": pgettext_lazy(
        "verdict",
        "Only organisations of one area may apply (%(words)s). Give the reason, which is published.",
    ),
    "area_limit_absent": pgettext_lazy("verdict", "No condition of place is set."),
    "experience_required_forbidden": pgettext_lazy(
        "verdict", "Past projects are a condition (%(words)s). The law does not allow this condition."
    ),
    "experience_required_needs_reason": pgettext_lazy(
        "verdict", "Past projects are a condition (%(words)s). Give the reason, which is published."
    ),
    "experience_required_absent": pgettext_lazy("verdict", "Past projects are not a condition."),
    "age_shuts_out": pgettext_lazy(
        "verdict", "Asking for %(years)s years since founding shuts out young organisations."
    ),
    "age_open": pgettext_lazy("verdict", "Young organisations are not shut out."),
    "price_weight_low": pgettext_lazy(
        "verdict",
        "The price weight of %(given)s%% is too low. It must be between %(least)s%% and %(most)s%%.",
    ),
    "price_weight_high": pgettext_lazy(
        "verdict",
        "The price weight of %(given)s%% is too high. It must be between %(least)s%% and %(most)s%%.",
    ),
    "price_weight_kept": pgettext_lazy(
        "verdict", "The price weight of %(given)s%% lies between %(least)s%% and %(most)s%%."
    ),
    "price_criterion_missing": pgettext_lazy(
        "verdict",
        "The price has a weight of %(given)s%%, so one criterion, and only one, must be the price with that"
        " weight.",
    ),
    "criteria_missing": pgettext_lazy(
        "verdict", "The call names no criteria. Say what is judged and with what weight."
    ),
    "criterion_incomplete": pgettext_lazy("verdict", "Every criterion needs words and a weight."),
    "criteria_stated": pgettext_lazy("verdict", "%(amount)s criteria with weights are in the call."),
    "weights_sum": pgettext_lazy("verdict", "The weights sum to %(total)s; they must sum to 100."),
    "weights_whole": pgettext_lazy("verdict", "The weights sum to 100."),
    "testing_not_stated": pgettext_lazy(
        "verdict", "The words speak of testing. Say whether the service includes testing."
    ),
    "testing_denied": pgettext_lazy(
        "verdict",
        "The words speak of testing, but the call says it is not included. Give the reason, which"
        " is published.",
    ),
    "consent_clause_stands": pgettext_lazy(
        "verdict", "The clause stands: voluntary, informed, confidential."
    ),
    "consent_clause_missing": pgettext_lazy(
        "verdict", "A service that includes testing must say that it is voluntary, informed and confidential."
    ),
    "quality_judged": pgettext_lazy("verdict", "Quality is judged, not only counts."),
    "quality_not_judged": pgettext_lazy(
        "verdict", "A service that includes testing needs at least one quality measure that is not a count."
    ),
    "paid_by_output_alone": pgettext_lazy(
        "verdict", "All the money hangs on output. Give the reason, which is published."
    ),
    "not_paid_by_counts": pgettext_lazy("verdict", "Payment does not go by counts alone."),
    "activities_open": pgettext_lazy("verdict", "Activities and numbers are left to the applicant."),
    "client_names_asked": pgettext_lazy(
        "verdict", "Names of service users may never be asked for. Use codes, or nothing."
    ),
    "client_data_kept": pgettext_lazy("verdict", "Data on service users: %(given)s."),
    "budget_stated": pgettext_lazy("verdict", "The budget is stated: %(value)s."),
    "budget_zero": pgettext_lazy("verdict", "The budget cannot be zero."),
    "above_budget": pgettext_lazy("verdict", "“%(field)s”, %(value)s, is above the budget of %(budget)s."),
    "awards_number_missing": pgettext_lazy(
        "verdict", "Several are to be chosen, but not how many at most. Write the number."
    ),
    "awards_said_twice": pgettext_lazy(
        "verdict", "A number stands here, but the box above says something else. Keep one of the two."
    ),
    "smallest_above_largest": pgettext_lazy(
        "verdict", "The smallest award, %(value)s, is above the largest of %(most)s."
    ),
    "awards_above_budget": pgettext_lazy(
        "verdict", "%(count)s awards of at least %(value)s are more than the budget of %(budget)s."
    ),
    "lot_smallest": pgettext_lazy(
        "verdict", "Lot “%(name)s”: the smallest award, %(value)s, is above the largest of %(most)s."
    ),
    "lot_awards": pgettext_lazy(
        "verdict",
        "Lot “%(name)s”: %(count)s awards of at least %(value)s are more than its %(budget)s.",
    ),
    "lot_largest": pgettext_lazy(
        "verdict", "Lot “%(name)s”: one award of up to %(value)s is more than its %(budget)s."
    ),
    "lot_alone": pgettext_lazy(
        "verdict",
        "Only one lot stands here. Write the others, or empty the row: a call that is not divided has no lots.",
    ),
    "lots_stay": pgettext_lazy(
        "verdict",
        "A correction takes no lot away and adds none: bids may be sealed for them. That is a new call.",
    ),
    "lots_many": pgettext_lazy("verdict", "A call has at most %(count)s lots."),
    "lot_incomplete": pgettext_lazy("verdict", "Each lot needs its name and its money."),
    "lots_sum": pgettext_lazy(
        "verdict",
        "The lots are %(value)s together, but the budget says %(budget)s. Correct one of the two.",
    ),
    "lots_whole": pgettext_lazy("verdict", "The money of the lots is the whole budget."),
    "charge_before_award": pgettext_lazy(
        "verdict", "Nothing may be charged before the award; %(value)s is asked for."
    ),
    "no_charge": pgettext_lazy("verdict", "Nothing is charged before the award."),
    "deposit_too_high": pgettext_lazy(
        "verdict", "The deposit of %(value)s is too high. The most is %(most)s (%(number)s of the budget)."
    ),
    "deposit_kept": pgettext_lazy("verdict", "The deposit keeps to at most %(number)s of the budget."),
    "indirect_costs_not_stated": pgettext_lazy(
        "verdict",
        "Say which indirect costs can be paid: staff, rent, equipment, utilities, supplies, management.",
    ),
    "indirect_costs_not_paid": pgettext_lazy(
        "verdict", "Indirect costs are not paid. The reason is published."
    ),
    "indirect_costs_paid": pgettext_lazy("verdict", "Indirect costs can be paid."),
    "capacity_not_stated": pgettext_lazy(
        "verdict", "Say how much is for training and capacity; it may be 0 with a reason."
    ),
    "capacity_zero": pgettext_lazy(
        "verdict", "Nothing is for training and capacity. Give the reason, which is published."
    ),
    "capacity_stated": pgettext_lazy("verdict", "For training and capacity: %(value)s."),
    "payments_not_stated": pgettext_lazy("verdict", "Say when the money is paid and in what shares."),
    "payment_incomplete": pgettext_lazy("verdict", "Every payment needs a share and what it follows."),
    "payments_sum": pgettext_lazy("verdict", "The payments sum to %(total)s%%; they must sum to 100%%."),
    "payments_whole": pgettext_lazy("verdict", "The payments sum to 100%%."),
    "first_payment_enough": pgettext_lazy(
        "verdict", "The first payment is %(share)s%%, at least %(number)s."
    ),
    "first_payment_small": pgettext_lazy(
        "verdict", "The first payment of %(share)s%% is too small. It must be at least %(number)s."
    ),
    "first_payment_soon": pgettext_lazy(
        "verdict", "The first payment comes within %(number)s of the agreement."
    ),
    "first_payment_late": pgettext_lazy(
        "verdict", "The first payment must come within %(number)s of the agreement."
    ),
    "output_share_kept": pgettext_lazy(
        "verdict", "The share that hangs on output, %(share)s%%, is at most %(number)s."
    ),
    "output_share_high": pgettext_lazy(
        "verdict", "%(share)s%% of the money hangs on output. The most is %(number)s."
    ),
    "funding_conditional": pgettext_lazy("verdict", "A statutory call needs confirmed money."),
    "funding_before_signing": pgettext_lazy(
        "verdict", "The call may stand while the money is awaited; no agreement is signed before it is there."
    ),
    "term_kept": pgettext_lazy("verdict", "The term of %(months)s months is at most %(number)s."),
    "term_needs_stability": pgettext_lazy(
        "verdict",
        "The term of %(months)s months is longer than a year. Up to %(number)s are possible where"
        " content, need, money and price are stable: give the reason, which is published.",
    ),
    "term_too_long": pgettext_lazy(
        "verdict", "The term of %(months)s months is too long. The most is %(number)s."
    ),
    "change_forbidden": pgettext_lazy(
        "verdict", "“%(field)s” cannot be changed by a correction. Cancel this call and publish a new one."
    ),
    "deadline_earlier": pgettext_lazy(
        "verdict", "“%(field)s” can only move later; it was published as %(earliest)s."
    ),
    "correction_too_late": pgettext_lazy(
        "verdict",
        "This change comes too close to closing. Counted from %(start)s, closing must move to "
        "%(earliest)s (%(span)s).",
    ),
    "correction_in_time": pgettext_lazy("verdict", "The change comes early enough; closing stays."),
}
