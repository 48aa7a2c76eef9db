#!/usr/bin/env python
"""Django's command line. Commands that change the schema connect as the owner of the tables, all others as dar_app."""

import os
import sys

OWNER_COMMANDS = {"migrate", "prepare_database", "dbshell", "sqlmigrate"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ["DATABASE_ROLE"] = "dar_owner"
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
