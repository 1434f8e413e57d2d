"""From the report to acceptance: for officials, for bidders, and objecting for everybody."""

from django.urls import URLPattern, URLResolver, path

from procurement.views.awards import acts, agreements, contracts, decisions, objections, results, runs

_CALL = "workspace/calls/<str:number>/"
_AWARD = "workspace/awards/<str:number>/"
_CONTRACT = "workspace/contracts/<str:number>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{_CALL}decision/", decisions.decision, name="decision"),
    path(f"{_CALL}decision/review/", decisions.decision_review, name="decision_review"),
    path(f"{_CALL}award/", decisions.award, name="award"),
    path(f"{_CALL}evaluate-again/", decisions.evaluate_again, name="evaluate_again"),
    path(f"{_CALL}decide-again/", decisions.decide_again, name="decide_again"),
    path(f"{_CALL}agreements/", agreements.agreements, name="agreements"),
    path(f"{_CALL}agreements/review/", agreements.agreements_review, name="agreements_review"),
    path(f"{_CALL}funding/", acts.funding, name="funding"),
    path(f"{_AWARD}plan-talk/", acts.plan_talk, name="plan_talk"),
    path(f"{_AWARD}revoke/", acts.award_revoke, name="award_revoke"),
    path(f"{_AWARD}contract/", contracts.contract, name="contract"),
    path(f"{_CONTRACT}payment/", contracts.contract_payment, name="contract_payment"),
    path(f"{_CONTRACT}filing/", contracts.contract_filing, name="contract_filing"),
    path(f"{_CONTRACT}acceptance/", contracts.acceptance, name="acceptance"),
    path("workspace/agreements/", runs.open_runs, name="open_runs"),
    path("workspace/agreements.csv", runs.open_runs_file, name="open_runs_file"),
    path("workspace/records/<int:pk>/", contracts.record_review, name="record_review"),
    path("workspace/objections/<str:number>/", objections.objection_answer, name="objection_answer"),
    path("workspace/bids/<str:number>/result/", results.bid_result, name="bid_result"),
    path("notices/<str:number>/object/", objections.object_to, name="object"),
    path("objections/", objections.objection_lookup, name="objection_lookup"),
    path("contracts/<str:number>/text/", contracts.contract_text, name="contract_text"),
]
