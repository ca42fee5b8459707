"""Deploys the template with the release binaries on an emulator of AWS that enforces IAM, pays a link
there, and takes the permissions of the functions' roles away, one at a time.

usage: run.py [--part N/M] BINARIES STACK LOG [RUNNER...]

BINARIES is a folder with FUNCTION/bootstrap, STACK the program paylink-local, LOG a folder of its own.
RUNNER is a command that a binary of another architecture is started with. --part tries only every Mth
permission, from the Nth on.
"""

import argparse
import pathlib
import shutil
import signal
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / folder) for folder in ("kill", "lambda", "webhooks")]
import exercises  # noqa: E402
from deploy import DOMAIN, SENDER, Deployment, Emulator, circle_of, translate  # noqa: E402
from flow import found_merchant, pay_by_link  # noqa: E402
from roles import UNPROVEN, Roles, misses, name_of, platform_differences  # noqa: E402
from web import start_stack  # noqa: E402
from wire import ApiDoor, AwsDoor  # noqa: E402
from world import World  # noqa: E402


def environment_of(door, stack):
    """What a function is told besides what the template says: where AWS and the gateway are here."""
    return {
        "AWS_ENDPOINT_URL_DYNAMODB": door.url, "AWS_ENDPOINT_URL_SESV2": door.url,
        "AWS_ENDPOINT_URL_SECRETS_MANAGER": door.url, "STRIPE_BASE_URL": stack["stripe"],
        "WEBHOOK_ALLOW_LOOPBACK": "true",
    }


def exercise_all(world):
    """Each function on its own, with all that its role may."""
    took = {}
    for function, exercise in exercises.ALL.items():
        began = time.monotonic()
        exercise(world)
        took[function] = time.monotonic() - began
    refused = {function: door.refused for function, door in world.doors.items() if door.refused}
    print("each function on its own: " + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in took.items()))
    return [f"{function} was refused {sorted(actions)}" for function, actions in refused.items()]


def take_away(world, roles, part):
    """Permissions that are not missed."""
    all_of_them = list(roles.permissions())
    number, parts = part
    chosen = all_of_them[number::parts]
    began, wrong, stopped = time.monotonic(), [], 0
    for permission in chosen:
        function, _, action, resource = permission
        ended = misses(world, roles, permission)
        if ended is None:
            wrong.append(f"{function} does not need {action} on {name_of(resource)}")
        elif ended == "failed":
            stopped += 1
        print(f"  {function:15} without {action:32} {name_of(resource):50} {ended or 'IS NOT MISSED'}", flush=True)
    print(f"{len(chosen)} of {len(all_of_them)} permissions taken away, one at a time, in "
          f"{time.monotonic() - began:.0f} seconds: {len(chosen) - len(wrong)} missed; {stopped} made the "
          "function's work fail, the others showed as a refused call")
    return wrong


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--part", default="0/1")
    parser.add_argument("binaries", type=pathlib.Path)
    parser.add_argument("stack", type=pathlib.Path)
    parser.add_argument("log", type=pathlib.Path)
    parser.add_argument("runner", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    # So that whoever ends this program also ends what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    shutil.rmtree(options.log, ignore_errors=True)
    options.log.mkdir(parents=True)
    log = options.log.resolve()

    emulator, services = Emulator(log), None
    try:
        door = ApiDoor(emulator.port, DOMAIN)
        services, stack = start_stack(options.stack, log, "--memory", "--app-at", door.url,
                                      "--callback", f"https://{DOMAIN}/desk/callback")
        parameters = {"Stage": "cloud", "SenderAddress": SENDER,
                      "OidcIssuer": stack["issuer"], "OidcClientId": "paylink-desk"}
        template = translate(ROOT / "infra/template.yaml", parameters)
        if circle := circle_of(template):
            sys.exit(f"CloudFormation refuses a circle: {' -> '.join(circle)}")
        wrong = platform_differences(template)
        doors = {binary.name: AwsDoor(emulator.port) for binary in options.binaries.iterdir()}
        wrong += [f"{name} has no exercise in tests/cloud/exercises.py" for name in sorted(set(doors) ^ set(exercises.ALL))]
        began = time.monotonic()
        deployment = Deployment(emulator, template, options.binaries, options.runner,
                                lambda function: environment_of(doors[function], stack), parameters)
        print(f"deployed {len(deployment.ids)} resources and {deployment.routes} routes "
              f"in {time.monotonic() - began:.1f} seconds", flush=True)
        world = World(deployment, door, doors, stack)
        found_merchant(world)
        pay_by_link(world)
        wrong += exercise_all(world)
        number, parts = (int(text) for text in options.part.split("/"))
        wrong += take_away(world, Roles(deployment), (number, parts))
        print("not proven here:")
        for text in [*UNPROVEN, f"left out, which the emulator cannot make: {', '.join(deployment.left_out)}"]:
            print(f"  {text}")
        for text in wrong:
            print(f"WRONG: {text}")
        sys.exit(1 if wrong else 0)
    finally:
        if services:
            services.kill()
            services.wait()
        emulator.stop()


if __name__ == "__main__":
    main()
