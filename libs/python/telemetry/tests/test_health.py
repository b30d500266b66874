import asyncio
import time

from observatory_telemetry.health import Health


async def up() -> str:
    return "answered"


async def down() -> str:
    message = "connection to http://me:hunter2@core refused"
    raise OSError(message)


async def silent() -> str:
    await asyncio.sleep(60)
    return "too late"


async def wordless() -> str:
    raise KeyError


def test_alive_says_who_and_for_how_long() -> None:
    liveness = Health("example", "1.2.3", {"core": down}).liveness()

    assert (liveness.status, liveness.service, liveness.version) == ("ok", "example", "1.2.3")
    assert 0 <= liveness.uptime_seconds < 60


async def test_ready_without_dependencies() -> None:
    readiness = await Health("example", "1", {}).readiness()

    assert (readiness.status, readiness.dependencies) == ("ready", [])


async def test_ready_where_all_are_up() -> None:
    readiness = await Health("example", "1", {"core": up}).readiness()

    (core,) = readiness.dependencies
    assert readiness.status == "ready"
    assert (core.name, core.status, core.detail) == ("core", "up", "answered")
    assert core.latency_ms >= 0


async def test_not_ready_where_one_is_down_and_says_why_without_secrets() -> None:
    readiness = await Health("example", "1", {"core": up, "store": down, "cache": wordless}).readiness()

    assert readiness.status == "not_ready"
    assert [(each.name, each.status, each.detail) for each in readiness.dependencies] == [
        ("core", "up", "answered"),
        ("store", "down", "connection to http://me:***@core refused"),
        ("cache", "down", "KeyError"),
    ]


async def test_waits_for_all_of_them_at_once_and_not_for_long() -> None:
    health = Health("example", "1", {"core": silent, "store": silent}, probe_timeout_seconds=0.05)

    started = time.perf_counter()
    readiness = await health.readiness()

    assert time.perf_counter() - started < 1
    assert [each.detail for each in readiness.dependencies] == ["no answer within 0.05 s"] * 2
    assert readiness.dependencies[0].latency_ms >= 50


async def test_draining_wins_over_ready() -> None:
    health = Health("example", "1", {"core": up})

    health.drain()

    readiness = await health.readiness()
    assert readiness.status == "draining"
    assert readiness.dependencies[0].status == "up"
