# syntax=docker/dockerfile:1
FROM python:3.12-slim-bookworm AS packages
COPY requirements/run.txt /tmp/run.txt
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/run.txt


FROM python:3.12-slim-bookworm
# Pango draws the PDFs. Its fonts come with the application.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin plates

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    XDG_CACHE_HOME=/tmp

WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY . .
# Gathered while the files may be written; what runs later can't. The key drawn for it is dropped.
RUN PLATES_ENV=local python manage.py collectstatic --noinput \
    && rm -f var/secret-key \
    && install -d -o plates -g plates var/media \
    && python -m compileall -q .

USER plates
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "4", "--respawn-failed-workers", \
     "agency.wsgi:application"]
