"""Letters: ask, confirm, manage, stop. No account, no cookie: the link in the letter is the key."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from portal.ground import clock
from portal.ground.fields.asked import asked_of
from portal.ground.hits import too_many
from portal.site.alerts import links, services
from portal.site.alerts.forms import RHYTHMS, SubscribeForm
from portal.site.alerts.models import Subscriber, Subscription
from portal.site.alerts.selectors import plain_query, topic
from procurement.filters import NoticeFilter
from procurement.models import SearchEntry

ASKED_AN_HOUR = 20
RHYTHM = re.compile(r"(\d{1,18}):([017])", re.ASCII)

# A forged post gains nothing here: asking for letters needs no authority, and elsewhere the address of the
# page is the secret. So there is no token and no cookie, and mail programs and in-app browsers get through.


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def alerts(request: HttpRequest) -> HttpResponse:
    """The form. `?kind=tender&key=NUMBER` (agency, place likewise; search with query) fills it in."""
    given = _given(request)
    chosen = topic(given["kind"], given["key"], given["query"])
    form = SubscribeForm(request.POST or None, initial=given if chosen else {})
    if request.method == "POST" and form.is_valid():
        # What one mailbox gets in a day is limited by its own letters besides.
        if not too_many(request, "alerts", ASKED_AN_HOUR):
            services.subscribe(
                form.cleaned_data["address"], language=_language(), now=clock.now(),
                **{name: form.cleaned_data[name] for name in ("kind", "key", "query", "rhythm")},
            )  # fmt: skip
            return redirect(reverse("alerts_sent") + ("?to=gateway" if form.cleaned_data["hook"] else ""))
        return render(request, "alerts/subscribe.html", {"form": form, "too_often": True}, status=429)
    if request.method == "POST":
        chosen = topic(*(request.POST.get(name, "") for name in ("kind", "key", "query")))
    status = 422 if form.errors else 200
    return render(request, "alerts/subscribe.html", {"form": form, "topic": chosen}, status=status)


def _given(request: HttpRequest) -> dict[str, str]:
    """What the address asks letters of; the choices of the public search, hung here as they are there, are one."""
    asked = asked_of(request)
    given = {name: asked.text(name) for name in ("kind", "key", "query")}
    if not given["kind"]:
        NoticeFilter(request.GET, queryset=SearchEntry.objects.none()).tell(asked)
        if query := plain_query(request.GET.urlencode()):
            return {"kind": "search", "key": "", "query": query}
    return given


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Look into your mailbox: the same words for every address."""
    context = {"days": links.CONFIRM_DAYS, "to_gateway": request.GET.get("to") == "gateway"}
    return render(request, "alerts/sent.html", context)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The owner of the address says yes by a button: programs that only look at links confirm nothing."""
    try:
        subscription_id = links.subscription_of(token)
    except links.BadLinkError:
        return _private(render(request, "alerts/bad_link.html", status=410))
    if request.method == "POST":
        subscription = services.confirm(subscription_id, now=clock.now())
        if subscription is None:
            return _private(render(request, "alerts/bad_link.html", status=410))
        return redirect(f"{links.manage_path(subscription.subscriber, _language())}?confirmed=1")
    subscription = Subscription.objects.select_related("subscriber").filter(pk=subscription_id).first()
    if subscription is None:
        return _private(render(request, "alerts/bad_link.html", status=410))
    what = topic(subscription.kind, subscription.key, subscription.query)
    return _private(
        render(request, "alerts/confirm.html", {"topic": what, "address": subscription.subscriber.address})
    )


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """What this address follows; POST `unfollow` (a number), `rhythm` (`<number>:<days>`), `resume` or
    `language`."""
    subscriber = get_object_or_404(Subscriber, token=token, confirmed_at__isnull=False)
    if request.method == "POST":
        if request.POST.get("unfollow", "").isdigit():
            services.unfollow(subscriber, int(request.POST["unfollow"]))
        elif rhythm := RHYTHM.fullmatch(request.POST.get("rhythm", "")):
            services.set_rhythm(subscriber, int(rhythm[1]), int(rhythm[2]))
        elif request.POST.get("resume"):
            services.resume(subscriber)
        elif request.POST.get("language") in ("zh-hans", "en"):
            services.set_language(subscriber, request.POST["language"])
        return redirect(links.manage_path(subscriber, _language()))
    rows = [
        (row, topic(row.kind, row.key, row.query))
        for row in subscriber.subscriptions.filter(confirmed_at__isnull=False).order_by(
            "-confirmed_at", "-id"
        )
    ]
    context = {
        "subscriber": subscriber, "rows": rows, "confirmed": "confirmed" in request.GET, "rhythms": RHYTHMS,
        "stop_path": links.stop_path(subscriber.recipient, _language()),
    }  # fmt: skip
    return _private(render(request, "alerts/manage.html", context))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 8058: a POST stops all letters at once: no redirect, no cookie, no question. GET shows a button."""
    try:
        recipient = links.recipient_of(token)
    except links.BadLinkError as error:
        raise Http404 from error
    if request.method == "POST":
        if request.POST.get("again"):
            services.start_again(recipient)
        else:
            services.stop(recipient, now=clock.now())
    context = {
        "stopped": services.is_stopped(recipient),
        "again": bool(request.POST.get("again")),
        "has_account": recipient.startswith("user:"),
    }
    return _private(render(request, "alerts/stop.html", context))


def _language() -> str:
    return "en" if get_language() == "en" else "zh-hans"


def _private(response: HttpResponse) -> HttpResponse:
    """Pages that show somebody's letters are kept by nobody, and their address goes to no other site."""
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
