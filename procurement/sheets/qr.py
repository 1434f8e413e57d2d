"""The square code that leads from paper to the page."""

import io

import segno


def svg(url: str) -> str:
    """Black on nothing, with the quiet zone the standard asks for."""
    target = io.BytesIO()
    segno.make(url, error="m", micro=False).save(target, kind="svg", border=4, xmldecl=False, svgns=True)
    return target.getvalue().decode()


def png(url: str, *, scale: int = 8) -> bytes:
    target = io.BytesIO()
    segno.make(url, error="m", micro=False).save(target, kind="png", scale=scale, border=4)
    return target.getvalue()
