"""Forms that render themselves in the GOV.UK patterns, say what to do, and lose nothing that was typed."""

from ui.forms.base import Form, FormMixin
from ui.forms.bound import BoundField
from ui.forms.choices import OptionLabel
from ui.forms.dates import DateField, DateInput, DateParts
from ui.forms.renderer import Renderer
from ui.forms.text import refuse_control_characters, refuse_line_breaks

__all__ = [
    "BoundField",
    "DateField",
    "DateInput",
    "DateParts",
    "Form",
    "FormMixin",
    "OptionLabel",
    "Renderer",
    "refuse_control_characters",
    "refuse_line_breaks",
]
