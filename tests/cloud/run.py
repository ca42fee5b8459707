"""Deploys the template with the release binaries on an emulator of AWS that enforces IAM, and runs the
payment flow there.

usage: run.py [--all | --part N/M] BINARIES STACK LOG [RUNNER...]
"""

import argparse
import pathlib
import shutil
import signal
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/kill"), str(ROOT / "tests/lambda")]
from deploy import DOMAIN, SENDER, Deployment, Emulator, circle_of, translate  # noqa: E402
from flow import found_merchant, pay_by_link  # noqa: E402
from wire import ApiDoor, AwsDoor  # noqa: E402
from web import start_stack  # noqa: E402
from world import World  # noqa: E402


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("binaries", type=pathlib.Path)
    parser.add_argument("stack", type=pathlib.Path)
    parser.add_argument("log", type=pathlib.Path)
    parser.add_argument("runner", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    shutil.rmtree(options.log, ignore_errors=True)
    options.log.mkdir(parents=True)
    log = options.log.resolve()

    emulator = Emulator(log)
    services = None
    try:
        door, aws = ApiDoor(emulator.port, DOMAIN), AwsDoor(emulator.port)
        services, stack = start_stack(options.stack, log, "--memory", "--app-at", door.url,
                                      "--callback", f"https://{DOMAIN}/desk/callback")
        parameters = {"Stage": "cloud", "SenderAddress": SENDER,
                      "OidcIssuer": stack["issuer"], "OidcClientId": "paylink-desk"}
        template = translate(ROOT / "infra/template.yaml", parameters)
        if circle := circle_of(template):
            sys.exit(f"CloudFormation refuses a circle: {' -> '.join(circle)}")
        environment = {
            "AWS_ENDPOINT_URL_DYNAMODB": aws.url, "AWS_ENDPOINT_URL_SESV2": aws.url,
            "AWS_ENDPOINT_URL_SECRETS_MANAGER": aws.url, "STRIPE_BASE_URL": stack["stripe"],
            "WEBHOOK_ALLOW_LOOPBACK": "true",
        }
        began = time.monotonic()
        deployment = Deployment(emulator, template, options.binaries, options.runner, environment, parameters)
        print(f"deployed {len(deployment.ids)} resources and {deployment.routes} routes "
              f"in {time.monotonic() - began:.1f} seconds", flush=True)
        world = World(deployment, door, aws, stack)
        found_merchant(world)
        pay_by_link(world)
    finally:
        if services:
            services.kill()
            services.wait()
        emulator.stop()


if __name__ == "__main__":
    main()
