-- Who else vouches for the log, and what a page about its state may ask of the queue.

-- What a witness signed about a checkpoint: a line of a signed note, as it came.
CREATE TABLE audit_cosignature (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    checkpoint_id bigint NOT NULL REFERENCES audit_checkpoint (id),
    witness text NOT NULL CONSTRAINT a_witness_has_a_name CHECK (witness <> ''),
    line text NOT NULL,
    cosigned_at timestamptz NOT NULL,
    CONSTRAINT a_witness_vouches_once_for_a_checkpoint UNIQUE (checkpoint_id, witness)
);

-- How each witness was found when it was last asked: no evidence, and so the only table here that may go back.
CREATE TABLE audit_witness (
    name text PRIMARY KEY CONSTRAINT a_witness_that_is_asked_has_a_name CHECK (name <> ''),
    asked_at timestamptz NOT NULL,
    size bigint NOT NULL DEFAULT 0 CONSTRAINT a_witness_has_seen_some_log CHECK (size >= 0),
    cosigned_at timestamptz,
    trouble text NOT NULL DEFAULT ''
);

CREATE TRIGGER audit_fixed BEFORE UPDATE OR DELETE ON audit_cosignature FOR EACH ROW
    EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_kept BEFORE TRUNCATE ON audit_cosignature FOR EACH STATEMENT
    EXECUTE FUNCTION audit_refuse_change();
ALTER TABLE audit_cosignature ENABLE ALWAYS TRIGGER audit_fixed;
ALTER TABLE audit_cosignature ENABLE ALWAYS TRIGGER audit_kept;

-- How much waits to be sealed, counted up to ten thousand, and since when. The queue itself is nobody's to read.
CREATE FUNCTION audit_waiting(OUT waiting bigint, OUT since timestamptz) LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT (SELECT count(*) FROM (SELECT FROM audit_pending LIMIT 10000) AS counted),
        (SELECT event.at FROM audit_pending AS pending JOIN audit_event AS event ON event.id = pending.event_id
            ORDER BY pending.id LIMIT 1)
$$;

REVOKE ALL ON audit_cosignature, audit_witness FROM dar_app;
GRANT SELECT ON audit_cosignature, audit_witness TO dar_app, dar_sealer;
GRANT INSERT (checkpoint_id, witness, line, cosigned_at) ON audit_cosignature TO dar_sealer;
GRANT INSERT (name, asked_at, size, cosigned_at, trouble), UPDATE (asked_at, size, cosigned_at, trouble), DELETE
    ON audit_witness TO dar_sealer;
REVOKE ALL ON FUNCTION audit_waiting() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_waiting() TO dar_app;

ALTER TABLE audit_cosignature OWNER TO dar_audit;
ALTER TABLE audit_witness OWNER TO dar_audit;
ALTER FUNCTION audit_waiting() OWNER TO dar_audit;
