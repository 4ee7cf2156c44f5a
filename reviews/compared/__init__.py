"""横向、纵向: a unit's figures beside those of its kind and beside its own past.

Places are for outcomes and verified facts only (国办 rules against points for the use of a portal): never for how quickly
or how much somebody filled in.
"""
