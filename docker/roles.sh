#!/bin/sh
# The owner that migrates, and a login for each process that has a database; none of those owns anything. Runs by
# itself on an empty database, and again after an upgrade: docker compose exec database sh /docker-entrypoint-initdb.d/roles.sh
set -eu
secret() { cat "/run/secrets/database_$1"; }
psql --set ON_ERROR_STOP=1 --username postgres --dbname portal \
  --set owner="$(secret owner)" --set web="$(secret web)" --set worker="$(secret worker)" --set letters="$(secret letters)" \
  --set opener="$(secret opener)" --set confidant="$(secret confidant)" <<'SQL'
SELECT format('CREATE ROLE %I', name) FROM unnest(ARRAY['portal_owner', 'portal_app', 'portal_web', 'portal_worker', 'portal_letters', 'portal_opener', 'portal_confidant']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
-- What earlier versions worked under: it may sign in no more, and has no rights.
ALTER ROLE portal_app NOLOGIN PASSWORD NULL;
ALTER ROLE portal_owner LOGIN PASSWORD :'owner';
ALTER ROLE portal_web LOGIN PASSWORD :'web';
ALTER ROLE portal_worker LOGIN PASSWORD :'worker';
ALTER ROLE portal_letters LOGIN PASSWORD :'letters';
ALTER ROLE portal_opener LOGIN PASSWORD :'opener';
ALTER ROLE portal_confidant LOGIN PASSWORD :'confidant';
GRANT portal_app, portal_web, portal_worker, portal_letters, portal_opener, portal_confidant TO portal_owner;
ALTER DATABASE portal OWNER TO portal_owner;
GRANT ALL ON SCHEMA public TO portal_owner;
SQL
