"""Tables of bids and results that are only ever added to, and sealed parts that stay as they are."""

from django.db import migrations

from portal.ground.ledger.append_only import AppendOnly

# A part of a revision that has a package is evidence: its receipt names the hash of these very bytes.
KEEP_SEALED_PARTS = """
CREATE FUNCTION procurement_keep_sealed_parts() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    held bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.bid_id ELSE OLD.bid_id END;
    sealed int := CASE WHEN TG_OP = 'INSERT' THEN NEW.revision ELSE OLD.revision END;
BEGIN
    PERFORM FROM public.procurement_bidpackage WHERE bid_id = held AND revision = sealed;
    IF FOUND THEN
        RAISE EXCEPTION 'parts of a sealed revision stand: % refused', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER keep_sealed_parts BEFORE INSERT OR UPDATE OR DELETE ON procurement_biditem
    FOR EACH ROW EXECUTE FUNCTION procurement_keep_sealed_parts();
ALTER TABLE procurement_biditem ENABLE ALWAYS TRIGGER keep_sealed_parts
"""
FREE_PARTS = """
DROP TRIGGER keep_sealed_parts ON procurement_biditem;
DROP FUNCTION procurement_keep_sealed_parts()
"""
ADDED_ONLY = (
    "bidpackage",
    "intake",
    "intakeverdict",
    "receipt",
    "bidconfirmation",
    "openingconfirmation",
    "opening",
    "openedoffer",
    "openingfault",
    "declaration",
    "score",
    "consultation",
    "evaluationreport",
    "bidresult",
    "acceptance",
    "plantalk",
    "fundingconfirmation",
)


class Migration(migrations.Migration):
    dependencies = [("procurement", "0003_bids"), ("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(KEEP_SEALED_PARTS, FREE_PARTS),
        *(AppendOnly(f"procurement_{table}") for table in ADDED_ONLY),
        AppendOnly("procurement_award", updatable=("revoked_at",)),
        AppendOnly("procurement_nonconformity", updatable=("lifted_at",)),
    ]
