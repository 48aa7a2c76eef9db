"""The pages of casework, the card, and the record of a person: all that print an address."""

from __future__ import annotations

from django.urls import path

from cases.web import card

urlpatterns = [
    path("people/<str:reference>/card", card.card, name="person-card"),
    path("people/<str:reference>/sightings", card.sighting, name="record-sighting"),
]
