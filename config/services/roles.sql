-- The four roles of the register. Safe to run again. Run it once on a server as a superuser,
-- or as a role that may CREATEROLE and CREATEDB.
--
--   dar_owner  owns the database and its tables; migrations run as it. CREATEDB is for test databases.
--   dar_app    serves people: reads and writes rows, changes no structure. NOINHERIT, so that a right
--              granted to a role it may one day be given is never used by accident.
--   dar_audit  owns the audit tables, so that neither of the others owns what proves their acts.
--              Nobody signs in as it.
--   dar_sealer puts what was written into the sealed log, and has no other right: it reads no record and writes none.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'dar_owner') THEN
        CREATE ROLE dar_owner LOGIN NOSUPERUSER NOCREATEROLE CREATEDB;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'dar_app') THEN
        CREATE ROLE dar_app LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOINHERIT;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'dar_audit') THEN
        CREATE ROLE dar_audit NOLOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'dar_sealer') THEN
        CREATE ROLE dar_sealer LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOINHERIT;
    END IF;
END
$$;

-- Migrations hand the audit tables over with ALTER … OWNER TO dar_audit, which takes membership of it.
GRANT dar_audit TO dar_owner;
-- A process that holds the owner's connection can step down to the rights of the application or the sealer with SET ROLE.
GRANT dar_app, dar_sealer TO dar_owner;
