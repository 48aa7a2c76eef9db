"""The register's settings with three libraries more, for the process that compares the log with them."""

from config.settings import *  # noqa: F403 - settings are extended so
from config.settings import INSTALLED_APPS as _REGISTER

INSTALLED_APPS = [*_REGISTER, "auditlog", "pgtrigger", "pghistory", "simple_history", "config.bench.rivals"]
# Triggers are made with the tables: this app has no migrations, its database lives for minutes.
PGTRIGGER_MIGRATIONS = False
PGTRIGGER_INSTALL_ON_MIGRATE = True
