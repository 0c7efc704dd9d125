from pathlib import Path

import pytest
from celeriac_worker.worker_settings import BrokerAddress, SettingsError, parse_broker_url, read_settings

GOOD = {
    "CELERIAC_BROKER_URL": "amqp://u%40x:p%2Fw@host:1234/v%2Fh",
    "CELERIAC_WORKER": "w",
    "CELERIAC_QUEUE": "q",
    "CELERIAC_CONTRACT": "c",
    "CELERIAC_CONCURRENCY": "4",
}


def test_the_environment_is_read():
    settings = read_settings(GOOD)
    assert settings.broker == BrokerAddress("host", 1234, "u@x", "p/w", "v/h", False)
    assert (settings.worker, settings.queue, settings.contract) == ("w", "q", "c")
    assert settings.concurrency == 4
    assert settings.blob_directory is None


def test_the_blob_directory_is_read_where_there_is_one():
    settings = read_settings(GOOD | {"CELERIAC_BLOB_DIRECTORY": "/run/blobs"})
    assert settings.blob_directory == Path("/run/blobs")


def test_the_least_limit_is_taken_and_says_whose_it_is():
    broker = GOOD | {"CELERIAC_BROKER_TIMEOUT": "1740"}
    assert str(read_settings(broker).limits.hard) == "1740 s (the broker's consumer_timeout)"
    limited = read_settings(broker | {"CELERIAC_TIMEOUT": "60"})
    assert str(limited.limits.hard) == "60 s (container.json)"


@pytest.mark.parametrize("name", GOOD)
def test_what_is_missing_is_named(name):
    with pytest.raises(SettingsError, match=name):
        read_settings(GOOD | {name: ""})


@pytest.mark.parametrize("url", ["http://h", "amqp://", "amqp://u:secret@h:port", "amqp://[::"])
def test_a_broker_url_that_is_none_is_refused_without_its_password(url):
    with pytest.raises(SettingsError) as refused:
        parse_broker_url(url)
    assert "secret" not in str(refused.value)


def test_defaults_of_the_broker_url():
    assert parse_broker_url("amqp://h") == BrokerAddress("h", 5672, "guest", "guest", "/", False)
    assert parse_broker_url("amqps://h/").port == 5671


@pytest.mark.parametrize("number", ["0", "-1", "1.5", "x", "99999"])
def test_a_concurrency_that_is_none_is_refused(number):
    with pytest.raises(SettingsError, match="CELERIAC_CONCURRENCY"):
        read_settings(GOOD | {"CELERIAC_CONCURRENCY": number})
