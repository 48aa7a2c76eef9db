"""Addresses of the component gallery: include them only when settings.SHOW_GALLERY."""

from django.urls import path

from ui.gallery import views

urlpatterns = [
    path("", views.gallery, name="component-gallery"),
    path("dense/", views.dense, name="component-gallery-dense"),
]
