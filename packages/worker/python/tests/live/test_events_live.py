"""What a call tells while it runs, as it arrives."""

STARTED, PROGRESS, LOG = 1, 2, 4


def test_everything_that_was_asked_for_arrives_in_its_order(app):
    app.start()
    task = app.call("say", {"lines": 100}, events=STARTED | PROGRESS | LOG)
    assert app.answer(task) == {"kind": "result", "value": 100}
    events = app.events(task)
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
    assert app.received[task][-1]["kind"] == "result"


def test_nothing_arrives_unasked(app):
    app.start()
    task = app.call("say", {"lines": 3})
    assert app.answer(task)["value"] == 3
    assert app.events(task) == []
