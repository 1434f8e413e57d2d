"""Help: how to find, ask and follow; how to post a lawful call; what the portal does not do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

# What a leader of a small group may not know yet, said plainly; a call or the law says it in full.
WORDS = (
    (
        pgettext_lazy("help", "Bid"),
        _("What you write: your answers, the budget and the papers with it."),
    ),
    (
        pgettext_lazy("help", "To seal"),
        _(
            "To hand in and lock. Until the closing you may replace it or take it back; until the "
            "opening nobody can read it, not even you."
        ),
    ),
    (
        pgettext_lazy("help", "Opening"),
        _("When the time has come two people open all bids together."),
    ),
    (
        pgettext_lazy("help", "Receipt"),
        _("Proof, signed by this portal, of what you handed in and when. Keep it."),
    ),
    (
        pgettext_lazy("help", "Check value"),
        _(
            "A row of signs computed from a text. One changed letter makes another one, so it shows "
            "that nothing was changed."
        ),
    ),
    (
        pgettext_lazy("help", "Seal of the record"),
        _(
            "Every five minutes the portal publishes one check value of all that was done. Nobody can "
            "change the record unseen."
        ),
    ),
    (
        pgettext_lazy("help", "Code"),
        _("What you get for a question or a report. With it alone you find the answer."),
    ),
    (
        pgettext_lazy("help", "Sheet of codes"),
        _("Twenty codes on paper, each for one time. With one you get in when the password is lost."),
    ),
    (
        pgettext_lazy("help", "Host"),
        _(
            "A registered organisation that signs the agreement for a group that is not registered "
            "and passes the money on."
        ),
    ),
    (
        pgettext_lazy("help", "Consortium"),
        _("Several organisations bid together; one leads."),
    ),
    (
        pgettext_lazy("help", "Indirect costs"),
        _("What the whole organisation needs, as rent or accounts. The call says how much of it is paid."),
    ),
    (
        pgettext_lazy("help", "Conformity check"),
        _(
            "First it is looked at whether anything is missing that the call asks for; then the bids "
            "are judged."
        ),
    ),
    (
        pgettext_lazy("help", "Competitive consultation"),
        _("The panel reads the first offers, talks with each bidder, and each makes one last offer."),
    ),
    (
        pgettext_lazy("help", "Below-threshold selection"),
        _(
            "A simpler way to choose, for sums below the limit of government procurement. It is just "
            "as public."
        ),
    ),
    (
        pgettext_lazy("help", "Notice, publicity, correction"),
        _(
            "A notice tells everybody. Publicity: the result is shown for some days first, so that "
            "objections can be made. A correction changes what a notice said."
        ),
    ),
    (
        pgettext_lazy("help", "Void"),
        _("The call ended without anybody being chosen. The reason is published."),
    ),
)


@require_safe
def help_page(request: HttpRequest, page: str = "index") -> HttpResponse:
    return render(request, f"website/help/{page}.html", {"words": WORDS if page == "index" else ()})
