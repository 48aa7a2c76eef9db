-- The log. dar_audit owns it and nobody signs in as dar_audit; dar_app may insert a payload and read.
-- Every function names pg_temp last: unnamed it comes first, and a session's own temporary table called audit_event
-- would then answer for the log.

GRANT USAGE, CREATE ON SCHEMA public TO dar_audit;
GRANT USAGE ON SCHEMA public TO dar_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO dar_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO dar_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO dar_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO dar_app;

CREATE TABLE audit_event (
    id uuid PRIMARY KEY,
    xid xid8 NOT NULL,
    at timestamptz NOT NULL,
    code text NOT NULL,
    operation text NOT NULL,
    outcome text NOT NULL,
    actor_ref text NOT NULL,
    actor_kind text NOT NULL,
    actor_force text NOT NULL,
    actor_roles text[] NOT NULL,
    on_behalf_of text NOT NULL,
    channel text NOT NULL,
    session text NOT NULL,
    request text NOT NULL,
    object_type text NOT NULL,
    object_ref text NOT NULL,
    subject_ref text NOT NULL,
    subject_category text NOT NULL,
    "references" text[] NOT NULL,
    recipients text[] NOT NULL,
    reason text NOT NULL,
    fields jsonb NOT NULL CONSTRAINT fields_are_an_object CHECK (jsonb_typeof(fields) = 'object'),
    payload bytea NOT NULL CONSTRAINT payload_is_at_most_60000_bytes CHECK (octet_length(payload) <= 60000),
    leaf_hash bytea NOT NULL GENERATED ALWAYS AS (sha256('\x00'::bytea || payload)) STORED
);
CREATE INDEX audit_event_xid ON audit_event (xid);
CREATE INDEX audit_event_at ON audit_event (at DESC, id DESC);
CREATE INDEX audit_event_subject ON audit_event (subject_ref, at DESC) WHERE subject_ref <> '';
CREATE INDEX audit_event_object ON audit_event (object_ref, at DESC) WHERE object_ref <> '';
CREATE INDEX audit_event_force ON audit_event (actor_force, at DESC, id DESC);
CREATE INDEX audit_event_actor ON audit_event (actor_ref, at DESC);
CREATE INDEX audit_event_references ON audit_event USING gin ("references");

CREATE TABLE audit_detail (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id uuid NOT NULL REFERENCES audit_event (id),
    field text NOT NULL,
    value text NOT NULL,
    salt bytea NOT NULL CONSTRAINT salt_is_32_bytes CHECK (octet_length(salt) = 32),
    CONSTRAINT one_value_for_a_field_of_an_event UNIQUE (event_id, field)
);

CREATE TABLE audit_row_change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid xid8 NOT NULL,
    at timestamptz NOT NULL,
    table_name text NOT NULL,
    row_id text NOT NULL,
    operation text NOT NULL,
    columns text[]
);
CREATE INDEX audit_row_change_xid ON audit_row_change (xid);

-- What the sealer has still to put into the Merkle log; written by a trigger, so never without its event.
CREATE TABLE audit_pending (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id uuid NOT NULL UNIQUE REFERENCES audit_event (id)
);

-- Every column comes from the payload: a column outside the proven bytes could be forged unseen.
CREATE FUNCTION audit_fill_event() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    said jsonb := convert_from(NEW.payload, 'UTF8')::jsonb;
BEGIN
    IF (said ->> 'xid')::xid8 IS DISTINCT FROM pg_current_xact_id() THEN
        RAISE EXCEPTION 'the event does not belong to this transaction';
    END IF;
    NEW.at := (said ->> 'at')::timestamptz;
    IF NEW.at IS NULL OR NEW.at < transaction_timestamp() OR NEW.at > clock_timestamp() THEN
        RAISE EXCEPTION 'the event is not of now by the clock of the database';
    END IF;
    NEW.id := (said ->> 'id')::uuid;
    NEW.xid := pg_current_xact_id();
    NEW.code := said ->> 'code';
    NEW.operation := said ->> 'operation';
    NEW.outcome := said ->> 'outcome';
    NEW.actor_ref := said #>> '{actor,ref}';
    NEW.actor_kind := said #>> '{actor,kind}';
    NEW.actor_force := said #>> '{actor,force}';
    NEW.actor_roles := ARRAY(SELECT jsonb_array_elements_text(said #> '{actor,roles}'));
    NEW.on_behalf_of := said #>> '{actor,on_behalf_of}';
    NEW.channel := said #>> '{origin,channel}';
    NEW.session := said #>> '{origin,session}';
    NEW.request := said #>> '{origin,request}';
    NEW.object_type := said #>> '{object,type}';
    NEW.object_ref := said #>> '{object,ref}';
    NEW.subject_ref := said #>> '{subject,ref}';
    NEW.subject_category := said #>> '{subject,category}';
    NEW."references" := ARRAY(SELECT jsonb_array_elements_text(said -> 'references'));
    NEW.recipients := ARRAY(SELECT jsonb_array_elements_text(said -> 'recipients'));
    NEW.reason := said ->> 'reason';
    NEW.fields := said -> 'fields';
    RETURN NEW;
END $$;

CREATE FUNCTION audit_queue_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO audit_pending (event_id) VALUES (NEW.id);
    RETURN NULL;
END $$;

-- A detail belongs to an event of the same transaction, and to a commitment that the event made.
CREATE FUNCTION audit_check_detail() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    promised text;
BEGIN
    SELECT convert_from(payload, 'UTF8')::jsonb #>> ARRAY['commitments', NEW.field] INTO promised
        FROM audit_event WHERE id = NEW.event_id AND xid = pg_current_xact_id();
    IF promised IS DISTINCT FROM encode(sha256(NEW.salt || convert_to(NEW.value, 'UTF8')), 'hex') THEN
        RAISE EXCEPTION 'the event made no such commitment';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail refuses % on %', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

-- The guard of every protected table, fired at commit: records the row's change, and refuses it when the transaction
-- carries no event of its own that writes. It asks the event rows, never a setting, which a session could forge.
CREATE FUNCTION audit_guard_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    was jsonb; becomes jsonb; changed text[];
BEGIN
    IF NOT EXISTS (
        SELECT FROM audit_event
        WHERE xid = pg_current_xact_id() AND operation NOT IN ('consultation', 'disclosure') AND outcome = 'done'
    ) THEN
        RAISE EXCEPTION 'an unaudited % on % is refused', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege', HINT = 'Write through an action.';
    END IF;
    IF TG_OP <> 'INSERT' THEN was := to_jsonb(OLD); END IF;
    IF TG_OP <> 'DELETE' THEN becomes := to_jsonb(NEW); END IF;
    IF TG_OP = 'UPDATE' THEN
        changed := ARRAY(SELECT key FROM jsonb_each(becomes) WHERE value IS DISTINCT FROM was -> key ORDER BY key);
    END IF;
    INSERT INTO audit_row_change (xid, at, table_name, row_id, operation, columns)
        VALUES (pg_current_xact_id(), clock_timestamp(), TG_TABLE_NAME,
                coalesce(becomes, was) ->> 'id', TG_OP, changed);
    RETURN NULL;
END $$;

CREATE TRIGGER audit_a_fill BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_fill_event();
CREATE TRIGGER audit_queue AFTER INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_queue_event();
CREATE TRIGGER audit_check BEFORE INSERT ON audit_detail FOR EACH ROW EXECUTE FUNCTION audit_check_detail();
CREATE TRIGGER audit_fixed BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_kept BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_fixed BEFORE UPDATE OR DELETE ON audit_detail FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_kept BEFORE TRUNCATE ON audit_detail FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_fixed BEFORE UPDATE OR DELETE ON audit_row_change
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_kept BEFORE TRUNCATE ON audit_row_change
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_kept BEFORE TRUNCATE ON audit_pending FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();

ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_a_fill;
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_queue;
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_fixed;
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_kept;
ALTER TABLE audit_detail ENABLE ALWAYS TRIGGER audit_check;
ALTER TABLE audit_detail ENABLE ALWAYS TRIGGER audit_fixed;
ALTER TABLE audit_detail ENABLE ALWAYS TRIGGER audit_kept;
ALTER TABLE audit_row_change ENABLE ALWAYS TRIGGER audit_fixed;
ALTER TABLE audit_row_change ENABLE ALWAYS TRIGGER audit_kept;
ALTER TABLE audit_pending ENABLE ALWAYS TRIGGER audit_kept;

REVOKE ALL ON audit_event, audit_detail, audit_row_change, audit_pending FROM dar_app;
GRANT SELECT ON audit_event, audit_detail, audit_row_change TO dar_app;
GRANT INSERT (payload) ON audit_event TO dar_app;
GRANT INSERT (event_id, field, value, salt) ON audit_detail TO dar_app;

-- Whoever may execute a trigger's function may hang it on a table of their own and have it write for them.
REVOKE ALL ON FUNCTION audit_fill_event(), audit_queue_event(), audit_check_detail(), audit_refuse_change(),
    audit_guard_row() FROM PUBLIC;

ALTER TABLE audit_event OWNER TO dar_audit;
ALTER TABLE audit_detail OWNER TO dar_audit;
ALTER TABLE audit_row_change OWNER TO dar_audit;
ALTER TABLE audit_pending OWNER TO dar_audit;
ALTER FUNCTION audit_queue_event() OWNER TO dar_audit;
ALTER FUNCTION audit_guard_row() OWNER TO dar_audit;
