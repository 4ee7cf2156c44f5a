# ruff: noqa: E402 (Django must be set up before models are imported)
"""What the citizen's post is measured against: a plain ModelForm view, in the same server with the same middleware.

It stores the same row with Django's own means and no more: no signed page number, no device, no network, no reasons
checked, no kind refusal. `application` serves the portal and, beside it, `/plain/`.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhaotong_portal.settings")

import django

django.setup()

from django import forms
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from reviews.models import Rating


class PlainForm(forms.ModelForm):
    form_key = forms.CharField(max_length=40)

    class Meta:
        model = Rating
        fields = ["point", "unit", "grade", "comment", "given_on"]

    def save(self, commit=True):
        self.instance.form_key = self.cleaned_data["form_key"]
        return super().save(commit)


@csrf_exempt
def plain(request):
    form = PlainForm(request.POST)
    if not form.is_valid():
        return render(request, "reviews/rated.html", {"grade_label": ""}, status=422)
    rating = form.save()
    return render(request, "reviews/rated.html", {"grade_label": rating.get_grade_display()})


urlpatterns = [
    path("r/plain-form/", plain),
    path("", include("zhaotong_portal.urls")),
]
settings.ROOT_URLCONF = "bench.plain_rating"
application = get_wsgi_application()
