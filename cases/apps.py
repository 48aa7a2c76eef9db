from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the register what casework adds to lookup, to the joining of records and to reading texts."""
        from cases import harm, joining, move_check, reading, references, refuge, retention, silent_call  # noqa: F401
