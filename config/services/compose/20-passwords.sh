#!/bin/sh
# Runs once in the PostgreSQL container, after 10-roles.sql: gives the roles their passwords and the database its owner.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    --set owner_password="$DAR_OWNER_PASSWORD" --set app_password="$DAR_APP_PASSWORD" \
    --set sealer_password="$DAR_SEALER_PASSWORD" --set name="$POSTGRES_DB" <<'SQL'
ALTER ROLE dar_owner PASSWORD :'owner_password';
ALTER ROLE dar_app PASSWORD :'app_password';
ALTER ROLE dar_sealer PASSWORD :'sealer_password';
ALTER DATABASE :"name" OWNER TO dar_owner;
SQL
