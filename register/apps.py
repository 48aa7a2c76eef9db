from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "register"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell accounts who looks after the work of somebody who is away or has left, and who hears of what takes two;
        the policies what inboxes and checks speak of; lookup who bars people from records of their own; the jobs;
        entries what is seen through a broken glass."""
        from accounts import absence
        from accounts.actions import second_person
        from register import (
            glass,  # noqa: F401
            tasks,  # noqa: F401
        )
        from register.actions import bulk
        from register.actions.handover import ask_for_handover
        from register.actions.own_records import look_again
        from register.integrity import checks  # noqa: F401
        from register.lookup import upkeep
        from register.watched import sources  # noqa: F401

        absence.told.append(ask_for_handover)
        upkeep.refreshed.append(look_again)
        second_person.asked.append(bulk.tell_approvers)
        second_person.answered.append(bulk.tell_asker)
