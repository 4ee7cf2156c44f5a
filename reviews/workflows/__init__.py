"""Tables of moves and what each move does, one module a workflow."""
