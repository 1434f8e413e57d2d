# The first stage builds what the second only runs: nothing of the compiler or pip's cache stays. The third is for
# backups alone.
FROM python:3.13-slim-trixie AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements.txt /src/
# Without requirements-servers.txt: here the database and the broker are containers of their own.
RUN pip install --require-hashes -r /src/requirements.txt
# Only for files in a bucket (docker/s3.yml).
COPY requirements-s3.txt /src/
ARG WITH_S3
RUN if [ -n "$WITH_S3" ]; then pip install --require-hashes -r /src/requirements-s3.txt; fi
WORKDIR /srv/portal
COPY manage.py ./
COPY portal ./portal
COPY organizations ./organizations
COPY procurement ./procurement
COPY templates ./templates
COPY static ./static
COPY locale ./locale
# A folder of portal/provinces/: its share picture is among the static files.
ARG PROVINCE
ENV PROVINCE=$PROVINCE
# DEBUG only lets these two run without secrets; neither of them reads a database.
RUN DEBUG=1 python manage.py build_messages \
 && DEBUG=1 STATIC_MANIFEST=1 python manage.py collectstatic --noinput \
 && python -m compileall -q .

FROM python:3.13-slim-trixie AS portal
ARG PROVINCE
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PROVINCE=$PROVINCE DJANGO_SETTINGS_MODULE=portal.settings \
    VAR_DIR=/var/lib/yangguang STATIC_ROOT=/srv/portal/staticfiles BIND=0.0.0.0:8000
# What reads the calls that offices keep as older Word files and scans (docs/operations.md).
RUN apt-get update \
 && apt-get install -y --no-install-recommends libreoffice-writer-nogui tesseract-ocr tesseract-ocr-chi-sim \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --user-group --home-dir /nonexistent --no-create-home portal \
 && install -d -o portal -g portal -m 0700 /var/lib/yangguang
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/portal /srv/portal
WORKDIR /srv/portal
USER portal
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "-c", "python:portal.running.serving", "portal.wsgi:application"]

FROM portal AS backup
USER root
# The client programs must be no older than the server (compose: postgres:18); Debian's own are.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates postgresql-common \
 && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
 && apt-get install -y --no-install-recommends postgresql-client-18 \
 && rm -rf /var/lib/apt/lists/*
USER portal
CMD ["python", "manage.py", "backup", "/backups"]
