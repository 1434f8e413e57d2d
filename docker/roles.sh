#!/bin/sh
# Runs once, on an empty database: the owner that migrates, and the login that owns nothing.
set -eu
psql --set ON_ERROR_STOP=1 --username postgres --dbname portal \
  --set owner="$(cat /run/secrets/database_owner)" --set app="$(cat /run/secrets/database_app)" <<'SQL'
CREATE ROLE portal_owner LOGIN PASSWORD :'owner';
CREATE ROLE portal_app LOGIN PASSWORD :'app';
GRANT portal_app TO portal_owner;
ALTER DATABASE portal OWNER TO portal_owner;
GRANT ALL ON SCHEMA public TO portal_owner;
SQL
