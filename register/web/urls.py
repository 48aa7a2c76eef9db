"""The register's own pages."""

from __future__ import annotations

from django.urls import path

from register.web import alerts, disposals, duties, feeds, lookup, matches, people, retention, tasks

urlpatterns = [
    path("lookup", lookup.lookup, name="lookup"),
    path("people/new", people.register, name="register-person"),
    path("retention", retention.queue, name="retention-queue"),
    path("duties", duties.mine, name="duties"),
    path("duties.ics", duties.calendar, name="duties-calendar"),
    path("disposals", disposals.disposals, name="disposals"),
    path("disposals/<str:reference>", disposals.disposal, name="disposal"),
    path("disposals/<str:reference>/readmit", disposals.readmit, name="readmit-reference"),
    path("alerts", alerts.inbox, name="alerts"),
    path("alerts/<str:reference>", alerts.alert, name="alert"),
    path("matches", matches.queue, name="matches"),
    path("matches/<str:reference>", matches.match, name="match"),
    path("tasks", tasks.queue, name="tasks"),
    path("tasks/<str:reference>", tasks.task, name="task"),
    path("feeds", feeds.runs, name="feeds"),
    path("feeds/new", feeds.upload, name="upload-feed"),
    path("feeds/<str:reference>", feeds.run, name="feed-run"),
    path("feeds/<str:reference>/rows/<int:number>", feeds.quarantined_row, name="quarantined-row"),
]
