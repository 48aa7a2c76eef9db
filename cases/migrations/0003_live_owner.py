"""An open case always has somebody who can sign in."""

from django.db import migrations

# Nothing is ever unowned: whoever is given an open case can sign in, and is of its force. The row of the user is held
# until the end, so that nobody is switched off meanwhile. What a user leaves behind is handed over, not refused: to
# switch somebody off must always be possible.
LIVE_OWNER = """
CREATE FUNCTION cases_require_live_owner() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.closed_at IS NULL AND (
        TG_OP = 'INSERT' OR NEW.owner_id <> OLD.owner_id OR OLD.closed_at IS NOT NULL
    ) THEN
        PERFORM FROM accounts_user
            WHERE id = NEW.owner_id AND is_active AND kind = 'person' AND force_id = NEW.force_id FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'an open case has an owner of its force who can sign in'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'an_open_case_has_a_live_owner';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER an_open_case_has_a_live_owner BEFORE INSERT OR UPDATE OF owner_id, closed_at ON cases_case
    FOR EACH ROW EXECUTE FUNCTION cases_require_live_owner();
ALTER TABLE cases_case ENABLE ALWAYS TRIGGER an_open_case_has_a_live_owner;
"""
GONE = """
DROP TRIGGER an_open_case_has_a_live_owner ON cases_case;
DROP FUNCTION cases_require_live_owner();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_guard")]
    operations = [migrations.RunSQL(LIVE_OWNER, GONE)]
