-- Lawful erasure: what is kept apart of events may be deleted, value and salt, and nothing else of the log.
-- Only audit_erase_details may do it, and only in a transaction that writes the event of an erasure about the same record.

DROP TRIGGER audit_fixed ON audit_detail;
CREATE TRIGGER audit_fixed BEFORE UPDATE ON audit_detail FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
ALTER TABLE audit_detail ENABLE ALWAYS TRIGGER audit_fixed;

CREATE FUNCTION audit_refuse_other_erasure() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF current_user <> 'dar_audit' THEN
        RAISE EXCEPTION 'the audit trail refuses % on %', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END $$;

CREATE FUNCTION audit_check_erasure() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM audit_event AS erasure
        JOIN audit_event AS erased ON erased.id = OLD.event_id
        WHERE erasure.xid = pg_current_xact_id() AND erasure.operation = 'erasure' AND erasure.outcome = 'done'
            AND erasure.subject_ref <> ''
            AND (erasure.subject_ref IN (erased.subject_ref, erased.object_ref)
                 OR erased."references" @> ARRAY[erasure.subject_ref])
    ) THEN
        RAISE EXCEPTION 'an erasure that no event tells of is refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER audit_erased BEFORE DELETE ON audit_detail FOR EACH ROW EXECUTE FUNCTION audit_refuse_other_erasure();
ALTER TABLE audit_detail ENABLE ALWAYS TRIGGER audit_erased;
CREATE CONSTRAINT TRIGGER audit_erasure_is_told AFTER DELETE ON audit_detail
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_check_erasure();
ALTER TABLE audit_detail ENABLE ALWAYS TRIGGER audit_erasure_is_told;

-- Deletes the values kept apart of events about a record, up to a moment: all but the fields that are spared. Where
-- `is_shown_too`, also those of events that put the record before a reader among others. Gives how many.
CREATE FUNCTION audit_erase_details(about text, spared text[], is_shown_too boolean, until timestamptz) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    erased bigint;
BEGIN
    IF about = '' THEN
        RAISE EXCEPTION 'an erasure names its record';
    END IF;
    DELETE FROM audit_detail AS detail USING audit_event AS event
        WHERE event.id = detail.event_id AND event.at <= until AND detail.field <> ALL (spared)
            AND (event.subject_ref = about OR event.object_ref = about
                 OR is_shown_too AND event."references" @> ARRAY[about]);
    GET DIAGNOSTICS erased = ROW_COUNT;
    RETURN erased;
END $$;

REVOKE ALL ON FUNCTION audit_refuse_other_erasure(), audit_check_erasure(),
    audit_erase_details(text, text[], boolean, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_erase_details(text, text[], boolean, timestamptz) TO dar_app;
ALTER FUNCTION audit_check_erasure() OWNER TO dar_audit;
ALTER FUNCTION audit_erase_details(text, text[], boolean, timestamptz) OWNER TO dar_audit;
