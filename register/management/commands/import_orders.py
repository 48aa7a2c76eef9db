"""Import protective orders by force and local reference."""

from register.imports.by_reference import import_orders
from register.management.by_reference import ImportByReference


class Command(ImportByReference):
    help = "Import protective orders (CSV) on people whom the forces' feeds brought in. Safe to run twice."
    name = "orders"
    work = staticmethod(import_orders)
