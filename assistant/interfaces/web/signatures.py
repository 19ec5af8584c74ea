"""What NiceGUI asks of a method's signature, answered once.

For each element it makes NiceGUI (3.18) looks three methods of its own up with `inspect.signature`, always the same
three: more than half of the time that a page of a thousand elements takes to build.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import FunctionType, MethodType
from typing import Any

from nicegui import helpers

_inspected = helpers.expects_arguments


def remember() -> None:
    """From now on a method is inspected once, whatever object it is bound to."""
    helpers.expects_arguments = _expects_arguments


def _expects_arguments(func: Callable[..., Any]) -> bool:
    """As NiceGUI's own: whether a call must give arguments. Only methods are remembered: they live as their classes."""
    if isinstance(func, MethodType) and isinstance(func.__func__, FunctionType):
        return _of_method(func.__func__)
    return _inspected(func)


@cache
def _of_method(function: FunctionType) -> bool:
    return _inspected(MethodType(function, object()))
