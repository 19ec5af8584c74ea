"""What is wrong with the library, as plain text."""

from __future__ import annotations

from assistant.interfaces.wire.health import Problem


def problems(found: list[Problem]) -> str:
    if not found:
        return "资料库完好。"
    lines = []
    for one in found:
        lines += [one.what, *(f"  {item}" for item in one.items)]
        if one.hint:
            lines.append(f"  处理：{one.hint}")
    return "\n".join(lines)
