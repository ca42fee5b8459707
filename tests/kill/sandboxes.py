"""Lambda's sandboxes, and a killer in their midst."""

import collections
import json
import random
import statistics
import threading
import time

from runtime_api import PATIENCE_SECONDS, Ended, Sandbox

# Moments of an invocation that a kill can fall on: up to this many times what it usually takes.
BEYOND = 1.25
# Before anything was measured: seconds of an invocation.
GUESS = 0.1
# How many of the kills of a new sandbox fall on its start, before it was handed anything.
IN_ITS_START = 0.15
# How likely it is that an idle sandbox dies in place of the one at work, and another one with it.
ELSEWHERE, ANOTHER = 0.06, 0.15
# Reading is killed less often than what writes.
READING = 0.2

START, BEFORE, AFTER, IDLE = PHASES = "in its start", "before the answer", "after the answer", "between two"

# An invocation that was killed before it answered; times in seconds since 1970.
CutOff = collections.namedtuple("CutOff", "function began ended event")


class Killer:
    """Draws who dies when, and counts. The moment is uniform over the usual time of the kind of
    invocation and a bit beyond. Threads decide the rest, so a seed does not repeat a run exactly."""

    def __init__(self, kills, seed):
        self.left, self.random = kills, random.Random(seed)
        # So many kills are kept for each function, however rarely it is called.
        self.kept, self.died = max(1, kills // 20), collections.Counter()
        self.lock = threading.Lock()
        self.took = collections.defaultdict(lambda: collections.deque(maxlen=40))
        self.kills = collections.Counter()
        self.pairs = 0
        self.cut_off, self.functions = [], []
        # What functions did wrong without being killed.
        self.faults = []

    def began(self, sandbox):
        """Perhaps plans the end of the sandbox that was just given an event, or of another one."""
        with self.lock:
            chance = sandbox.function.chance * (READING if sandbox.kind[1].startswith("GET /v1") else 1)
            if not self.may_kill(sandbox.function) or self.random.random() > chance:
                return
            took = self.took[sandbox.kind]
            in_start = sandbox.is_new and self.random.random() < IN_ITS_START
            starts = self.took[sandbox.function.name, START]
            usual = statistics.median(starts if in_start else took) if (starts if in_start else took) else GUESS
            moment = self.random.random() * usual * (1 if in_start else BEYOND)
            plan = self.random.random() < ELSEWHERE, self.random.random() < ANOTHER
        threading.Thread(target=self.wait_and_strike, args=(sandbox, moment, in_start, *plan), daemon=True).start()

    def wait_and_strike(self, sandbox, moment, in_start, elsewhere, another):
        if not in_start:
            sandbox.api.is_started.wait(PATIENCE_SECONDS)
        time.sleep(moment)
        self.strike(sandbox, elsewhere, another)

    def strike(self, sandbox, elsewhere, another):
        everybody = [other for function in self.functions for other in function.sandboxes()]
        busy = [other for other in everybody if other is not sandbox and other.event]
        idle = [other for other in everybody if not other.event]
        with self.lock:
            if elsewhere and idle:
                sandbox = self.random.choice(idle)
            second = self.random.choice(busy) if another and busy else None
        first = self.kill(sandbox)
        if second and first and self.kill(second):
            self.pairs += 1

    def may_kill(self, function):
        others = [other.name for other in self.functions if other is not function]
        return self.left > sum(max(0, self.kept - self.died[name]) for name in others)

    def kill(self, sandbox):
        with self.lock:
            if sandbox.killed_at or not self.may_kill(sandbox.function):
                return False
            sandbox.killed_at = time.time()
            sandbox.kill()
            self.left -= 1
            self.died[sandbox.function.name] += 1
            # Of one at work, only the end of the invocation shows whether the answer was faster.
            if not sandbox.event:
                self.count(sandbox, AFTER if time.time() - sandbox.answered_at < 0.2 else IDLE)
            return True

    def count(self, sandbox, phase):
        if not sandbox.is_counted:
            sandbox.is_counted = True
            self.kills[sandbox.function.name, phase] += 1

    def answered(self, sandbox, started, handed, answered):
        with self.lock:
            self.took[sandbox.kind].append(answered - handed)
            if sandbox.is_new:
                self.took[sandbox.function.name, START].append(handed - started)
            if sandbox.killed_at:
                self.count(sandbox, AFTER)

    def cut(self, sandbox, began, event):
        with self.lock:
            # One that died just before it was handed the event is counted already.
            if not sandbox.is_counted:
                self.cut_off.append(CutOff(sandbox.function.name, began, sandbox.killed_at, json.dumps(event)))
            self.count(sandbox, BEFORE if sandbox.api.is_started.is_set() else START)


class Function:
    """A function, and its sandboxes: each serves one event at a time and is used again."""

    def __init__(self, name, command, environment, killer, chance):
        self.name, self.command, self.environment = name, command, environment
        self.killer, self.chance = killer, chance
        self.lock = threading.Lock()
        self.idle, self.busy = [], []
        self.invocations = self.starts = 0
        killer.functions.append(self)

    def sandboxes(self):
        with self.lock:
            return self.idle + self.busy

    def take(self, kind):
        with self.lock:
            self.invocations += 1
            self.idle = [sandbox for sandbox in self.idle if not sandbox.killed_at]
            sandbox = self.idle.pop() if self.idle else None
        is_new = sandbox is None
        if is_new:
            self.starts += 1
            sandbox = Sandbox(self.command, self.environment)
            sandbox.function, sandbox.event = self, None
            sandbox.killed_at, sandbox.is_counted = 0, False
        sandbox.is_new, sandbox.kind, sandbox.answered_at = is_new, (self.name, kind, is_new), 0
        with self.lock:
            self.busy.append(sandbox)
        return sandbox

    def invoke(self, event, kind=""):
        """The answer as Lambda gives it: "response", "error", or "ended" where the sandbox died."""
        began = time.time()
        sandbox = self.take(kind)
        sandbox.event = event
        self.killer.began(sandbox)
        try:
            kind, answer = sandbox.invoke(event)
        except (Ended, AssertionError) as ended:
            if not sandbox.killed_at:
                self.killer.faults.append(f"{self.name} {kind}: {ended}")
                sandbox.killed_at, sandbox.is_counted = time.time(), True
                sandbox.kill()
            self.killer.cut(sandbox, began, event)
            with self.lock:
                self.busy.remove(sandbox)
            return "ended", None
        if kind == "error":
            self.killer.faults.append(f"{self.name}: {answer}")
        with self.killer.lock:
            sandbox.event, sandbox.answered_at = None, time.time()
        self.killer.answered(sandbox, began, max(began, sandbox.api.started_at), sandbox.answered_at)
        with self.lock:
            self.busy.remove(sandbox)
            self.idle.append(sandbox)
        return kind, answer

    def stop(self):
        for sandbox in self.sandboxes():
            sandbox.kill()
            sandbox.process.wait()
