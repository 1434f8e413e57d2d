"""An account that its owner closes: when, and the one act that erases it, which nobody can do before that moment."""

from django.db import migrations, models

CLOSE = """
CREATE FUNCTION portal_close_account(number bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    address text;
    today date := (portal_clock() AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
    SELECT email INTO address FROM organizations_user
        WHERE id = number AND closes_at <= portal_clock() FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE organizations_user SET
        username = 'closed-' || replace(gen_random_uuid()::text, '-', ''), password = '!', display_name = '', email = '',
        is_active = false, last_login = NULL, recovery_from = NULL, recovery_code = '', closes_at = NULL,
        closed_at = portal_clock()
        WHERE id = number;
    DELETE FROM account_emailconfirmation WHERE email_address_id IN
        (SELECT id FROM account_emailaddress WHERE user_id = number);
    DELETE FROM account_emailaddress WHERE user_id = number;
    DELETE FROM mfa_authenticator WHERE user_id = number;
    DELETE FROM django_session WHERE session_key IN
        (SELECT session_key FROM organizations_signin WHERE user_id = number);
    DELETE FROM organizations_signin WHERE user_id = number;
    DELETE FROM organizations_invitation WHERE user_id = number OR by_id = number;
    -- A role of no whole day leaves no row; the ledger keeps both acts.
    DELETE FROM organizations_membership
        WHERE user_id = number AND from_date >= today AND (to_date IS NULL OR to_date >= today);
    UPDATE organizations_membership SET to_date = today - 1
        WHERE user_id = number AND (to_date IS NULL OR to_date >= today);
    UPDATE ledger_letter SET address = '', state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END
        WHERE recipient = 'user:' || number;
    DELETE FROM alerts_stop WHERE recipient = 'user:' || number;
    UPDATE alerts_subscriber SET stopped_at = portal_clock() WHERE email = address AND stopped_at IS NULL;
    RETURN true;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0008_invitation"),
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.AddField("user", "closes_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("user", "closed_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunSQL(CLOSE, "DROP FUNCTION portal_close_account(bigint)"),
    ]
