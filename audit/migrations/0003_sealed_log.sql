-- The sealed log: the number of each event in the Merkle tree, the tree in tiles, and what was signed about it.
-- dar_sealer alone may write here, and only onwards; everybody's readers may read. dar_audit owns it.

GRANT USAGE ON SCHEMA public TO dar_sealer;

-- How many events are sealed. Whoever seals holds this row.
CREATE TABLE audit_head (
    id smallint PRIMARY KEY CONSTRAINT there_is_one_log CHECK (id = 1),
    size bigint NOT NULL CONSTRAINT a_log_has_no_fewer_than_no_entries CHECK (size >= 0)
);
INSERT INTO audit_head (id, size) VALUES (1, 0);

CREATE TABLE audit_leaf (
    number bigint PRIMARY KEY CONSTRAINT entries_are_numbered_from_nothing CHECK (number >= 0),
    event_id uuid NOT NULL CONSTRAINT an_event_is_sealed_once UNIQUE REFERENCES audit_event (id)
);

CREATE TABLE audit_tile (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    level smallint NOT NULL CONSTRAINT a_tile_has_a_level_of_the_standard CHECK (level BETWEEN 0 AND 63),
    index bigint NOT NULL CONSTRAINT tiles_are_numbered_from_nothing CHECK (index >= 0),
    hashes bytea NOT NULL CONSTRAINT a_tile_holds_1_to_256_hashes
        CHECK (octet_length(hashes) BETWEEN 32 AND 8192 AND octet_length(hashes) % 32 = 0),
    CONSTRAINT one_tile_for_each_place UNIQUE (level, index)
);
ALTER TABLE audit_tile ALTER hashes SET STORAGE EXTERNAL;

CREATE TABLE audit_tally (
    key text PRIMARY KEY,
    count bigint NOT NULL CONSTRAINT what_is_counted_is_there CHECK (count > 0)
);

CREATE TABLE audit_checkpoint (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    size bigint NOT NULL CONSTRAINT a_checkpoint_is_of_some_log CHECK (size >= 0),
    root bytea NOT NULL CONSTRAINT a_root_is_32_bytes CHECK (octet_length(root) = 32),
    counts text NOT NULL,
    note text NOT NULL,
    signed_at timestamptz NOT NULL
);
CREATE INDEX audit_checkpoint_size ON audit_checkpoint (size, id);
CREATE INDEX audit_checkpoint_signed ON audit_checkpoint (signed_at, id);

-- A log only grows: what is sealed stays, and what changes goes on where it was.
CREATE FUNCTION audit_only_onwards() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    goes_on boolean;
BEGIN
    goes_on := CASE TG_TABLE_NAME
        WHEN 'audit_head' THEN (to_jsonb(NEW) ->> 'size')::bigint >= (to_jsonb(OLD) ->> 'size')::bigint
        WHEN 'audit_tally' THEN to_jsonb(NEW) ->> 'key' = to_jsonb(OLD) ->> 'key'
            AND (to_jsonb(NEW) ->> 'count')::bigint >= (to_jsonb(OLD) ->> 'count')::bigint
        ELSE to_jsonb(NEW) - 'hashes' = to_jsonb(OLD) - 'hashes'
            AND starts_with(to_jsonb(NEW) ->> 'hashes', to_jsonb(OLD) ->> 'hashes')
    END;
    IF NOT goes_on THEN
        RAISE EXCEPTION 'the sealed log only grows: % on % is refused', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

-- Numbers have no gap: a leaf is the next one, and the head follows in the same transaction.
CREATE FUNCTION audit_check_head() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (SELECT size FROM audit_head) IS DISTINCT FROM coalesce((SELECT max(number) + 1 FROM audit_leaf), 0) THEN
        RAISE EXCEPTION 'the head of the log is not where its entries end' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

DO $$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY ARRAY['audit_leaf', 'audit_checkpoint'] LOOP
        EXECUTE format('CREATE TRIGGER audit_fixed BEFORE UPDATE OR DELETE ON %I FOR EACH ROW'
            ' EXECUTE FUNCTION audit_refuse_change()', kept);
    END LOOP;
    FOREACH kept IN ARRAY ARRAY['audit_head', 'audit_tile', 'audit_tally'] LOOP
        EXECUTE format('CREATE TRIGGER audit_onwards BEFORE UPDATE ON %I FOR EACH ROW'
            ' EXECUTE FUNCTION audit_only_onwards()', kept);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER audit_onwards', kept);
        EXECUTE format('CREATE TRIGGER audit_fixed BEFORE DELETE ON %I FOR EACH ROW'
            ' EXECUTE FUNCTION audit_refuse_change()', kept);
    END LOOP;
    FOREACH kept IN ARRAY ARRAY['audit_leaf', 'audit_checkpoint', 'audit_head', 'audit_tile', 'audit_tally'] LOOP
        EXECUTE format('CREATE TRIGGER audit_kept BEFORE TRUNCATE ON %I FOR EACH STATEMENT'
            ' EXECUTE FUNCTION audit_refuse_change()', kept);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER audit_fixed', kept);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER audit_kept', kept);
        EXECUTE format('REVOKE ALL ON %I FROM dar_app', kept);
        EXECUTE format('GRANT SELECT ON %I TO dar_app, dar_sealer', kept);
    END LOOP;
END $$;

CREATE CONSTRAINT TRIGGER audit_head_fits AFTER UPDATE ON audit_head
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_check_head();
ALTER TABLE audit_head ENABLE ALWAYS TRIGGER audit_head_fits;

GRANT SELECT, DELETE ON audit_pending TO dar_sealer;
GRANT SELECT (id, at, leaf_hash, actor_force) ON audit_event TO dar_sealer;
GRANT UPDATE (size) ON audit_head TO dar_sealer;
GRANT INSERT (number, event_id) ON audit_leaf TO dar_sealer;
GRANT INSERT (level, index, hashes), UPDATE (hashes) ON audit_tile TO dar_sealer;
GRANT INSERT (key, count), UPDATE (count) ON audit_tally TO dar_sealer;
GRANT INSERT (size, root, counts, note, signed_at) ON audit_checkpoint TO dar_sealer;

REVOKE ALL ON FUNCTION audit_only_onwards(), audit_check_head() FROM PUBLIC;

ALTER TABLE audit_head OWNER TO dar_audit;
ALTER TABLE audit_leaf OWNER TO dar_audit;
ALTER TABLE audit_tile OWNER TO dar_audit;
ALTER TABLE audit_tally OWNER TO dar_audit;
ALTER TABLE audit_checkpoint OWNER TO dar_audit;
ALTER FUNCTION audit_check_head() OWNER TO dar_audit;
