"""The button 按遮盖后的内容保存, the page for a fault that no form has shown, and words that only earn a warning."""

from django.contrib import messages
from django.shortcuts import render

from zhaotong_portal.gate.checking import OFFER, look, masked
from zhaotong_portal.gate.guarding import GuardRefused
from zhaotong_portal.gate.spans import Level

NAME, MASK = "gate", "mask"
# How a page shows that it has a button of its own (templates/gate/press.html).
PRESSED = f'name="{NAME}" value="{MASK}"'
# What is no text of a person: a mask there would break the form, or change a secret.
UNTOUCHED = ("csrfmiddlewaretoken", NAME)
# Citizens' pages have no button, and no session to say anything with.
CITIZENS = "/r/"


class GateMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        warnings = getattr(request, "gate_warnings", ())
        if warnings and response.status_code == 302:
            said = "”“".join(warnings)
            messages.warning(request, f"已保存。内容含有“{said}”，请确认可以在平台上公开记录。")
        return response

    def process_view(self, request, view, args, kwargs):
        """After the check of CSRF, which has read the form already."""
        if request.method != "POST" or request.path_info.startswith(CITIZENS):
            return
        if request.POST.get(NAME) == MASK:
            request.POST = with_masks(request.POST)
        if getattr(request.user, "is_authenticated", False):
            request.gate_warnings = warnings_of(request.POST)

    def process_exception(self, request, fault):
        """A watched text that the form itself did not look at: refused all the same, and nothing typed is lost."""
        if not isinstance(fault, GuardRefused):
            return None
        may_mask = all(OFFER in text for text in fault.found.values()) and not request.FILES
        return render(
            request,
            "gate/refused.html",
            {
                "faults": [(fault.labels[name], text) for name, text in fault.found.items()],
                "again": list(values_of(with_masks(request.POST))) if may_mask else None,
            },
            status=422,
        )


def with_masks(query):
    """What was typed with every number hidden that the gate hides."""
    clean = query.copy()
    for name, values in query.lists():
        if is_text(name):
            clean.setlist(name, [masked(value)[0] for value in values])
    clean._mutable = False
    return clean


def is_text(name):
    return name not in UNTOUCHED and "password" not in name


def warnings_of(query):
    found = [
        value[span.start : span.end]
        for name, values in query.lists()
        if is_text(name)
        for value in values
        for span in look(value).of(Level.WARN)
    ]
    return list(dict.fromkeys(found))


def values_of(query):
    """(name, value) of each hidden field of a form that sends the same once more."""
    for name, values in query.lists():
        if name != "csrfmiddlewaretoken":
            yield from ((name, value) for value in values)
