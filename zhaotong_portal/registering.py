"""Runs the `register()` of every module in an app's `ready` package, in the order of their names."""

from importlib import import_module
from pkgutil import iter_modules


def register_all(package):
    for module in sorted(info.name for info in iter_modules(package.__path__)):
        import_module(f"{package.__name__}.{module}").register()
