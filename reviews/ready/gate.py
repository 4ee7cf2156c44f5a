"""Texts of findings and honours that the gate watches."""

from zhaotong_portal.gate import guarding


def register():
    """Citizens write what they like: their words are masked before anybody reads them (reviews/masking.py)."""
    guarding.watch(
        "reviews",
        leaving_out=("daydigest", "daykey", "casecontact", "ratingpicture"),
        written_by_the_portal=("rating", "publishedfigure"),
    )
