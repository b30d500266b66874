from prometheus_client.parser import text_string_to_metric_families

from observatory_telemetry.metrics import CONTENT_TYPE, Metrics


def samples(metrics: Metrics) -> dict[str, float]:
    families = text_string_to_metric_families(metrics.render().decode())
    return {
        f"{sample.name}{sorted(sample.labels.items())}" if sample.labels else sample.name: sample.value
        for family in families
        for sample in family.samples
    }


def test_says_what_is_running() -> None:
    shown = samples(Metrics("example", "1.2.3"))

    assert shown["service_info[('service', 'example'), ('version', '1.2.3')]"] == 1


def test_shows_the_process() -> None:
    assert samples(Metrics("example", "1"))["process_resident_memory_bytes"] > 0


def test_counts_requests_and_their_time() -> None:
    metrics = Metrics("example", "1")

    for seconds in (0.02, 0.2):
        metrics.observe_request(method="GET", route="/a/{id}", status=200, seconds=seconds)
    metrics.observe_request(method="GET", route="/a/{id}", status=404, seconds=0.02)

    shown = samples(metrics)
    labels = "('method', 'GET'), ('route', '/a/{id}')"
    assert shown[f"http_requests_total[{labels}, ('status', '200')]"] == 2
    assert shown[f"http_requests_total[{labels}, ('status', '404')]"] == 1
    assert shown[f"http_request_duration_seconds_count[{labels}]"] == 3
    assert shown[f"http_request_duration_seconds_bucket[('le', '0.1'), {labels}]"] == 2


def test_made_up_methods_share_a_label() -> None:
    metrics = Metrics("example", "1")

    for number in range(100):
        metrics.observe_request(method=f"M{number}", route="unmatched", status=405, seconds=0)

    shown = samples(metrics)
    assert shown["http_requests_total[('method', 'other'), ('route', 'unmatched'), ('status', '405')]"] == 100


def test_two_services_do_not_share_their_numbers() -> None:
    first, second = Metrics("first", "1"), Metrics("second", "1")

    first.observe_request(method="GET", route="/", status=200, seconds=0)

    assert b"http_requests_total{" not in second.render()


def test_has_no_series_for_times_of_creation() -> None:
    assert b"_created" not in Metrics("example", "1").render()


def test_names_the_text_format() -> None:
    assert CONTENT_TYPE.startswith("text/plain; version=")
