"""Typed values of cells, one file a kind of value. Each reader is a pure function of the cell's value."""
