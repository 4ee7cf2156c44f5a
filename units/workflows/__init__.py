"""The moves of this app's workflows, one module each."""
