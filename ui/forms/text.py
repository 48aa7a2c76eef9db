"""What no text field takes: characters that cannot be seen, stored or printed."""

import unicodedata

from django.core.exceptions import ValidationError

ALLOWED_CONTROLS = frozenset("\t\n\r")
LINE_BREAKS = frozenset("\n\r\x0b\x0c\x85\u2028\u2029")


def refuse_control_characters(value: object) -> None:
    """Raises ValidationError, naming the first control character (Unicode Cc or Cs) and where it stands.

    Tabs and line breaks pass. Direction marks, joiners and emoji pass: names are written with them.
    """
    for position, character in enumerate(str(value), start=1):
        if character not in ALLOWED_CONTROLS and unicodedata.category(character) in ("Cc", "Cs"):
            raise ValidationError(
                "Remove the hidden character at position %(position)s (%(name)s). It cannot be stored",
                code="control_character",
                params={"position": position, "name": f"U+{ord(character):04X}"},
            )


def refuse_line_breaks(value: object) -> None:
    """Raises ValidationError when a single-line text holds a line break."""
    if any(character in LINE_BREAKS for character in str(value)):
        raise ValidationError("Put this on one line", code="line_break")
