"""Reading a page as a person does: its words, its title, its links."""

from __future__ import annotations

import html
import re
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

TAG = re.compile(r"<[^>]+>")


def words(response: HttpResponse) -> str:
    """The text of a page, without markup and with single spaces."""
    return re.sub(r"\s+", " ", html.unescape(TAG.sub(" ", response.content.decode()))).strip()


def title(response: HttpResponse) -> str:
    found = re.search(r"<title>(.*?)</title>", response.content.decode(), re.DOTALL)
    return found[1] if found else ""


def get(client: Client, name: str, /, *args: object) -> HttpResponse:
    return client.get(reverse(name, args=args))


def post(
    client: Client, name: str, /, *args: object, headers: dict[str, str] | None = None, **typed: Any
) -> HttpResponse:
    return client.post(reverse(name, args=args), typed, headers=headers)
