"""Background work. A task is only a wake-up: what has to be done stands in PostgreSQL (register.models.Outbox)."""

from __future__ import annotations

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("register")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "sweep-outbox": {"task": "register.tasks.sweep_outbox", "schedule": 1.0, "options": {"expires": 5}},
    "find-webhooks": {"task": "register.tasks.find_webhooks", "schedule": 1.0, "options": {"expires": 5}},
    "forget-webhook-messages": {
        "task": "register.tasks.forget_webhook_messages",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "match-due-people": {"task": "register.tasks.match_due_people", "schedule": 1.0, "options": {"expires": 5}},
    "escalate-overdue-alerts": {
        "task": "register.tasks.escalate_overdue_alerts",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "look-after-national-queue": {
        "task": "register.tasks.look_after_national_queue",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "sweep-retention": {
        "task": "register.tasks.sweep_retention",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "sweep-protective-orders": {
        "task": "register.tasks.sweep_protective_orders",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "count-name-words": {
        "task": "register.tasks.count_name_words",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "sweep-overdue-duties": {
        "task": "register.tasks.sweep_overdue_duties",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "look-after-work": {
        "task": "register.tasks.look_after_work",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "mail-inboxes": {
        "task": "register.tasks.mail_inboxes",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "check-integrity": {
        "task": "register.tasks.check_integrity",
        "schedule": crontab(hour="3-6", minute=30),
        "options": {"expires": 3600},
    },
    "draw-reason-samples": {
        "task": "register.tasks.draw_reason_samples",
        "schedule": crontab(hour="1-4", minute=15),
        "options": {"expires": 3600},
    },
    "watch-misuse-hourly": {
        "task": "register.tasks.watch_misuse_hourly",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "watch-misuse-nightly": {
        "task": "register.tasks.watch_misuse_nightly",
        "schedule": crontab(hour=2, minute=10),
        "options": {"expires": 3600},
    },
    "sweep-risk": {
        "task": "cases.tasks.sweep_risk",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "sweep-priority": {
        "task": "cases.tasks.sweep_priority",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "look-for-touches": {"task": "register.tasks.look_for_touches", "schedule": 10.0, "options": {"expires": 30}},
    "publish-statistics": {
        "task": "cases.tasks.publish_statistics",
        "schedule": crontab(hour="2-5", minute=15),
        "options": {"expires": 3600},
    },
    "scan-documents": {"task": "cases.tasks.scan_documents", "schedule": 5.0, "options": {"expires": 5}},
}
