# One image for web, worker, beat and the migrations; docker-compose.yml shows how they fit together.

FROM python:3.11-slim AS dependencies
WORKDIR /build
COPY requirements/uv.txt requirements/production.txt ./
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes --requirement uv.txt \
    && /opt/venv/bin/uv pip install --no-cache --python /opt/venv/bin/python --require-hashes --requirement production.txt \
    && /opt/venv/bin/pip uninstall --yes uv

FROM python:3.11-slim
# A volume that is mounted on one of these folders takes its owner and mode from here.
RUN useradd --system --uid 10001 --no-create-home register \
    && install --directory --owner=register --mode=0700 /var/lib/register/attachments /var/lib/register/seal \
    && install --directory --owner=register --mode=0755 /var/lib/register/tree
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=config.settings
COPY --from=dependencies /opt/venv /opt/venv
WORKDIR /app
COPY . .
# Static files are gathered, hashed and compressed here, once. The values only satisfy the settings: none of them
# reaches the image, and no service is contacted.
RUN ENVIRONMENT=production SECRET_KEY=unused-while-building MFA_ENCRYPTION_KEYS=unused ALLOWED_HOSTS=unused \
    ATTACHMENTS_ROOT=/unused DATABASE_URL=postgres://unused/unused REDIS_URL=redis://unused EMAIL_URL=consolemail:// \
    python manage.py collectstatic --no-input
USER register
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--workers=2", \
     "--threads=8", "--worker-tmp-dir=/dev/shm", "--no-control-socket", "--access-logfile=-"]
