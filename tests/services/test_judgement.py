"""What is judged writes nothing: every judgement is asked on a transaction that may only read. And a verb fetches the
facts and the law of its call once."""

import importlib
import inspect
import pkgutil
from collections import defaultdict
from contextlib import contextmanager, suppress
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import InternalError

from portal.ground import clock
from procurement import judgement
from procurement.errors import OtherWordsError, PersonalDataError
from procurement.errors.evaluation import DrawError, PanelError, SeatError, TiedError
from procurement.judgement import (
    annexes,
    awards,
    confidences,
    contracts,
    corrections,
    draws,
    evaluation,
    law,
    notice_parts,
    public_files,
    public_words,
    questions,
    ranking,
    repeats,
    results,
    seating,
)
from procurement.judgement import calls as judged_calls
from procurement.judgement import openings as judged_openings
from procurement.judgement.bids import drafts, lines, offers, parts, receipts, terms
from procurement.models import Amendment, Answer, AwardDraft, OpenedOffer, PanelDraw, Receipt
from procurement.rules.awarding import AwardRefusedError
from procurement.rules.bidding import BidRefusedError
from procurement.rules.verdicts import RuleError
from procurement.sealing import SealError
from procurement.selectors.evaluation import panel_of
from procurement.services.bids import receipts as receipt_service
from procurement.services.calls import tenders
from procurement.services.voices import reports
from tests.support import awards as made
from tests.support import calls, openings, remembered, scenes

pytestmark = pytest.mark.django_db

# Of values alone: no row is read, so none could be written.
OF_VALUES = {
    "annexes.words_of",
    *("bids.lines.read_row", "bids.lines.read_lots", "bids.lines.row_faults", "bids.parts.place_of"),
    *(
        "bids.receipts.stamp_of",
        "bids.terms.lots_of",
        "bids.terms.plain_lots",
        "calls.planned_publication",
        "calls.unlooked",
        "calls.date_faults",
    ),
    *(
        "contracts.acceptance_part",
        "contracts.form_of",
        "contracts.require_waiting",
        "contracts.words_of",
        "corrections.document_row",
        "corrections.effects_of",
        "corrections.following",
        "corrections.moved_by_rule",
        "evaluation.above",
    ),
    *("draws.check_enough", "draws.counted", "seating.check_known"),
    *(
        "evaluation.boxes_of",
        "evaluation.in_two",
        "evaluation.points_of",
        "law.document_words",
        "law.book_on_disk",
    ),
    *("law.calendar_on_disk", "law.regime_of", "public_words.check_reach", "public_words.check_statement"),
    *("public_words.doubted", "public_words.file_digest", "public_words.file_token", "public_words.given"),
    *("public_words.passages", "public_words.ticked"),
    *(
        "repeats.mark_of",
        "repeats.same_or_refuse",
        "results.points",
        "seating.check_origin",
        "seating.marks_of",
    ),
    *(
        "slips.digest_of",
        "slips.fresh",
        "slips.hash_of",
        "slips.of_code",
        "slips.new_code",
        "slips.opened",
        "slips.same_or_refuse",
    ),
    *("slips.tried", "calls.standing_of", "calls.next_date"),
    *("confidences.mark_of", "confidences.public_of", "confidences.session_of", "confidences.subject_of"),
    *("confidences.told", "confidences.with_code", "confidences.words_of"),
}
# What a judgement may answer with instead.
REFUSALS = (
    *(
        AwardRefusedError,
        BidRefusedError,
        RuleError,
        PersonalDataError,
        SeatError,
        TiedError,
        OtherWordsError,
    ),
    *(PermissionDenied, SealError, KeyError, PanelError, DrawError),
)
ACCEPTED = {"accepted_on": "2024-12-31", "service_users_took_part": False}

_keys = scenes.keys()
_awarded = scenes.once(made.awarded)


@pytest.fixture
def call(_awarded):
    return _awarded.again()


def public_functions():
    for found in pkgutil.walk_packages(judgement.__path__, "procurement.judgement."):
        module = importlib.import_module(found.name)
        for name, one in vars(module).items():
            if inspect.isfunction(one) and one.__module__ == found.name and not name.startswith("_"):
                yield named(one)


def named(function):
    return f"{function.__module__.removeprefix('procurement.judgement.')}.{function.__name__}"


def asked_of(call):
    """Each judgement that reads rows, asked of an awarded call, a draft of a call, and a draft of a bid."""
    tender, lot, by, now = call.tender, call.tender.first_lot, call.office.drafter, call.now()
    draft = calls.draft(calls.office("532301"), now=now)
    started = openings.drafted(openings.opened_to_bids(calls.office("532501"), now=now))
    sealed = openings.lodge(started.bid.tender)
    receipt_service.receipt_of(sealed.bid.intakes.get())
    open_call, bid = started.bid.tender, started.bid
    own, at = parts.Parts.of_draft(bid), clock.now()
    member = panel_of(tender).first()
    offer = OpenedOffer.objects.filter(opening__tender=tender).first()
    case, rankings = law.case_of(tender), awards.reported(tender)
    award = call.awarded[0]
    kept = call.record_contract(award)
    contract = contracts.contract_of(award, kept.said, kept)
    decided = AwardDraft.objects.get(tender=tender)
    confidence = reports.file(
        kind="confidential", text="一句保密的话，只给省里。", code="2345-6789-ACDE", form_id=uuid4(), now=now
    ).confidence
    draw = PanelDraw.objects.create(
        tender=tender, attempt=1, wanted={}, asked_by=by, asked_at=now, form_id=uuid4()
    )
    reader = {"by": started.leader, "now": at}
    about = {"about": tender.subject}
    chosen = list(decided.winners)
    return {
        annexes.of_call: lambda: annexes.of_call(tender),
        confidences.may_open: lambda: confidences.may_open(by, confidence, act="read", now=now),
        confidences.shown_to: lambda: confidences.shown_to(confidence, by, session="", private=None, now=now),
        confidences.was_read: lambda: confidences.was_read("", by, now=now),
        awards.most_lots_of_one: lambda: awards.most_lots_of_one(tender),
        awards.proposed: lambda: awards.proposed(tender, rankings),
        awards.holds_on_awards: lambda: awards.holds_on_awards(tender),
        awards.standing_after: lambda: awards.standing_after(tender, None, tender.notices.all(), now=now),
        awards.lacks_address: lambda: awards.lacks_address(tender, rankings, chosen),
        awards.money_line: lambda: awards.money_line(rankings[0]),
        awards.faults_of: lambda: awards.faults_of(
            tender, rankings, chosen, {}, decided_on=decided.decided_on, on=decided.decided_on
        ),
        awards.chosen_of: lambda: awards.chosen_of(tender),
        awards.concerned: lambda: awards.concerned(tender, ""),
        awards.holds_on_chosen: lambda: awards.holds_on_chosen(tender),
        awards.hindrances: lambda: awards.hindrances(tender, now=now),
        awards.reported: lambda: awards.reported(tender),
        awards.to_decide: lambda: awards.to_decide(tender),
        awards.takes_objections: lambda: awards.takes_objections(tender, now=now),
        drafts.draft_of: lambda: drafts.draft_of(bid, **reader),
        drafts.file_of: lambda: drafts.file_of(bid, "file-1", **reader),
        drafts.own_copy: lambda: drafts.own_copy(bid, **reader),
        drafts.read_draft: lambda: drafts.read_draft(bid, own),
        drafts.statement_of: lambda: drafts.statement_of(own),
        drafts.shown_to_host: lambda: drafts.shown_to_host(bid, **reader),
        drafts.sum_for_host: lambda: drafts.sum_for_host(bid, **reader),
        lines.others_of: lambda: lines.others_of(own),
        lines.rows_of: lambda: lines.rows_of(own),
        offers.offer_content: lambda: offers.offer_content(offer, by=by, now=now),
        offers.offer_file: lambda: offers.offer_file(offer, "answers", by=by, now=now),
        offers.parts_of: lambda: offers.parts_of(offer.package),
        parts.last_press: lambda: parts.last_press(bid, 1),
        parts.refuse_while_pressed: lambda: parts.refuse_while_pressed(bid),
        receipts.document_of: lambda: receipts.document_of(Receipt.objects.first()),
        receipts.public_keys: receipts.public_keys,
        receipts.verify: lambda: receipts.verify("{}"),
        terms.check_parties: lambda: terms.check_parties(open_call, lead=bid.lead, partners=[], host=None),
        terms.terms_of: lambda: terms.terms_of(open_call),
        judged_calls.judge: lambda: judged_calls.judge(draft, now=now),
        judged_calls.judged: lambda: judged_calls.judged(tender),
        judged_calls.standing_faults: lambda: judged_calls.standing_faults(tender),
        judged_calls.unchecked: lambda: judged_calls.unchecked(tender, now=now),
        judged_calls.unsaid: lambda: judged_calls.unsaid(draft, now=now),
        judged_calls.verdicts_on: lambda: judged_calls.verdicts_on(tender),
        contracts.contract_of: lambda: contracts.contract_of(award, kept.said, kept),
        contracts.contract_part: lambda: contracts.contract_part(contract),
        contracts.judge_acceptance: lambda: contracts.judge_acceptance(
            contract, case, contracts.words_of("acceptance", defaultdict(str)) | ACCEPTED, now
        ),
        contracts.judge_contract: lambda: contracts.judge_contract(contract, case, kept.said, now),
        contracts.preview: lambda: contracts.preview(kept),
        contracts.require_none_waiting: lambda: contracts.require_none_waiting(award.number, uuid4()),
        contracts.standing: lambda: contracts.standing(
            kept.form_id, "contract", award.number, kept.said, None, kept.drafted_by
        ),
        corrections.changes_between: lambda: corrections.changes_between(
            open_call, {"contact_zh": "县疾控中心"}, corrected_at=at
        ),
        corrections.on_medium_of_first: lambda: corrections.on_medium_of_first(
            tender, "correction", "https://medium.example/1"
        ),
        corrections.standing_of: lambda: corrections.standing_of(open_call),
        corrections.stated_by: lambda: corrections.stated_by(open_call, Amendment(), {"contact_zh": ""}),
        draws.check_room: lambda: draws.check_room(tender, {"outsider": 1}),
        draws.check_wanted: lambda: draws.check_wanted(tender, {"outsider": 1}),
        draws.eligible: lambda: draws.eligible(tender, now=now),
        draws.is_tied: lambda: draws.is_tied(member),
        draws.next_in_order: lambda: draws.next_in_order(draw, "outsider", now=now),
        draws.suggested: lambda: draws.suggested(tender),
        evaluation.flagged: lambda: evaluation.flagged(tender),
        evaluation.missing_of: lambda: evaluation.missing_of(member),
        evaluation.plan_of: lambda: evaluation.plan_of(lot, case),
        evaluation.plans_of: lambda: evaluation.plans_of(tender),
        evaluation.scored_offers: lambda: list(evaluation.scored_offers(tender)),
        law.book_in_force: law.book_in_force,
        law.confirmable: lambda: law.confirmable("YN.threshold"),
        law.confirmations: lambda: law.confirmations(law.book_on_disk()),
        law.case_of: lambda: law.case_of(tender),
        law.current: law.current,
        law.current_editions: law.current_editions,
        law.law_of: lambda: law.law_of(tender),
        law.newer_calendar: lambda: law.newer_calendar(open_call),
        law.passed_in_step: lambda: law.passed_in_step(tender),
        law.passed_of: lambda: law.passed_of(tender),
        law.unpassed: lambda: law.unpassed(tender, []),
        law.pin: lambda: law.pin(tender),
        law.usual_deduction: lambda: law.usual_deduction("competitive_consultation"),
        law.waivable_rules: law.waivable_rules,
        law.waivers_of: lambda: law.waivers_of(tender),
        law.cleared_of: lambda: law.cleared_of(tender),
        law.said_of_passages: lambda: law.said_of_passages(tender),
        notice_parts.parts_of: lambda: notice_parts.parts_of(
            tender, kind="award", seq=9, legal_at=now, now=now, medium_url=""
        ),
        notice_parts.lawful_of: lambda: notice_parts.lawful_of(tender, kind="award", legal_at=now),
        notice_parts.preview: lambda: notice_parts.preview(tender, kind="contract", now=now),
        judged_openings.counting_of: lambda: judged_openings.counting_of(tender, 1, now),
        judged_openings.due: lambda: judged_openings.due(tender, now),
        judged_openings.extended_closing: lambda: judged_openings.extended_closing(tender, now=now),
        judged_openings.gate_of: lambda: judged_openings.gate_of(tender, case, round=1, now=now),
        judged_openings.may_be_extended: lambda: judged_openings.may_be_extended(tender),
        public_files.check_file: lambda: public_files.check_file(openings.PDF, tender),
        public_words.answered: lambda: public_words.answered({"0" * 64}),
        public_words.check: lambda: public_words.check({"summary_zh": "阿明是感染者"}, **about),
        public_words.in_the_way: lambda: public_words.in_the_way("阿明是感染者", **about),
        public_words.in_the_way_of: lambda: public_words.in_the_way_of("summary_zh", "阿明是感染者", **about),
        questions.silence_of: lambda: questions.silence_of(tender, case, now),
        ranking.body_of: lambda: ranking.body_of(tender, lot, rankings[0].body["panel"]),
        ranking.hindrances: lambda: ranking.hindrances(tender),
        ranking.short_lots: lambda: ranking.short_lots(tender, case),
        repeats.same_beginning_or_refuse: lambda: repeats.same_beginning_or_refuse(
            tender.subject, "draft_created", ""
        ),
        repeats.standing: lambda: repeats.standing(Answer, uuid4(), own={}, said={}),
        results.restated_part: lambda: results.restated_part(tender, {}),
        results.result_part: lambda: results.result_part(
            tender, case, rankings, decided, stage="award", shown_at=now
        ),
        seating.check_outsider: lambda: seating.check_outsider(
            tender, "李某", "州疾控中心", "13800000000", now=now
        ),
        seating.check_seat: lambda: seating.check_seat(tender, "buyer", by, "", now=now),
        seating.sits_already: lambda: seating.sits_already(tender, by, frozenset()),
        seating.bidders_of: lambda: seating.bidders_of(tender),
        seating.is_near: lambda: seating.is_near(tender, bid.lead),
        seating.voucher_named: lambda: seating.voucher_named("没有这个组织", office="", contact=""),
        seating.voucher_of: lambda: seating.voucher_of(tender, "没有这个组织", office="", contact=""),
    }


@contextmanager
def reading_only():
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        yield


def test_no_judgement_writes(call):
    asked = asked_of(call)
    assert {named(one) for one in asked} | OF_VALUES == set(public_functions())
    for judge in asked.values():
        with reading_only(), suppress(*REFUSALS):
            judge()
    with pytest.raises(InternalError, match="read-only transaction"), reading_only():
        call.tender.save()


def test_publishing_fetches_facts_and_law_once(django_assert_num_queries):
    by = calls.office()
    calls.published(by)  # what a process keeps of the law is there
    waiting = calls.submitted(by)
    with django_assert_num_queries(52):
        tenders.approve(waiting.number, by=by.approver, now=calls.PUBLISHED)


def test_deciding_and_awarding_fetch_facts_law_and_ranking_once(django_assert_num_queries):
    call = made.judged()
    call.draft()
    remembered.walk()
    with django_assert_num_queries(72):
        call.approve()
    call.wait_out()
    with django_assert_num_queries(81):
        call.award()
