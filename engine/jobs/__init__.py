"""What happens by itself: looking at the clocks, recounting them, warning before a certificate expires. APScheduler is only the tick; every truth is a row."""
from __future__ import annotations

from typing import Callable

from apscheduler.schedulers.background import BackgroundScheduler

from engine.jobs import tending, verifying
from engine.jobs.escalating import Looker
from engine.jobs.firing import sweep
from engine.jobs.moving import Mover
from engine.jobs.recounting import Walker
from engine.jobs.reminding import Reminder


def start(engine) -> Callable[[], None]:
    """Starts the tick in this process; any number of processes may do so.

    Returns:
        A function that stops it and waits for a sweep in progress.
    """
    scheduler = BackgroundScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})
    walker, mover = Walker(engine), Mover(engine)
    scheduler.add_job(lambda: sweep(engine, engine.now()), "interval", seconds=engine.settings.tick_s)
    scheduler.add_job(Reminder(engine).look, "interval", seconds=engine.settings.tick_s)
    scheduler.add_job(walker.look, "interval", seconds=engine.settings.tick_s)
    scheduler.add_job(mover.look, "interval", seconds=engine.settings.tick_s)
    scheduler.add_job(Looker(engine).look, "interval", seconds=engine.settings.tick_s)
    scheduler.add_job(lambda: tending.rescan(engine), "interval", seconds=tending.RESCAN_S)
    scheduler.add_job(lambda: tending.sweep(engine), "interval", seconds=tending.SWEEP_S)
    scheduler.add_job(lambda: verifying.look(engine), "interval", seconds=verifying.LOOK_S)
    scheduler.start()

    def stop() -> None:
        scheduler.shutdown(wait=True)
        walker.stop()
        mover.stop()
    return stop
