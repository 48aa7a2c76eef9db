"""One field of a form as the page shows it: label, hint, error and control together."""

from typing import Any

from django import forms
from django.forms.widgets import Input
from django.utils.safestring import SafeString

# Which design-system class a control carries. The first row whose widget type fits is used.
CONTROL_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.RadioSelect, ""),
    (forms.CheckboxSelectMultiple, ""),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.Select, "govuk-select"),
    (forms.Textarea, "govuk-textarea"),
    (forms.FileInput, "govuk-file-upload"),
    (Input, "govuk-input"),
)
ABOUT_PEOPLE = (forms.TextInput, forms.SearchInput, forms.TelInput)
DJANGO_TEXTAREA_ROWS = "10"
TEXTAREA_ROWS = "5"


class BoundField(forms.BoundField):
    """Prints itself as a whole form group: ``{{ form.surname }}``. The control alone is ``as_widget``.

    ``{% field %}`` sets how the label stands: its size (s, m, l), as the page's heading, or for screen readers only.
    """

    label_size = "s"
    is_heading = False
    is_label_hidden = False
    is_group = False

    def __str__(self) -> SafeString:
        return self.as_widget() if self.is_hidden else self.as_field_group()

    __html__ = __str__

    @property
    def error_target(self) -> str:
        """The id that the error summary links to: the first control that has to be corrected, or ""."""
        if self.is_hidden or not self.auto_id:
            return ""
        return self.id_for_label or f"{self._control_id}_0"

    @property
    def is_single_checkbox(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Django's attributes, with the design system's classes and without what loses typed text.

        ``required`` and ``maxlength`` are left to the server: the browser's own would stop or cut the person
        without a word. Browsers are told not to remember or look up what is typed: it is about people.
        """
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        if widget.is_hidden:
            return built

        built.pop("required", None)
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            built.pop("aria-invalid", None)
            return built
        if classes := self._control_classes(widget):
            built["class"] = classes
        return built | _safeguards(widget)

    @property
    def _control_id(self) -> str:
        return self.field.widget.attrs.get("id") or self.auto_id

    def _control_classes(self, widget: forms.Widget) -> str:
        base = next((name for kind, name in CONTROL_CLASSES if isinstance(widget, kind)), "")
        error = f"{base}--error" if base and self.errors and not self.is_single_checkbox else ""
        return " ".join(name for name in (base, error, widget.attrs.get("class", "")) if name)


def _safeguards(widget: forms.Widget) -> dict[str, Any]:
    attrs: dict[str, Any] = {}
    if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == DJANGO_TEXTAREA_ROWS:
        attrs = {"rows": TEXTAREA_ROWS, "cols": False}
    if "maxlength" in widget.attrs:
        attrs["maxlength"] = False
    if isinstance(widget, (*ABOUT_PEOPLE, forms.Textarea)) and "autocomplete" not in widget.attrs:
        attrs["autocomplete"] = "off"
    if isinstance(widget, ABOUT_PEOPLE) and "spellcheck" not in widget.attrs:
        attrs["spellcheck"] = "false"
    return attrs
