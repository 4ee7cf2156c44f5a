"""Texts of findings and honours that the gate watches."""

from zhaotong_portal.gate import guarding


def register():
    """Citizens write what they like: their words are masked before anybody reads them (reviews/masking.py). Interviews are
    checked by their form: whoever looks through stored texts must not come upon them."""
    guarding.watch(
        "reviews",
        leaving_out=(
            "casecontact",
            "cluereturn",
            "daydigest",
            "daykey",
            "findingfigure",
            "interview",
            "ratingpicture",
        ),
        written_by_the_portal=(
            "publishedfigure",
            "rating",
        ),
        contacts=("cluecomplainant.contact",),
    )
