"""Words for the codes of the rules: answers, tiers, units, days off, what a reader of input refuses."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

Words = Mapping[str, str | Promise]

ANSWER: Words = {
    "meets": pgettext_lazy("answer", "Meets the rule"),
    "breaks": pgettext_lazy("answer", "Does not meet the rule"),
    "needs_reason": pgettext_lazy("answer", "A reason is needed"),
    "cannot_tell": pgettext_lazy("answer", "Cannot tell"),
    "not_applicable": pgettext_lazy("answer", "Does not apply"),
}
TIER: Words = {
    "law": pgettext_lazy("tier", "Law"),
    "regulation": pgettext_lazy("tier", "Regulation"),
    "order": pgettext_lazy("tier", "Ministry order"),
    "normative": pgettext_lazy("tier", "Normative document"),
    "provincial": pgettext_lazy("tier", "Provincial rule"),
    "portal": pgettext_lazy("tier", "Portal rule"),
}
CONFIDENCE: Words = {
    "V1": pgettext_lazy("confidence", "Read in the text of the law"),
    "V2": pgettext_lazy("confidence", "Confirmed in a good secondary source"),
    "M+": pgettext_lazy("confidence", "Very probably right, text not re-read"),
    "M": pgettext_lazy("confidence", "To be checked before it is enforced"),
    "H": pgettext_lazy("confidence", "Set by this portal"),
}
ENFORCEMENT: Words = {
    "block": pgettext_lazy("enforcement", "Stops publication"),
    "require_reason": pgettext_lazy("enforcement", "Needs a published reason"),
    "warn": pgettext_lazy("enforcement", "Advises"),
    "alarm": pgettext_lazy("enforcement", "Alarms when overdue"),
}
UNASKED: Words = {
    "held": pgettext_lazy("enforcement", "Not checked: the portal cannot do otherwise"),
    "not_offered": pgettext_lazy(
        "enforcement",
        "Not checked by the portal, where this is not done: the office keeps to it and its proof",
    ),
    "office": pgettext_lazy(
        "enforcement", "Not checked by the portal: the office keeps to it itself and keeps the proof"
    ),
}
UNIT_NAME: Words = {
    "calendar_days": pgettext_lazy("unit name", "calendar days"),
    "working_days": pgettext_lazy("unit name", "working days"),
    "minutes": pgettext_lazy("unit name", "minutes"),
    "months": pgettext_lazy("unit name", "months"),
    "years": pgettext_lazy("unit name", "years"),
    "percent": pgettext_lazy("unit name", "percent"),
    "yuan": pgettext_lazy("unit name", "yuan"),
    "count": pgettext_lazy("unit name", "in number"),
    "thirds": pgettext_lazy("unit name", "thirds"),
}
DAY_OFF: Words = {
    "weekend": pgettext_lazy("day off", "weekend"),
    "new_year": pgettext_lazy("day off", "New Year"),
    "spring_festival": pgettext_lazy("day off", "Spring Festival"),
    "qingming": pgettext_lazy("day off", "Qingming Festival"),
    "labour_day": pgettext_lazy("day off", "Labour Day"),
    "dragon_boat": pgettext_lazy("day off", "Dragon Boat Festival"),
    "mid_autumn": pgettext_lazy("day off", "Mid-Autumn Festival"),
    "national_day": pgettext_lazy("day off", "National Day"),
    "special_day": pgettext_lazy("day off", "Special day off"),
}
CHOICE_REASON: Words = {
    "buyer_barred": pgettext_lazy("choice reason", "This class of body may not buy services"),
    "object_not_allowed": pgettext_lazy("choice reason", "The law does not allow it for this object"),
    "grant_by_grant_call_only": pgettext_lazy("choice reason", "A grant comes from a grant call"),
    "contract_not_by_grant_call": pgettext_lazy(
        "choice reason", "A contract does not come from a grant call"
    ),
    "threshold_reached": pgettext_lazy(
        "choice reason", "The procurement threshold is reached, statutory procedures apply"
    ),
    "grant_whose_content_the_organisation_decides": pgettext_lazy(
        "choice reason", "The organisation decides the content"
    ),
    "below_threshold": pgettext_lazy("choice reason", "Below the procurement threshold"),
    "main_method_required": pgettext_lazy("choice reason", "Main method, required at this value"),
    "main_method": pgettext_lazy("choice reason", "Main method, always open"),
    "with_ground_and_approval": pgettext_lazy("choice reason", "With a ground and an approval beforehand"),
    "with_ground": pgettext_lazy("choice reason", "With a ground of the law"),
    "with_ground_by_choice": pgettext_lazy("choice reason", "Possible by choice, with a ground of the law"),
}
FACTS_FAULT: Words = {
    "unknown_key": pgettext_lazy("facts fault", "This name is not known"),
    "not_text": pgettext_lazy("facts fault", "This must be text"),
    "too_long": pgettext_lazy("facts fault", "This is too long"),
    "unknown_value": pgettext_lazy("facts fault", "This value is not one of those allowed"),
    "not_a_number": pgettext_lazy("facts fault", "This is not a number"),
    "not_a_whole_number": pgettext_lazy("facts fault", "This must be a whole number"),
    "negative": pgettext_lazy("facts fault", "This cannot be below zero"),
    "out_of_range": pgettext_lazy("facts fault", "This is out of range"),
    "not_true_or_false": pgettext_lazy("facts fault", "This must be true or false"),
    "not_a_date": pgettext_lazy("facts fault", "This is not a date such as 2024-07-02"),
    "not_a_moment": pgettext_lazy("facts fault", "This is not a time such as 2024-07-02T09:00+08:00"),
    "missing": pgettext_lazy("facts fault", "This is needed"),
    "not_json": pgettext_lazy("facts fault", "This is not JSON"),
    "not_a_list": pgettext_lazy("facts fault", "This must be a list"),
    "not_an_object": pgettext_lazy("facts fault", "This must be an object"),
}
FINDING: Words = {
    "identity_number": pgettext_lazy(
        "finding", "This looks like an identity number: %(passage)s. Take it out."
    ),
    "mobile_phone": pgettext_lazy(
        "finding", "This looks like a private mobile number: %(passage)s. Take it out."
    ),
    "landline": pgettext_lazy(
        "finding",
        "This looks like somebody's own telephone: %(passage)s. Take it out, or give the office's number.",
    ),
    "email": pgettext_lazy("finding", "This looks like a private e-mail address: %(passage)s. Take it out."),
    "messenger": pgettext_lazy(
        "finding", "This looks like a private messenger account: %(passage)s. Take it out."
    ),
    "bank_card": pgettext_lazy("finding", "This looks like a bank card number: %(passage)s. Take it out."),
    "named_person": pgettext_lazy(
        "finding", "This seems to name a person together with their health: %(passage)s. Take the name out."
    ),
    "home_address": pgettext_lazy("finding", "This looks like a home address: %(passage)s. Take it out."),
    "small_count": pgettext_lazy(
        "finding",
        "Fewer than ten people could be recognised: %(passage)s. Write “fewer than 10”; if it is a rule or "
        "a rate and counts nobody, tick that.",
    ),
    "somebody": pgettext_lazy(
        "finding", "This could be a particular person, beside an illness: %(passage)s. Say it without them."
    ),
    "record_number": pgettext_lazy(
        "finding", "This looks like the number of a person's file: %(passage)s. Take it out."
    ),
    "account": pgettext_lazy(
        "finding", "Somebody could be found under this name elsewhere: %(passage)s. Take it out."
    ),
    "hidden_sign": pgettext_lazy(
        "finding", "An invisible sign stands inside a word here: %(passage)s. Type the word again."
    ),
}
