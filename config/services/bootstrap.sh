#!/bin/sh
# From a bare checkout to a virtual environment with every locked dependency, in .venv.
# Finds a Python that fits and hands over to bootstrap.py. Asks for no rights; changes nothing outside the checkout.
set -eu
cd "$(dirname "$0")/../.."

fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' >/dev/null 2>&1; }

candidates="python3.12 python3.11 python3 python /usr/bin/python3.12 /usr/bin/python3.11"
for python in ${PYTHON:-$candidates}; do
    if fits "$python"; then
        exec "$python" -I config/services/bootstrap.py "$@"
    fi
done

cat >&2 <<'MISSING'
The register needs Python 3.11 or 3.12, and none was found on this machine.
  Debian 12, Ubuntu 24.04:  apt-get install python3 python3-venv
  Fedora:                   dnf install python3.12
  Anywhere:                 https://www.python.org/downloads/
Another place? PYTHON=/path/to/python3.12 make setup
MISSING
exit 1
