"""Why a call fits an organisation, in words."""

from django.utils.translation import gettext_lazy as _

from procurement.labels.rule_codes import Words

REASON: Words = {
    "form_admitted": _("Organisations of your form may apply"),
    "through_own_host": _("A group on no register may apply; your host signs"),
    "needs_host": _("A group on no register may apply; before signing a registered host is needed"),
    "form_not_admitted": _("Organisations of your form may not apply"),
    "same_place": _("In your place"),
    "same_prefecture": _("In your prefecture"),
    "whole_province": _("For the whole province"),
    "works_everywhere": _("You work in the whole province"),
    "other_place": _("In another prefecture"),
    "same_population": _("For people you work with"),
    "other_population": _("For other people than you work with"),
    "size_fits": _("Of a size you can carry"),
    "too_large": _("Larger than you can carry"),
    "area_limit": _("The call limits the area: read its words"),
    "experience_required": _("The call asks for experience: read its words"),
    "min_age": _("The call asks for years of existence: read its words"),
}
TONE = {"fits": "ok", "misses": "bad", "read": "why"}
