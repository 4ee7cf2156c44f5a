"""会商指导、调度、督办、调研: what is stuck and where, whom to visit, what the papers say, how units rate the guidance."""
