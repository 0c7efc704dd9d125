"""What a call tells while it runs, as it arrives."""

STARTED, PROGRESS, LOG = 1, 2, 4


def test_everything_that_was_asked_for_arrives_in_its_order(served):
    task = served.call("say", {"lines": 100}, events=STARTED | PROGRESS | LOG)
    assert served.answer(task) == {"kind": "result", "value": 100}
    events = served.events(task)
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert events[0]["kind"] == "started"
    told = [(event.get("stream"), event.get("text")) for event in events[1:]]
    assert told == [
        *(("stdout", f"line {number}") for number in range(100)),
        ("stderr", "to stderr"),
        ("logging", "logged"),
        ("logging", "said"),
        (None, "half"),
    ]
    assert served.received[task][-1]["kind"] == "result"


def test_nothing_arrives_unasked(served):
    task = served.call("say", {"lines": 3})
    assert served.answer(task)["value"] == 3
    assert served.events(task) == []


def test_partial_results_all_arrive_in_their_order_whatever_else_is_told(served):
    task = served.call("count", {"end": 500}, events=PROGRESS)
    assert served.answer(task) == {"kind": "result", "value": "done", "partials": 500}
    events = served.events(task)
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert [event["value"] for event in events if event["kind"] == "partial"] == list(range(500))
