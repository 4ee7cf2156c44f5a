"""五型机关: each unit on five sides, every side the mean of shares that are computed from rows and can be opened.

The rows say what became of things: whether what is due came about. Nothing counts log-ins, photographs or papers.
"""
