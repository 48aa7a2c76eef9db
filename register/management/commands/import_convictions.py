"""Import convictions by force and local reference."""

from register.imports.by_reference import import_convictions
from register.management.by_reference import ImportByReference


class Command(ImportByReference):
    help = "Import convictions (CSV) of people whom the forces' feeds brought in. Safe to run twice."
    name = "convictions"
    work = staticmethod(import_convictions)
