"""The demonstration: invented people and texts over the real shape of three years.

Everything is drawn from one seeded generator, so that the same command gives the same portal. It writes the facts
(reports, lines, values, findings, ratings) as the workflows would have left them, never a total: the figures are
then computed by the same code that computes them for a real office.
"""
