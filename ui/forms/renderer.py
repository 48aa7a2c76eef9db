"""The form renderer: settings.FORM_RENDERER = "ui.forms.Renderer"."""

from django.forms.renderers import TemplatesSetting

from ui.forms.bound import BoundField


class Renderer(TemplatesSetting):
    """Renders forms with ui/templates/ui/forms/ and widgets with ui/templates/django/forms/widgets/."""

    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = BoundField
