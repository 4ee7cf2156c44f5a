"""What was typed below questions, wherever a form around them was sent from."""

PREFIX = "question-text-"


def typed_in(post) -> dict[int, tuple[str, str | None]]:
    """{question pk: (text, how many replies the page showed)}."""
    found = {}
    for name, text in post.items():
        pk = name.removeprefix(PREFIX)
        if name.startswith(PREFIX) and pk.isascii() and pk.isdigit() and len(pk) < 10:
            found[int(pk)] = (text, post.get(f"question-seen-{pk}"))
    return found
