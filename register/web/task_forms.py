"""Forms of tasks: whom to give them to, until when to hold them, to which day to put them off."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from register.actions.tasks import doers
from register.rules.putting_off import longest_hold, put_off_at_most
from register.rules.time_limits import in_words
from ui.forms import DateField, Form


class TaskForm(Form):
    """What every act on a task carries: the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def why(label: str, missing: str, *, is_required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=2000, required=is_required, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": missing},
    )  # fmt: skip


class OwnerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody of the force who can be given tasks today."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.collar_number})" if obj.collar_number else str(obj.name)


def owner_field(people: QuerySet[User] | None = None) -> OwnerField:
    return OwnerField(
        label="Give to", queryset=User.objects.none() if people is None else people, to_field_name="reference",
        empty_label="Choose",
        error_messages={"required": "Choose who does it.", "invalid_choice": "Choose somebody of the list."},
    )  # fmt: skip


class GiveTaskForm(TaskForm):
    """Whom a task is given to."""

    owner = owner_field()
    why = why("Anything they should know (optional)", "", is_required=False)

    def __init__(self, *args: Any, force_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = doers(force_id, on=timezone.localdate())  # type: ignore[attr-defined]


class GiveTasksForm(Form):
    """Whom the ticked tasks are given to."""

    owner = owner_field()
    tasks = forms.MultipleChoiceField(error_messages={"required": "Tick the tasks to give."})

    def __init__(self, *args: Any, force_id: int | None, references: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = doers(force_id, on=timezone.localdate())  # type: ignore[attr-defined]
        self.fields["tasks"].choices = [(each, each) for each in references]  # type: ignore[attr-defined]


class ReturnTaskForm(TaskForm):
    """Why a task goes back to the team."""

    why = why("Why does it go back?", "Say why it goes back: whoever takes it next reads it.")


class HoldTaskForm(TaskForm):
    """Until when, and what it waits for."""

    until = DateField(label="Comes back on")
    why = why("What does it wait for?", "Say what it waits for.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        longest = longest_hold(on=timezone.localdate())
        self.fields["until"].help_text = f"{in_words(longest)} at the latest. It comes back by itself."


class PutOffTaskForm(TaskForm):
    """To which day, and why it can wait. Beyond what one person may, a supervisor is asked to agree."""

    due_on = DateField(label="New day")
    why = why("Why can it wait?", "Say why it can wait.")

    def __init__(self, *args: Any, first_due_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        alone, agreed = (put_off_at_most(first_due_on, on=today, is_agreed=each) for each in (False, True))
        self.fields["due_on"].help_text = (
            f"You may put it off to {in_words(alone)}. A day after that, {in_words(agreed)} at the latest, goes to a "
            "supervisor to agree."
        )


class AnswerForm(TaskForm):
    """What the second person says, and why."""

    answer = forms.ChoiceField(
        label="Your answer",
        choices=[("agree", "Agree"), ("refuse", "Refuse")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you agree or refuse."},
    )
    why = why("Reason", "Give a reason: whoever asked reads it.")
