"""Where something stands in a file, in words."""


def places(messages, most=20):
    """第 15、22、31 行, by sheet when there are several."""
    sheets = {}
    for message in messages:
        rows = sheets.setdefault(message["sheet"], [])
        if str(message["row"]) not in rows:  # several cells of a grid may say the same
            rows.append(str(message["row"]))
    said = []
    for sheet, rows in sheets.items():
        shown = "、".join(rows[:most]) + (f" 等 {len(rows)}" if len(rows) > most else "")
        said.append(f"{f'{sheet} ' if len(sheets) > 1 else ''}第 {shown} 行")
    return "；".join(said)
