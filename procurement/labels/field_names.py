"""Names of the fields of a call, as forms, notices and verdicts print them: a field's own, and those of facts and parts
that no field is."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from procurement.fields import FIELDS

Words = Mapping[str, str | Promise]

FIELD_NAME: Words = (
    {row.name: row.words for row in FIELDS.values()}
    | {row.fact: row.words for row in FIELDS.values() if row.fact}
    | {
        "includes_testing": pgettext_lazy("field", "Testing included"),
        "buyer_class": pgettext_lazy("field", "Class of buyer"),
        "documents_attached": pgettext_lazy("field", "Procurement documents attached"),
        "level": pgettext_lazy("field", "Level"),
        "published_at": pgettext_lazy("field", "Published"),
        "official_medium_url": pgettext_lazy("field", "Address on the official medium"),
        "official_medium_published_at": pgettext_lazy("field", "Time on the official medium"),
        "eligibility": pgettext_lazy("field", "Who may apply"),
        "indirect_costs": pgettext_lazy("field", "Indirect costs"),
        "words": pgettext_lazy("field", "Words of the call"),
        "conditions": pgettext_lazy("field", "Conditions"),
        "payments": pgettext_lazy("field", "Payments"),
        "annex": pgettext_lazy("field", "Annex"),
        "documents": pgettext_lazy("field", "Files"),
        "reasons": pgettext_lazy("field", "Published reasons"),
        "full_text": pgettext_lazy("field", "Full text"),
        "invitation": pgettext_lazy("field", "How suppliers are invited"),
        "invitation.method": pgettext_lazy("field", "How suppliers are found"),
        "invitation.pool": pgettext_lazy("field", "Suppliers on the list that is drawn from"),
        "invitation.witnesses": pgettext_lazy("field", "Staff of the buyer who witness the draw"),
        "invitation.buyer_share": pgettext_lazy("field", "Share of suppliers the buyer recommends"),
        "framework": pgettext_lazy("field", "Framework agreement"),
        "framework.surveyed_users": pgettext_lazy("field", "Buyers and users asked in the survey of need"),
        "framework.second_stage": pgettext_lazy("field", "How users choose among those admitted"),
        "first_contract_value": pgettext_lazy("field", "Sum of the first contract"),
        "reason": pgettext_lazy("field", "Reason"),
    }
)
