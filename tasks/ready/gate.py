"""Texts of items and months that the gate watches."""

from zhaotong_portal.gate import guarding


def register():
    guarding.watch(
        "tasks",
        leaving_out=("indicator", "indicatorversion", "monthupload", "spotcheckdraw"),
        written_by_the_portal=(
            "delivery",
            "remindersheet",
            "sheetline",
            "itemclosing",
            "reportround",
            "escalationmatter",
            "messagechoice",
        ),
        contacts=("visit.contact_phone",),
        also=("workitem.people", "visit.team"),
    )
