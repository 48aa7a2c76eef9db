import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

# Every page is loaded before the first is asked for, and counts among what stays.
import_module("config.urls")
import_module("config.apps").spare_the_collector()
