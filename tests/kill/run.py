"""Kills the release binaries of the functions with SIGKILL at random moments, each run as Lambda runs
it, and looks for what was lost or done twice.

Database, gateway, mailbox and issuer run in paylink-local and are never killed. Around them this
program plays Lambda, API Gateway, the stream mapping and the schedule, and the people: booking
systems, guests and staff, who repeat what was not answered. When all kills are done and everybody is
ready, the ledger must be that of the gateway, in every basket, and every mail must have arrived.

usage: run.py [--seed N] [--at-once N] BINARIES STACK LOG KILLS [RUNNER...]

BINARIES is a folder with FUNCTION/bootstrap, STACK the program paylink-local, LOG a folder of its
own. RUNNER is a command that a binary of another architecture is started with. Standard library only.
"""

import argparse
import collections
import itertools
import json
import pathlib
import random
import shutil
import signal
import statistics
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "lambda"))
from books import differences  # noqa: E402
from cloud import FrontDoor, Schedule, StreamMapping  # noqa: E402
from people import Booking  # noqa: E402
from runtime_api import environment_of  # noqa: E402
from sandboxes import BEFORE, PHASES, Function, Killer  # noqa: E402
from web import Engine, start_stack  # noqa: E402

# How likely an invocation of a function is to be killed.
CHANCES = {
    "baskets": 0.12, "create-link": 0.16, "checkout": 0.18, "record-payment": 0.1, "send-email": 0.15,
    "tick": 0.3, "desk": 0.2,
}
# A mail whose sender was killed is held for two minutes; a webhook may wait for one.
QUIET_SECONDS = 270


def acknowledged_too_early(engine, killer):
    """A check of each webhook that was answered 200: what it tells must be in the database (R15)."""
    def check(event):
        thing = event["data"]["object"]
        paid = event["type"].startswith("checkout.session.") and thing.get("payment_status") == "paid"
        wanted = thing["payment_intent"] if paid else thing["id"] if event["type"].startswith("refund.") else None
        basket_id = (thing.get("metadata") or {}).get("basket_id")
        if wanted and basket_id and wanted not in json.dumps(engine.basket(basket_id)):
            killer.faults.append(f"{event['type']} was acknowledged before it was recorded: {wanted}")
    return check


def work(bookings, killer, at_once, stack, seed):
    """Bookings come until the kills are done, a few at a time, and all are seen through."""
    numbers, lock = itertools.count(), threading.Lock()

    def worker():
        while killer.left > 0:
            with lock:
                booking = Booking(next(numbers), stack, seed)
                bookings.append(booking)
            booking.run()

    threads = [threading.Thread(target=worker) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        time.sleep(15)
        done = sum(killer.kills.values())
        print(f"  {time.strftime('%H:%M:%S')} {done} kills, {len(bookings)} baskets", flush=True)


def settle(bookings, stack, engine, killer):
    """Waits until nothing is wrong any more."""
    end = time.monotonic() + QUIET_SECONDS
    while True:
        wrong, twice = differences(bookings, stack, engine, killer)
        if not wrong or time.monotonic() > end:
            return wrong, twice
        time.sleep(5)


def report(killer, mapping, bookings, seconds):
    print(f"\n{'killed':16}" + "".join(f"{phase:>19}" for phase in PHASES) + f"{'invocations':>14}{'sandboxes':>11}")
    for function in killer.functions:
        counts = [killer.kills[function.name, phase] for phase in PHASES]
        print(f"{function.name:16}" + "".join(f"{count:19}" for count in counts)
              + f"{function.invocations:14}{function.starts:11}")
    totals = [sum(killer.kills[function.name, phase] for function in killer.functions) for phase in PHASES]
    print(f"{sum(totals):<16}" + "".join(f"{total:19}" for total in totals))
    print(f"{killer.pairs} times two at once; {mapping.given_up} of {mapping.records} records of the stream "
          "were given up on and left to tick")
    stories = collections.Counter(booking.story for booking in bookings)
    print(f"{len(bookings)} baskets: " + ", ".join(f"{count} {story}" for story, count in stories.items()))
    starts = [t for key, took in killer.took.items() if len(key) == 2 for t in took]
    times = [t for key, took in killer.took.items() if len(key) == 3 for t in took]
    print(f"medians: start of a sandbox {statistics.median(starts) * 1000:.0f} ms, "
          f"invocation {statistics.median(times) * 1000:.0f} ms")
    print(f"{seconds:.0f} seconds")


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("binaries", type=pathlib.Path)
    parser.add_argument("stack", type=pathlib.Path)
    parser.add_argument("log", type=pathlib.Path)
    parser.add_argument("kills", type=int)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--at-once", type=int, default=12)
    parser.add_argument("runner", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    seed = random.randrange(1_000_000) if options.seed is None else options.seed
    print(f"seed {seed}, {options.kills} kills, {options.at_once} bookings at a time", flush=True)
    shutil.rmtree(options.log, ignore_errors=True)
    options.log.mkdir(parents=True)

    # So that whoever ends this program also ends what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began = time.monotonic()
    killer, bookings = Killer(options.kills, seed), []
    door = FrontDoor(killer)
    services, stack = start_stack(options.stack, options.log, "--memory", "--app-at", door.url)
    try:
        engine = Engine(stack)
        for name, chance in CHANCES.items():
            command = [*options.runner, options.binaries / name / "bootstrap"]
            environment = environment_of(stack, name)
            door.functions[name] = Function(name, command, environment, killer, chance)
        door.acknowledged = acknowledged_too_early(engine, killer)
        mapping = StreamMapping(engine, stack["tables"]["baskets"], door.functions["send-email"])
        schedule = Schedule(door.functions["tick"])
        work(bookings, killer, options.at_once, stack, seed)
        print(f"all kills done after {time.monotonic() - began:.0f} seconds; waiting for quiet", flush=True)
        wrong, twice = settle(bookings, stack, engine, killer)
        if not (mapping.is_alive() and schedule.is_alive()):
            wrong.append("the stream mapping or the schedule of this test broke")
        mapping.stop()
        schedule.stop()
        report(killer, mapping, bookings, time.monotonic() - began)
        senders = sum(killer.kills[name, BEFORE] for name in ("send-email", "tick"))
        print(f"{twice} mails came twice, each from a sender that was killed at work ({senders} were)")
        wrong += [booking.failure for booking in bookings if booking.failure]
        wrong += [f"without a kill: {fault}" for fault in killer.faults]
        died = {name for name, _ in killer.kills}
        wrong += [f"{name} was never killed" for name in sorted(set(CHANCES) - died)]
        for text in wrong[:40]:
            print(f"WRONG: {text}")
        if wrong:
            sys.exit(f"{len(wrong)} things are wrong; again with --seed {seed}")
        print("nothing lost, nothing double")
        print("not covered: AWS itself; kills of database, gateway or mailbox"
              + ("; a processor of the binaries' own architecture" if options.runner else ""))
    finally:
        for function in door.functions.values():
            function.stop()
        services.terminate()
        services.wait()


if __name__ == "__main__":
    main()
