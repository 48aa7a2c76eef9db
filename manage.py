#!/usr/bin/env python
"""Django's command line. Commands that change the schema connect as the owner of the tables, `seal` as
the sealer, all others as dar_app."""

import os
import sys

ROLES = dict.fromkeys(("migrate", "prepare_database", "dbshell", "sqlmigrate"), "dar_owner") | {"seal": "dar_sealer"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if len(sys.argv) > 1 and sys.argv[1] in ROLES:
        os.environ["DATABASE_ROLE"] = ROLES[sys.argv[1]]
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
