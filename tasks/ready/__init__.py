"""What this app adds to shared registries (header links, to-dos, panels, importers), one module an area."""
