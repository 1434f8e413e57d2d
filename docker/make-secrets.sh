#!/bin/sh
# Writes ./secrets once; what is there already is never changed. One value a file, without a newline.
set -eu
cd "$(dirname "$0")/.."
umask 077
mkdir -p secrets
chmod 0700 secrets

random() { LC_ALL=C tr -dc 'A-Za-z0-9' < /dev/urandom | head -c "$1"; }

# Containers read single files under users of their own; the folder keeps everybody else of this machine out.
keep() {
  if [ ! -e "secrets/$1" ]; then
    printf '%s' "$2" > "secrets/$1"
    chmod 0444 "secrets/$1"
    echo "made secrets/$1"
  fi
}

# Earlier versions had one secret for all processes: it goes on naming people in the record and signing what
# letters carry; sessions get a new one, so everybody signs in once more.
if [ -e secrets/secret_key ] && [ ! -e secrets/pseudonym_key ]; then
  cp -p secrets/secret_key secrets/link_key
  mv secrets/secret_key secrets/pseudonym_key
fi
keep secret_key "$(random 64)"
keep release_secret_key "$(random 64)"
keep worker_secret_key "$(random 64)"
keep letters_secret_key "$(random 64)"
keep opener_secret_key "$(random 64)"
keep confidant_secret_key "$(random 64)"
keep beat_secret_key "$(random 64)"
keep link_key "$(random 64)"
keep pseudonym_key "$(random 64)"
keep second_factor_key "$(random 64)"
keep metrics_key "$(random 40)"
key() { head -c 32 /dev/urandom | base64; }
keep draft_key "$(key)"
keep receipt_key "$(key)"
keep evaluation_key "$(key)"
keep opening_key "$(key)"
keep confidence_key "$(key)"
keep database_superuser "$(random 40)"
keep database_owner "$(random 40)"
keep database_web "$(random 40)"
keep database_worker "$(random 40)"
keep database_letters "$(random 40)"
keep database_opener "$(random 40)"
keep database_confidant "$(random 40)"
keep broker_password "$(random 40)"
keep owner_database_url "postgres://portal_owner:$(cat secrets/database_owner)@database:5432/portal"
keep web_database_url "postgres://portal_web:$(cat secrets/database_web)@database:5432/portal"
keep worker_database_url "postgres://portal_worker:$(cat secrets/database_worker)@database:5432/portal"
keep letters_database_url "postgres://portal_letters:$(cat secrets/database_letters)@database:5432/portal"
keep opener_database_url "postgres://portal_opener:$(cat secrets/database_opener)@database:5432/portal"
keep confidant_database_url "postgres://portal_confidant:$(cat secrets/database_confidant)@database:5432/portal"
keep redis_url "redis://:$(cat secrets/broker_password)@broker:6379/0"
keep cache_url "redis://:$(cat secrets/broker_password)@broker:6379/1"
keep email_url "smtp://localhost:25"
# Empty: files lie in the volume. Otherwise the bucket they lie in (docs/operations.md, Several hosts).
keep files_url ""
echo "Put the address of your mail server into secrets/email_url: smtp+tls://user:password@host:587"
echo "Copy secrets/opening_key and secrets/confidence_key to a safe place: without them no sealed bid can ever be opened, and nothing told in confidence read."
echo "Then print the public keys for .env and the recovery key for paper (docs/operations.md, Keys):"
echo "  docker compose build"
echo "  docker run --rm --network none -v ./secrets/opening_key:/keys/opening_key:ro -v ./secrets/evaluation_key:/keys/evaluation_key:ro -v ./secrets/confidence_key:/keys/confidence_key:ro yangguang-portal python -m portal.ground.keys /keys"
