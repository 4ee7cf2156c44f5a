"""Pages that stand between a reader and a file: what was hidden in it, or why it does not go out."""

from django.shortcuts import render

from zhaotong_portal import downloads
from zhaotong_portal.gate import stored
from zhaotong_portal.gate.leaving import Passed, pass_paper
from zhaotong_portal.listing import address_with

HEAD = ("表", "行", "栏目")
# Rows are looked up for the first few of the places; they are usually one and the same.
LOOKED_UP = 5


def table(request, title, passed):
    """The page instead of a list's file, if there is one to show; None where the file goes out."""
    return _instead(request, title, passed, address_with(request, masked=None))


def word(request, paper, draw, name, back):
    """A paper as Word, or the page instead of it; `draw` gives the file, `back` is the paper's own page."""
    paper, passed = pass_paper(paper)
    instead = _instead(request, paper.title, passed, back)
    return instead or downloads.docx(draw(paper), name)


def words(request, title, papers, back):
    """Many papers at once: (the page instead of them, or None; the papers with every number hidden).

    `papers` are (name, paper); one that bears a secrecy mark stops them all, and is named.
    """
    together, passed = [], Passed()
    for name, paper in papers:
        paper, found = pass_paper(paper)
        together.append((name, paper))
        passed.masked += found.masked
        passed.where += [[name, *place[1:]] for place in found.where]
        passed.secrets += [[name, *place[1:]] for place in found.secrets]
        passed.texts += found.texts
    return _instead(request, title, passed, back), together


def _instead(request, title, passed, back):
    if passed.secrets:
        return _stopped(request, title, passed, back)
    if passed.masked and request.GET.get("masked") != "1":
        return _preview(request, title, passed, back)
    return None


def _stopped(request, title, passed, back):
    texts = passed.texts[:LOOKED_UP]
    links = {link: None for text in texts for link in stored.rows_with(text, request.user)}
    context = {
        "title": title,
        "secrets": passed.secrets,
        "links": list(links),
        "head": [*HEAD, "内容"],
        "back": back,
    }
    return render(request, "gate/stopped.html", context, status=409)


def _preview(request, title, passed, back):
    """Shown once; the link on it is the file itself."""
    query = request.GET.copy()
    query["masked"] = "1"
    context = {
        "title": title,
        "passed": passed,
        "head": [*HEAD, "遮盖后"],
        "back": back,
        "download": f"?{query.urlencode()}",
    }
    return render(request, "gate/export_preview.html", context)
