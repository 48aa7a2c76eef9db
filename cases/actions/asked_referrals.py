"""What an incident asked MARAC to hear again is asked no more once the incident was found not to be so."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone

from accounts.actor import Actor
from cases.actions.referrals import asking_again, flagged_with
from cases.models import Incident, MeetingReferral
from register.actions.tasks import close
from register.models import Person, Task


def ask_no_more(incident: Incident, people: Collection[int], *, actor: Actor) -> int:
    """Close the open tasks by which an incident with these people in it asked for a repeat case, unless another
    incident asks for it too. Gives how many."""
    flagged = {asking_again(row): row for row in flagged_with(people, timezone.localdate(incident.happened_at))}
    tasks = Task.objects.open().select_for_update(of=("self",)).filter(kind=Task.Kind.MEETING, title__in=flagged)
    needless = [task for task in tasks if not _is_asked_by_another(flagged[task.title], incident)]
    for task in needless:
        close(task, actor=actor, outcome=f"Not needed: incident {incident.reference} was found not to be so.")
    return len(needless)


def _is_asked_by_another(flagged: MeetingReferral, incident: Incident) -> bool:
    """Whether anything else happened to either of the two within the time of the flag: then the task stays."""
    groups = {each.group_id for each in (flagged.person, flagged.victim) if each is not None}
    everybody = Person.objects.of_groups(groups).values("pk")
    others = Incident.objects.exclude(pk=incident.pk).exclude(status=Incident.Status.DISPROVED)
    in_time = others.filter(happened_at__date__range=(flagged.heard_on, flagged.flag_ends_on))
    return in_time.filter(person__in=everybody).exists() or in_time.filter(parties__person__in=everybody).exists()
