"""Texts of findings and honours that the gate watches."""

from zhaotong_portal.gate import guarding


def register():
    """Citizens write what they like: their words are masked before anybody reads them (reviews/masking.py). Interviews and
    uses of results are checked by their forms: whoever looks through stored texts must not come upon them."""
    guarding.watch(
        "reviews",
        leaving_out=(
            "casecontact",
            "cluereturn",
            "daydigest",
            "daykey",
            "findingfigure",
            "interview",
            "resultuse",
            "ratingpicture",
        ),
        written_by_the_portal=(
            "publishedfigure",
            "rating",
        ),
        contacts=("cluecomplainant.contact",),
    )
