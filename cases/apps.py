from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the register what casework adds to lookup, joining, the list of what is due and reading texts."""
        from cases import (  # noqa: F401
            agenda,
            casework_agenda,
            change_feed,
            counter_allegations,
            harm,
            histories,
            integrity,
            joining,
            move_check,
            priority,
            queues,
            reading,
            references,
            refuge,
            retention,
            risk_agenda,
            silent_call,
            stored_clocks,
            tasks,
            victims_code,
        )
        from cases.attachments import checks, disposal  # noqa: F401
        from cases.attachments import section as documents  # noqa: F401
        from cases.disclosures import agenda as disclosure_agenda  # noqa: F401
        from cases.disclosures import clock, section  # noqa: F401
        from cases.meetings import agenda as meeting_agenda  # noqa: F401
        from cases.meetings import clock as meeting_clock  # noqa: F401
        from cases.meetings import integrity as meeting_integrity  # noqa: F401
        from cases.meetings import section as meeting_section  # noqa: F401
