"""The moment of a press, the published closing and the keys of receipts belong to the database."""

import django.db.models.deletion
from django.db import migrations, models

from portal.ground.ledger.append_only import AppendOnly

# A closing once published may move later only. The columns of a notice are read from its own body.
NOTICE_DATES = """
CREATE FUNCTION procurement_dates_of(body text, OUT closes timestamptz, OUT opens timestamptz)
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
    SELECT (body::jsonb #>> '{call,bids_due}')::timestamptz,
           coalesce(body::jsonb #>> '{call,opens_at}', body::jsonb #>> '{call,bids_due}')::timestamptz
$$;
ALTER TABLE procurement_notice DISABLE TRIGGER USER;
UPDATE procurement_notice SET (closes_at, opens_at) = (SELECT closes, opens FROM procurement_dates_of(body));
ALTER TABLE procurement_notice ENABLE ALWAYS TRIGGER append_only_update;
ALTER TABLE procurement_notice ENABLE ALWAYS TRIGGER append_only_delete;
ALTER TABLE procurement_notice ENABLE ALWAYS TRIGGER append_only_truncate;

CREATE FUNCTION procurement_never_earlier() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    closes timestamptz;
    opens timestamptz;
    versions int;
    call bigint;
BEGIN
    IF TG_TABLE_NAME = 'procurement_notice' THEN
        SELECT d.closes, d.opens INTO NEW.closes_at, NEW.opens_at FROM public.procurement_dates_of(NEW.body) d;
        call := NEW.tender_id;
        PERFORM FROM public.procurement_tender WHERE id = call FOR NO KEY UPDATE;
    ELSE
        call := NEW.id;
    END IF;
    SELECT max(n.closes_at), max(n.opens_at), max(n.deadline_version) INTO closes, opens, versions
        FROM public.procurement_notice n WHERE n.tender_id = call;
    IF TG_TABLE_NAME = 'procurement_notice' THEN
        IF NEW.closes_at < closes OR NEW.opens_at < opens OR NEW.deadline_version < versions
                OR (NEW.closes_at IS NULL AND closes IS NOT NULL) THEN
            RAISE EXCEPTION 'a notice may not close or open a call earlier than was published'
                USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF (NEW.bids_due, NEW.opens_at, NEW.deadline_version)
            IS DISTINCT FROM (OLD.bids_due, OLD.opens_at, OLD.deadline_version) AND (
            NEW.bids_due < closes OR coalesce(NEW.opens_at, NEW.bids_due) < opens
            OR (NEW.bids_due IS NULL AND closes IS NOT NULL) OR NEW.deadline_version < versions) THEN
        RAISE EXCEPTION 'a call may not close or open earlier than was published'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER never_earlier BEFORE INSERT ON procurement_notice
    FOR EACH ROW EXECUTE FUNCTION procurement_never_earlier();
ALTER TABLE procurement_notice ENABLE ALWAYS TRIGGER never_earlier;
CREATE TRIGGER never_earlier BEFORE UPDATE ON procurement_tender
    FOR EACH ROW EXECUTE FUNCTION procurement_never_earlier();
ALTER TABLE procurement_tender ENABLE ALWAYS TRIGGER never_earlier
"""
NO_NOTICE_DATES = """
DROP TRIGGER never_earlier ON procurement_tender;
DROP TRIGGER never_earlier ON procurement_notice;
DROP FUNCTION procurement_never_earlier();
DROP FUNCTION procurement_dates_of(text)
"""

# The stamp is taken before the bid or anything else is waited for. A hold is believed if the public record
# tells of it, a closing if a notice does.
STAMP = """
ALTER TABLE procurement_press ADD COLUMN made_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
    ADD COLUMN stamped_at timestamptz NOT NULL DEFAULT clock_timestamp();
CREATE FUNCTION procurement_stamp_press() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    call record;
    told text;
BEGIN
    NEW.received_at := public.portal_clock();
    NEW.made_in := pg_current_xact_id();
    NEW.stamped_at := clock_timestamp();
    NEW.round := 1;
    NEW.due_at := NULL;
    NEW.on_hold := false;
    SELECT coalesce(max(number), 0) INTO NEW.after_seal FROM public.ledger_seal;
    SELECT t.id, t.number, t.step, b.status INTO call FROM public.procurement_bid b
        JOIN public.procurement_tender t ON t.id = b.tender_id WHERE b.id = NEW.bid_id;
    IF call.status = 'opened' THEN
        NEW.round := 2;
        IF call.step = 'evaluating' THEN
            SELECT final_due INTO NEW.due_at FROM public.procurement_consultation WHERE tender_id = call.id;
        END IF;
    ELSIF call.step IN ('open', 'closed', 'suspended') THEN
        SELECT max(closes_at) INTO NEW.due_at FROM public.procurement_notice WHERE tender_id = call.id;
        IF call.step = 'suspended' THEN
            SELECT kind INTO told FROM public.ledger_event
                WHERE subject = 'tender:' || call.number AND kind IN ('closing_suspended', 'closing_resumed')
                    AND public
                ORDER BY id DESC LIMIT 1;
            IF told = 'closing_suspended' THEN
                NEW.on_hold := true;
                NEW.due_at := NULL;
            END IF;
        END IF;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER stamp BEFORE INSERT ON procurement_press
    FOR EACH ROW EXECUTE FUNCTION procurement_stamp_press();
ALTER TABLE procurement_press ENABLE ALWAYS TRIGGER stamp;

CREATE FUNCTION procurement_take_stamp() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    press record;
BEGIN
    SELECT * INTO press FROM public.procurement_press WHERE id = NEW.press_id;
    IF press.id IS NULL OR press.bid_id <> NEW.bid_id OR press.made_in <> pg_current_xact_id()
            OR clock_timestamp() - press.stamped_at > interval '10 minutes' THEN
        RAISE EXCEPTION 'an intake takes its moment from the press of its own transaction'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF press.due_at IS NULL AND NOT press.on_hold THEN
        RAISE EXCEPTION 'this call takes no bids' USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM FROM public.procurement_bidpackage
        WHERE id = NEW.package_id AND (bid_id <> NEW.bid_id OR round <> press.round);
    IF FOUND THEN
        RAISE EXCEPTION 'an intake is for a package of its own bid and of the round of its press'
            USING ERRCODE = 'restrict_violation';
    END IF;
    NEW.received_at := press.received_at;
    NEW.due_at := press.due_at;
    IF NEW.doubted_after IS NOT NULL THEN
        NEW.doubted_after := press.after_seal;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER take_stamp BEFORE INSERT ON procurement_intake
    FOR EACH ROW EXECUTE FUNCTION procurement_take_stamp();
ALTER TABLE procurement_intake ENABLE ALWAYS TRIGGER take_stamp;

CREATE FUNCTION procurement_held_at(received timestamptz, after_seal bigint) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
    SELECT CASE WHEN after_seal IS NULL THEN received
        WHEN first IS NULL OR first > last OR received BETWEEN first AND last + interval '60 seconds'
            THEN least(received, last)
        ELSE first END
    FROM (
        SELECT (SELECT at FROM public.ledger_seal WHERE number = after_seal) AS first,
            least((SELECT at FROM public.ledger_seal WHERE number = after_seal + 1), public.portal_clock()) AS last
    ) AS seals
$$;

CREATE FUNCTION procurement_verdict_of_press() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    press record;
    held timestamptz;
    late boolean;
BEGIN
    SELECT received_at, due_at, doubted_after INTO press FROM public.procurement_intake WHERE id = NEW.intake_id;
    held := public.procurement_held_at(press.received_at, press.doubted_after);
    NEW.held_at := CASE WHEN held <> press.received_at THEN held END;
    late := coalesce(held >= press.due_at, false);
    IF late IS DISTINCT FROM (NEW.verdict = 'late') THEN
        RAISE EXCEPTION 'the verdict % does not fit the press', NEW.verdict USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER of_press BEFORE INSERT ON procurement_intakeverdict
    FOR EACH ROW EXECUTE FUNCTION procurement_verdict_of_press();
ALTER TABLE procurement_intakeverdict ENABLE ALWAYS TRIGGER of_press;

CREATE FUNCTION procurement_receipt_of_press() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    said jsonb := NEW.text::jsonb;
BEGIN
    PERFORM FROM public.procurement_intake i JOIN public.procurement_intakeverdict v ON v.intake_id = i.id
        JOIN public.procurement_bid b ON b.id = i.bid_id
        LEFT JOIN public.procurement_bidpackage p ON p.id = i.package_id
        WHERE i.id = NEW.intake_id AND coalesce(v.held_at, i.received_at) = (said ->> 'received_at')::timestamptz
        AND i.due_at IS NOT DISTINCT FROM (said ->> 'due_at')::timestamptz AND v.verdict = said ->> 'verdict'
        AND i.act = said ->> 'act' AND b.number = said ->> 'bid'
        AND p.envelope_hash IS NOT DISTINCT FROM said ->> 'envelope';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a receipt says what its press and its verdict say' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER of_press BEFORE INSERT ON procurement_receipt
    FOR EACH ROW EXECUTE FUNCTION procurement_receipt_of_press();
ALTER TABLE procurement_receipt ENABLE ALWAYS TRIGGER of_press
"""
NO_STAMP = """
DROP TRIGGER of_press ON procurement_receipt;
DROP FUNCTION procurement_receipt_of_press();
DROP TRIGGER of_press ON procurement_intakeverdict;
DROP FUNCTION procurement_verdict_of_press();
DROP FUNCTION procurement_held_at(timestamptz, bigint);
DROP TRIGGER take_stamp ON procurement_intake;
DROP FUNCTION procurement_take_stamp();
DROP TRIGGER stamp ON procurement_press;
DROP FUNCTION procurement_stamp_press();
ALTER TABLE procurement_press DROP COLUMN made_in, DROP COLUMN stamped_at
"""

# Each of these is told by one process alone: a closing put on hold by the clock's, an opening by the opener's.
TELLERS = """
CREATE FUNCTION procurement_teller() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.kind = 'closing_suspended' AND current_user IN ('portal_web', 'portal_letters', 'portal_opener')
        OR NEW.kind IN ('bids_opened', 'too_few_bids')
            AND current_user IN ('portal_web', 'portal_letters', 'portal_worker') THEN
        RAISE EXCEPTION '% may not tell of %', current_user, NEW.kind USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER teller BEFORE INSERT ON ledger_event FOR EACH ROW EXECUTE FUNCTION procurement_teller();
ALTER TABLE ledger_event ENABLE ALWAYS TRIGGER teller
"""
NO_TELLERS = """
DROP TRIGGER teller ON ledger_event;
DROP FUNCTION procurement_teller()
"""

# What reads opened bids is made by whoever opens, and by nobody else.
WRAPS = """
CREATE FUNCTION procurement_opener_wraps() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.recipient = 'evaluation' AND current_user IN ('portal_web', 'portal_worker') THEN
        RAISE EXCEPTION 'only the opener wraps for the evaluation' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER opener_wraps BEFORE INSERT OR UPDATE ON procurement_keywrap
    FOR EACH ROW EXECUTE FUNCTION procurement_opener_wraps();
ALTER TABLE procurement_keywrap ENABLE ALWAYS TRIGGER opener_wraps
"""
NO_WRAPS = """
DROP TRIGGER opener_wraps ON procurement_keywrap;
DROP FUNCTION procurement_opener_wraps()
"""

# A key is named by its own hash, valid from the database's moment, and stands in the public record.
KEYS = """
CREATE FUNCTION procurement_stamp_key() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.kid <> left(encode(sha256(decode(translate(NEW.x, '-_', '+/') || '=', 'base64')), 'hex'), 16) THEN
        RAISE EXCEPTION 'a key is named by its hash' USING ERRCODE = 'restrict_violation';
    END IF;
    NEW.valid_from := public.portal_clock();
    RETURN NEW;
END
$$;
CREATE TRIGGER stamp BEFORE INSERT ON procurement_receiptkey
    FOR EACH ROW EXECUTE FUNCTION procurement_stamp_key();
ALTER TABLE procurement_receiptkey ENABLE ALWAYS TRIGGER stamp;

CREATE FUNCTION procurement_key_is_public() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    PERFORM FROM public.ledger_event WHERE subject = 'receipt_key:' || NEW.kid AND kind = 'receipt_key' AND public
        AND payload::jsonb ->> 'x' = NEW.x;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a receipt key stands in the public record' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER is_public AFTER INSERT ON procurement_receiptkey DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION procurement_key_is_public();
ALTER TABLE procurement_receiptkey ENABLE ALWAYS TRIGGER is_public
"""
NO_KEYS = """
DROP TRIGGER is_public ON procurement_receiptkey;
DROP FUNCTION procurement_key_is_public();
DROP TRIGGER stamp ON procurement_receiptkey;
DROP FUNCTION procurement_stamp_key()
"""


class Migration(migrations.Migration):
    dependencies = [("procurement", "0017_read_passages"), ("ledger", "0003_letters_in_turn")]

    operations = [
        migrations.AddField("notice", "closes_at", models.DateTimeField(null=True, editable=False)),
        migrations.AddField("notice", "opens_at", models.DateTimeField(null=True, editable=False)),
        migrations.CreateModel(
            name="Press",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("round", models.PositiveSmallIntegerField()),
                ("received_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("on_hold", models.BooleanField()),
                ("after_seal", models.BigIntegerField()),
                (
                    "bid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="presses", to="procurement.bid"
                    ),
                ),
            ],
            options={"verbose_name_plural": "presses"},
        ),
        migrations.AddField(
            "intake",
            "press",
            models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="intake", to="procurement.press"
            ),
        ),
        migrations.AlterField("intake", "received_at", models.DateTimeField(editable=False)),
        migrations.RunSQL(NOTICE_DATES, NO_NOTICE_DATES),
        migrations.RunSQL(STAMP, NO_STAMP),
        AppendOnly("procurement_press"),
        migrations.RemoveField("receiptkey", "valid_to"),
        migrations.RunSQL(TELLERS, NO_TELLERS),
        migrations.RunSQL(WRAPS, NO_WRAPS),
        migrations.RunSQL(KEYS, NO_KEYS),
        AppendOnly("procurement_receiptkey"),
    ]
