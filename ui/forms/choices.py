"""Labels of radios and checkboxes that carry a hint of their own."""

from typing import Self


class OptionLabel(str):
    """A choice's label with one sentence under it: ``("high", OptionLabel("High", hint="Likely at any time"))``."""

    hint: str

    def __new__(cls, label: str, *, hint: str = "") -> Self:
        instance = super().__new__(cls, label)
        instance.hint = hint
        return instance
