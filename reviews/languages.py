"""The citizen's pages in a second language (H20): a catalogue file, as soon as somebody has filled it in.

`reviews/languages/*.json`: {"name": "语言的自称", "texts": {"中文": "译文"}}. A language is offered when its file has a name
and every text; until then nobody sees it. Nothing is translated by a machine.
"""

import json
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "languages"


@cache
def catalogues() -> dict:
    """{code: (name, texts)} of the files that are complete."""
    found = {}
    for path in sorted(FOLDER.glob("*.json")):
        read = json.loads(path.read_text(encoding="utf-8"))
        if read["name"] and all(read["texts"].values()):
            found[path.stem] = (read["name"], read["texts"])
    return found


def offered():
    """[(code, name)], Chinese first where there is a choice at all."""
    rows = [(code, name) for code, (name, _) in catalogues().items()]
    return [("", "中文"), *rows] if rows else []


def known(code) -> str:
    return code if code in catalogues() else ""


def say(text, code) -> str:
    """The text in the language, or as it is: an editable reason may be newer than the file."""
    found = catalogues().get(code)
    return (found and found[1].get(str(text))) or text
