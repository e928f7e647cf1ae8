"""`/metrics`: counts and durations for whoever watches the machine, on a port of its own (issue, point 6)."""

import re
import urllib.error
import urllib.request

import pytest
from prometheus_client.parser import text_string_to_metric_families

import candidates
from harness import Lethe, eventually

METRICS = re.compile(r"^Metrics: (http://\S+)$", re.MULTILINE)


@pytest.fixture
def watched():
    with Lethe() as lethe:
        lethe.start("--metrics", "127.0.0.1:0")
        lethe.create_service("Acme")
        yield lethe


def scrape(lethe):
    """All samples by name: [(labels, value)]. Read by Prometheus' own Python parser."""
    with urllib.request.urlopen(METRICS.search(lethe.said()).group(1), timeout=10) as answer:
        assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        text = answer.read().decode()
    samples = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            samples.setdefault(sample.name, []).append((sample.labels, sample.value))
    return text, samples


def value(samples, name, **labels):
    found = [number for shown, number in samples.get(name, []) if labels.items() <= shown.items()]
    return sum(found) if found else None


def test_there_are_none_by_default(lethe):
    assert "Metrics:" not in lethe.said()
    assert lethe.request("GET", "/metrics").status in (303, 404)


def test_it_is_not_on_the_servers_own_address(watched):
    assert watched.request("GET", "/metrics").status in (303, 404)
    where = METRICS.search(watched.said()).group(1)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(where.replace("/metrics", "/kyc/1.0/connect/acme/applicants"), timeout=10)
    assert refused.value.code == 404


def test_the_submission_page_is_counted_too(watched):
    watched.request("GET", "/verify/acme")
    watched.request("POST", "/verify/acme/drafts", body=b"{}")
    _, samples = scrape(watched)
    for route in ("/verify/{clientId}", "/verify/{clientId}/drafts"):
        assert value(samples, "http_server_request_duration_seconds_count", http_route=route) == 1
    assert "acme" not in {text for shown, _ in samples["hb_requests_total"] for text in shown.values()}


def test_it_counts_what_happens(watched):
    key = watched.create_key("text", archive_after="0s")
    watched.import_people([candidates.full("ada")])
    _, before = scrape(watched)
    assert value(before, "lethe_candidates", state="living") == 1
    assert value(before, "lethe_extractions_today") == 0
    assert value(before, "lethe_api_keys", state="usable") == 1
    assert watched.get(watched.by_ref_id("ada"), key).status == 200
    assert watched.get(watched.by_ref_id("nobody"), key).status == 404
    assert watched.get(watched.by_ref_id("ada"), "nonsense").status == 401
    eventually(lambda: value(scrape(watched)[1], "lethe_candidates", state="archived") == 1)
    _, after = scrape(watched)
    assert value(after, "lethe_candidates", state="living") == 0
    assert value(after, "lethe_extractions_today") == 1
    assert value(after, "lethe_archive_overdue_candidates") == 0
    route = "/kyc/1.0/connect/{clientId}/refId/{refId}"
    counted = {shown["http_response_status_code"]: number for shown, number in after["hb_requests_total"]
               if shown["http_route"] == route}
    assert counted == {"200": 1, "404": 1, "401": 1}
    assert value(after, "http_server_request_duration_seconds_count", http_route=route) == 3
    for operation in ("read", "write"):
        assert value(after, "lethe_store_duration_seconds_count", operation=operation) > 0
    for operation in ("make", "destroy"):
        assert value(after, "lethe_keystore_duration_seconds_count", operation=operation) > 0
    watched.done("key", "set", key.split("_")[2], "--disabled")
    assert value(scrape(watched)[1], "lethe_api_keys", state="disabled") == 1


def test_it_names_nobody(watched):
    key = watched.create_key("pictures")
    watched.import_people([candidates.full("ada")])
    record = watched.get(watched.by_ref_id("ada"), key).json["data"]["recordId"]
    watched.get(watched.by_record_id(record), key)
    watched.get("/kyc/1.0/connect/acme/refId/marker-of-somebody", key)
    watched.get("/marker/of/somebody", key)
    text, _ = scrape(watched)
    for trace in (record, "marker", "ada", "acme", "Acme", key.split("_")[2]):
        assert trace not in text
