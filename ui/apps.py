"""The Django app that holds the layout, the form renderer and the components."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Stands before ``django.forms`` in INSTALLED_APPS, so that its widget templates are found first."""

    name = "ui"
    verbose_name = "Pages, forms and components"
