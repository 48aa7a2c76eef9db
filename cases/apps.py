from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the register what casework adds to lookup, and to the joining of records."""
        from cases import joining, references, refuge, silent_call  # noqa: F401
