"""`{% say "…" %}` on the citizen's pages: the text in the language that the page is read in (reviews/languages.py)."""

from django import template
from django.utils.html import conditional_escape

from reviews import languages

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context, text):
    return conditional_escape(languages.say(text, context.get("language", "")))
