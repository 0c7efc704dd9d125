import io
import os
import subprocess
import sys

import pytest
from celeriac_worker.byte_source import PartSource
from celeriac_worker.graphics_values import close_figures, decode_graphics, encode_graphics
from celeriac_worker.value_problem import ValueProblem
from PIL import Image

from fixture_files import read_cases

PNG, SVG = (
    bytes.fromhex(case["parts"][0])
    for case in read_cases("binary-values.json")
    if case["name"] in ("graphics PNG", "graphics SVG")
)


def encoded(value) -> tuple[bytes, str]:
    payload, meta = encode_graphics(value)
    return bytes(payload.view()), meta["mediaType"]


def size_of(png: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(png)) as image:
        assert image.format == "PNG"
        return image.size


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PNG, "image/png"),
        (bytearray(PNG), "image/png"),
        (SVG, "image/svg+xml"),
        ("<?xml version='1.0'?>\n<svg/>", "image/svg+xml"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7", "application/pdf"),
    ],
)
def test_the_bytes_of_an_image_are_sent_as_they_are(content, media_type):
    raw = content.encode() if isinstance(content, str) else bytes(content)
    assert encoded(content) == (raw, media_type)


def test_matplotlib_figures_and_axes_are_drawn_without_a_display():
    program = """
import os
os.environ.pop("DISPLAY", None)
os.environ["MPLBACKEND"] = "Agg"
import matplotlib.pyplot as plt
from celeriac_worker.graphics_values import close_figures, encode_graphics
figure, axes = plt.subplots(figsize=(2, 1), dpi=50)
axes.plot([1, 2])
plt.show()
for value in (figure, axes):
    payload, meta = encode_graphics(value)
    assert meta == {"mediaType": "image/png"} and bytes(payload.view()[:4]) == b"\\x89PNG"
close_figures()
assert plt.get_fignums() == []
"""
    path = os.path.join(os.path.dirname(__file__), "..")
    subprocess.run([sys.executable, "-c", program], check=True, env={**os.environ, "PYTHONPATH": path})


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK", "HSV", "F", "YCbCr"])
def test_pil_images_of_every_mode_are_png(mode):
    assert size_of(encoded(Image.new(mode, (3, 2)))[0]) == (3, 2)


def test_plotly_figures_are_their_json():
    import plotly.graph_objects as go

    content, media_type = encoded(go.Figure(go.Scatter(y=[1, 2])))
    assert media_type == "application/vnd.plotly.v1+json"
    assert b'"type":"scatter"' in content


def test_what_draws_itself_for_notebooks_is_drawn():
    class Drawing:
        def _repr_svg_(self):
            return "<svg/>"

    class Photo:
        def _repr_svg_(self):
            return None

        def _repr_png_(self):
            return PNG

    assert encoded(Drawing()) == (b"<svg/>", "image/svg+xml")
    assert encoded(Photo()) == (PNG, "image/png")


@pytest.mark.parametrize("value", [b"", b"text", "text", "<p>no</p>", 5, None, object(), [PNG]])
def test_what_is_no_image_is_refused(value):
    with pytest.raises(ValueProblem):
        encode_graphics(value)


def test_an_input_is_bytes_or_a_pil_image():
    source = PartSource(memoryview(PNG))
    assert decode_graphics(source, None) == PNG
    assert decode_graphics(source, "pil").size == (1, 1)
    with pytest.raises(ValueProblem):
        decode_graphics(PartSource(memoryview(SVG)), "pil")


def test_nothing_is_closed_where_pyplot_is_not_there(monkeypatch):
    monkeypatch.delitem(sys.modules, "matplotlib.pyplot", raising=False)
    close_figures()
