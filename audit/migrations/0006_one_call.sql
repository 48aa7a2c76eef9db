-- What an act writes into the log costs one call, and PostgreSQL does no more for it than it must. What is refused is
-- what was refused before.

-- Writes the entries of the current transaction. Each line of `entries` is one: its canonical JSON as far as "actor", a
-- tab, and from what follows "at" to what comes before "xid", which are put in here. Each line of `kept_apart` is a
-- value: event, field, salt in hex and JSON, with tabs between. Canonical JSON has neither a raw tab nor a line's end.
-- It has no right of its own: the triggers below judge what it inserts as they judge whatever else is inserted.
CREATE FUNCTION audit_write(entries text, kept_apart text) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    at text := ',"at":"' || to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '+00:00",';
    xid text := ',"xid":"' || pg_current_xact_id() || '"}';
BEGIN
    INSERT INTO audit_event (payload)
        SELECT convert_to(split_part(line, E'\t', 1) || at || split_part(line, E'\t', 2) || xid, 'UTF8')
        FROM string_to_table(entries, E'\n') AS line;
    INSERT INTO audit_detail (event_id, field, salt, value)
        SELECT split_part(line, E'\t', 1)::uuid, split_part(line, E'\t', 2), decode(split_part(line, E'\t', 3), 'hex'),
            split_part(line, E'\t', 4)
        FROM string_to_table(kept_apart, E'\n') AS line;
END $$;

-- A detail belongs to an event of the same transaction, and to a commitment that the event made.
CREATE OR REPLACE FUNCTION audit_check_detail() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM added
        WHERE encode(sha256(added.salt || convert_to(added.value, 'UTF8')), 'hex') IS DISTINCT FROM (
            SELECT convert_from(event.payload, 'UTF8')::jsonb #>> ARRAY['commitments', added.field]
            FROM audit_event AS event WHERE event.id = added.event_id AND event.xid = pg_current_xact_id()
        )
    ) THEN
        RAISE EXCEPTION 'the event made no such commitment';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER audit_check ON audit_detail;
CREATE TRIGGER audit_check AFTER INSERT ON audit_detail REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION audit_check_detail();
ALTER TABLE audit_detail ENABLE ALWAYS TRIGGER audit_check;

-- A foreign key would ask the same once more, for each row, and lock the event: details are checked against it, what
-- waits is its own row, and no event is ever deleted. A leaf is of one event, so none is sealed twice.
ALTER TABLE audit_detail DROP CONSTRAINT audit_detail_event_id_fkey;
ALTER TABLE audit_pending DROP CONSTRAINT audit_pending_event_id_fkey, DROP CONSTRAINT audit_pending_event_id_key;

CREATE OR REPLACE FUNCTION audit_guard_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    touched text; changed text[]; was jsonb;
BEGIN
    IF TG_OP = 'DELETE' THEN touched := OLD.id; ELSE touched := NEW.id; END IF;
    IF TG_OP = 'UPDATE' THEN
        was := to_jsonb(OLD);
        changed := ARRAY(SELECT key FROM jsonb_each(to_jsonb(NEW)) WHERE value IS DISTINCT FROM was -> key ORDER BY key);
    END IF;
    INSERT INTO audit_row_change (xid, at, table_name, row_id, operation, columns)
        SELECT pg_current_xact_id(), clock_timestamp(), TG_TABLE_NAME, touched, TG_OP, changed
        WHERE EXISTS (
            SELECT FROM audit_event
            WHERE xid = pg_current_xact_id() AND operation NOT IN ('consultation', 'disclosure') AND outcome = 'done'
        );
    IF NOT FOUND THEN
        RAISE EXCEPTION 'an unaudited % on % is refused', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege', HINT = 'Write through an action.';
    END IF;
    RETURN NULL;
END $$;

-- Most events put nobody before a reader; an empty list is no place in the index.
DROP INDEX audit_event_references;
CREATE INDEX audit_event_references ON audit_event USING gin ("references") WHERE "references" <> '{}';

CREATE OR REPLACE FUNCTION audit_erase_details(about text, spared text[], is_shown_too boolean, until timestamptz)
    RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    erased bigint;
BEGIN
    IF about = '' THEN
        RAISE EXCEPTION 'an erasure names its record';
    END IF;
    DELETE FROM audit_detail AS detail USING audit_event AS event
        WHERE event.id = detail.event_id AND event.at <= until AND detail.field <> ALL (spared)
            AND (event.subject_ref = about OR event.object_ref = about
                 OR is_shown_too AND event."references" <> '{}' AND event."references" @> ARRAY[about]);
    GET DIAGNOSTICS erased = ROW_COUNT;
    RETURN erased;
END $$;

REVOKE ALL ON FUNCTION audit_write(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_write(text, text) TO dar_app;
