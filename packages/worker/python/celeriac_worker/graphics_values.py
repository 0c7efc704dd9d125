"""``graphics``: what drawing libraries make, as an image or as the figure's own JSON; no display."""

import io
import sys
from typing import Any

from .byte_source import ByteSource
from .payload import BufferPayload
from .value_problem import ValueProblem, wrong_type

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
_PNG_MODES = frozenset(("1", "L", "LA", "I", "I;16", "P", "RGB", "RGBA"))
PLOTLY = "application/vnd.plotly.v1+json"

Image = tuple[BufferPayload, dict[str, str]]


def decode_graphics(source: ByteSource, form: str | None) -> object:
    """Bytes as they came, or an opened ``PIL.Image.Image`` where the form is ``pil``."""
    if form != "pil":
        return bytes(source.view())
    from PIL import Image as pil

    try:
        image = pil.open(io.BytesIO(source.view()))
        image.load()
    except (OSError, ValueError, SyntaxError, pil.DecompressionBombError) as error:
        raise ValueProblem("wrong-type", f"the image cannot be read: {error}") from None
    return image


def encode_graphics(value: Any) -> Image:
    """A Matplotlib figure or axes, a PIL image, a Plotly figure, the bytes of an image, SVG as text,
    or whatever draws itself for notebooks as SVG or PNG."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _image(bytes(value))
    if isinstance(value, str):
        return _image(value.encode("utf-8", "replace"))
    if callable(getattr(value, "get_figure", None)) and not hasattr(value, "savefig"):
        value = value.get_figure()
    if callable(getattr(value, "savefig", None)):
        return _image(_written(lambda sink: value.savefig(sink, format="png")))
    if _is_of(value, "PIL"):
        image = value if value.mode in _PNG_MODES else value.convert("RGB")
        return _image(_written(lambda sink: image.save(sink, "PNG")))
    if _is_of(value, "plotly") and callable(getattr(value, "to_json", None)):
        return _payload(value.to_json().encode(), PLOTLY)
    for method in ("_repr_svg_", "_repr_png_"):
        drawn = getattr(value, method, lambda: None)()
        if drawn:
            return encode_graphics(drawn)
    raise wrong_type("a Matplotlib or Plotly figure, a PIL image, or the bytes of one", value)


def close_figures() -> None:
    """Forgets the figures that Matplotlib's ``pyplot`` keeps; a worker would collect them for ever."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all")


def _is_of(value: object, package: str) -> bool:
    return any(base.__module__.split(".")[0] == package for base in type(value).__mro__)


def _written(write: Any) -> bytes:
    sink = io.BytesIO()
    write(sink)
    return sink.getvalue()


def _image(content: bytes) -> Image:
    for signature, media_type in _SIGNATURES:
        if content.startswith(signature):
            return _payload(content, media_type)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _payload(content, "image/webp")
    if b"<svg" in content[:2000] and content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _payload(content, "image/svg+xml")
    raise ValueProblem(
        "wrong-type", f"expected an image (PNG, SVG, JPEG, GIF, WebP, PDF), got {len(content)} other bytes"
    )


def _payload(content: bytes, media_type: str) -> Image:
    return BufferPayload(memoryview(content)), {"mediaType": media_type}
