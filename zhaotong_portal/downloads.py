"""A file as an answer: saved under its Chinese name, kept by nobody on the way."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def xlsx(content, name):
    return _download(content, name, XLSX)


def docx(content, name):
    return _download(content, name, DOCX)


def archive(content, name):
    return _download(content, name, "application/zip")


def _download(content, name, content_type):
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-store"
    return response
