"""The register's own pages."""

from __future__ import annotations

from django.urls import path

from register.web import (
    alerts,
    disposals,
    duties,
    feeds,
    inbox,
    lookup,
    matches,
    oversight,
    people,
    retention,
    task_acts,
    tasks,
)

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
    path("tasks/team", tasks.team, name="team-queue"),
    path("tasks/<str:reference>", tasks.task, name="task"),
    path("tasks/<str:reference>/take", task_acts.take, name="take-task"),
    path("tasks/<str:reference>/give", task_acts.give, name="give-task"),
    path("tasks/<str:reference>/return", task_acts.give_back, name="return-task"),
    path("tasks/<str:reference>/hold", task_acts.hold, name="hold-task"),
    path("tasks/<str:reference>/resume", task_acts.resume, name="resume-task"),
    path("tasks/<str:reference>/put-off", task_acts.put_off, name="put-off-task"),
    path("tasks/<str:reference>/answer", task_acts.countersign, name="countersign-task"),
    path("inbox", inbox.inbox, name="inbox"),
    path("inbox/team/<slug:code>", inbox.open_team_line, name="inbox-team"),
    path("inbox/<str:reference>", inbox.open_line, name="inbox-line"),
    path("oversight/integrity", oversight.integrity, name="integrity"),
    path("oversight/overdue", oversight.overdue, name="overdue"),
    path("feeds", feeds.runs, name="feeds"),
    path("feeds/new", feeds.upload, name="upload-feed"),
    path("feeds/<str:reference>", feeds.run, name="feed-run"),
    path("feeds/<str:reference>/rows/<int:number>", feeds.quarantined_row, name="quarantined-row"),
]
