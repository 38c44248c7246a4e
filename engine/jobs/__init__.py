"""What happens by itself: looking at the clocks, recounting them. APScheduler is only the tick; every truth is a row."""
from __future__ import annotations

from typing import Callable

from apscheduler.schedulers.background import BackgroundScheduler

from engine.jobs.firing import sweep
from engine.jobs.recounting import Walker


def start(engine) -> Callable[[], None]:
    """Starts the tick in this process; any number of processes may do so.

    Returns:
        A function that stops it and waits for a sweep in progress.
    """
    scheduler = BackgroundScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})
    walker = Walker(engine)
    scheduler.add_job(lambda: sweep(engine, engine.now()), "interval", seconds=engine.settings.tick_s)
    scheduler.add_job(walker.look, "interval", seconds=engine.settings.tick_s)
    scheduler.start()

    def stop() -> None:
        scheduler.shutdown(wait=True)
        walker.stop()
    return stop
