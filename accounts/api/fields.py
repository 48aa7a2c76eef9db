"""What a body may hold: named fields only, and text that is text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.validators import ProhibitNullCharactersValidator
from rest_framework import serializers
from rest_framework.validators import ProhibitSurrogateCharactersValidator

from ui.forms.text import refuse_control_characters, refuse_line_breaks


class Body(serializers.Serializer[Any]):
    """A JSON object of which every field is known: a misspelt one is refused, never quietly dropped."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = [name for name in data if name not in self.fields] if isinstance(data, Mapping) else []
        if unknown:
            said = serializers.ErrorDetail("This field is not known here.", code="unknown_field")
            raise serializers.ValidationError({name: [said] for name in unknown})
        return super().to_internal_value(data)


class Line(serializers.CharField):
    """One line of text without hidden characters, as the pages take it. A number is not text."""

    default_error_messages = {"not_text": "This is not text."}

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        said_twice = (ProhibitNullCharactersValidator, ProhibitSurrogateCharactersValidator)
        kept = [each for each in self.validators if not isinstance(each, said_twice)]
        self.validators = [refuse_control_characters, refuse_line_breaks, *kept]

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("not_text")
        return str(super().to_internal_value(data))
