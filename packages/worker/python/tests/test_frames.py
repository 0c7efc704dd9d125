import re

import pandas as pd
import pyarrow as pa
import pytest
from celeriac_worker.value_problem import ValueProblem

from fixture_files import read_bytes, read_cases
from frame_tools import decode, encode, to_stream, values

CASES = read_cases("frames.json")
GOOD = [pytest.param(case, id=case["name"]) for case in CASES if "refused" not in case]
BAD = [pytest.param(case, id=case["name"]) for case in CASES if "refused" in case]
FORMS = ["pandas", "polars", "pyarrow"]

# What polars has no form of: it widens units, and knows no zone that is an offset.
POLARS_WIDENS = {"durations": "duration", "times": "time64", "timestamps": "timestamp"}


def plain(kind: str) -> str:
    return re.sub(r"indices=\w+", "", kind.replace("large_", ""))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", GOOD)
def test_what_is_read_is_written_again(case, form):
    stream = read_bytes(case["file"])
    given = pa.ipc.open_stream(stream).read_all()
    if form == "polars" and case["name"] == "timestamps":
        given = given.drop_columns(["timestamp[us, tz=+05:30]"])
        stream = to_stream(given)
    back = encode(decode(stream, form))
    assert (back.num_rows, back.column_names) == (case["rows"], given.column_names)
    if form == "polars" and case["name"] in POLARS_WIDENS:
        assert all(str(kind).startswith(POLARS_WIDENS[case["name"]]) for kind in back.schema.types)
        assert values(back.cast(given.schema)) == values(given)
    else:
        types = [plain(column["type"]) for column in case["columns"]]
        if form == "polars":  # whose categories have no order
            types = [kind.replace("ordered=1", "ordered=0") for kind in types]
        assert [plain(str(kind)) for kind in back.schema.types] == types
        assert values(back) == values(given)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", BAD)
def test_what_is_no_frame_is_refused(case, form):
    with pytest.raises(ValueProblem) as refused:
        decode(read_bytes(case["file"]), form)
    assert {"code": refused.value.code, "path": refused.value.path} == case["refused"]


def test_the_fixtures_say_what_is_in_their_files():
    for case in CASES:
        if "refused" not in case:
            table = pa.ipc.open_stream(read_bytes(case["file"])).read_all()
            assert [c["name"] for c in case["columns"]] == table.column_names
            assert [c["type"] for c in case["columns"]] == [str(kind) for kind in table.schema.types]
            assert all(len(c["values"]) == table.num_rows for c in case["columns"])


def test_pandas_gets_nullable_types_only_where_there_are_nulls():
    dtypes = decode(read_bytes("frames/integers.arrow")).dtypes.astype(str).to_dict()
    assert (dtypes["int64"], dtypes["uint8"]) == ("Int64", "UInt8")
    assert decode(read_bytes("frames/booleans.arrow")).dtypes.astype(str).to_list() == ["boolean", "bool"]
    floats = decode(read_bytes("frames/floats.arrow"))
    assert floats.dtypes.astype(str).to_list() == ["Float32", "Float64", "float64"]
    assert floats["float64"].isna().to_list() == [False] * 5 + [True]
    assert decode(read_bytes("frames/integers-without-nulls.arrow")).dtypes.astype(str).to_list() == [
        "int64",
        "uint8",
    ]


@pytest.mark.parametrize("name", ["integers-without-nulls", "floats", "booleans", "timestamps"])
def test_columns_can_be_written_to(name):
    frame = decode(read_bytes(f"frames/{name}.arrow"))
    for column in frame.columns:
        array = frame[column].array
        array[0] = array[1]
        frame.loc[0, column] = array[2]


def test_a_category_can_be_changed():
    frame = decode(read_bytes("frames/categories.arrow"))
    assert frame["ordered"].cat.ordered and frame["ordered"].max() == "high"
    frame.loc[0, "plain"] = "high"
    assert encode(frame)["plain"].to_pylist() == ["high", "größe", None, "high"]


def test_zoned_times_keep_their_zone():
    frame = decode(read_bytes("frames/timestamps.arrow"))
    assert str(frame["timestamp[us, tz=Europe/Berlin]"].dtype) == "datetime64[us, Europe/Berlin]"
    assert frame["timestamp[ns]"].iloc[3] == pd.Timestamp(1_714_566_645, unit="ns")


def test_dictionaries_that_pandas_has_no_categories_for_are_made_anew():
    indices = pa.array([0, 1, 2, 3, None])
    twice = pa.DictionaryArray.from_arrays(indices, pa.array(["a", "b", "a", None]))
    frame = decode(to_stream(pa.table({"c": twice})))
    assert encode(frame)["c"].to_pylist() == ["a", "b", "a", None, None]


def test_rows_without_columns_are_counted():
    frame = pd.DataFrame(index=range(3))
    assert encode(frame).num_rows == 3


def test_text_and_lists_are_sent_in_the_form_that_every_reader_knows():
    large = {"s": pa.large_string(), "l": pa.large_list(pa.large_binary()), "v": pa.string_view()}
    table = pa.table({name: pa.nulls(1, kind) for name, kind in large.items()})
    assert encode(table).schema.types == [pa.string(), pa.list_(pa.field("item", pa.binary())), pa.string()]


@pytest.mark.parametrize("form", FORMS)
def test_what_lies_of_its_own_content_is_refused(form):
    stream = to_stream(pa.table({"s": ["abcdefgh", "ijklmnop"]}))
    no_text = stream.replace(b"abcdefgh", b"abc\xffefgh")
    beyond = stream.replace((16).to_bytes(4, "little"), (2**30).to_bytes(4, "little"))
    for broken in (no_text, beyond):
        assert broken != stream
        with pytest.raises(ValueProblem):
            decode(broken, form)
