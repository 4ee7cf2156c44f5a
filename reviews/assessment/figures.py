"""The computed figures that a scheme may take as a part. None of them looks at who used the portal, at files or papers."""

FIGURES = {}
