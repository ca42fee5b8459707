"""Translates the template as AWS would and deploys it on an emulator, with the release binaries."""

import io
import json
import os
import pathlib
import re
import shlex
import socket
import subprocess
import sys
import time
import zipfile

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

REGION, ACCOUNT, STACK = "eu-central-1", "000000000000", "paylink-cloud"
# Chosen here, so that the issuer knows the desk's callback before the API exists.
API_ID = "5a5a5a5a"
DOMAIN = f"{API_ID}.execute-api.localhost"
SENDER = "payments@paylink.test"
STRIPE_KEYS = {"secret_key": "sk_test_paylink_local", "webhook_secrets": ["whsec_paylink_local"]}
BUCKET = "code"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Emulator:
    """ministack on a free port of the loopback, with IAM enforced."""

    def __init__(self, folder):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder), "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port), "AUTH": "true", "MINISTACK_REGION": REGION,
            "MINISTACK_ACCOUNT_ID": ACCOUNT, "MINISTACK_HOST": "localhost", "RUST_LOG": "warn",
        }
        program = pathlib.Path(sys.executable).with_name("ministack")
        with open(folder / "ministack.log", "w") as log:
            self.process = subprocess.Popen([program], env=environment, cwd=folder, stdout=log, stderr=log)
        self.log = folder / "ministack.log"
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        sys.exit(f"the emulator did not start: see {self.log}")

    def client(self, service):
        return boto3.client(service, endpoint_url=self.url, region_name=REGION,
                            aws_access_key_id="test", aws_secret_access_key="test")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def translate(path, parameters):
    """The template as CloudFormation gets it from SAM."""
    template = yaml_parse(pathlib.Path(path).read_text())
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::Serverless::Function":
            binary = resource["Metadata"]["BuildProperties"]["Binary"]
            resource["Properties"]["CodeUri"] = f"s3://{BUCKET}/{binary}.zip"
    session = boto3.Session(region_name=REGION)
    return Translator({}, Parser(), boto_session=session).translate(template, parameters)


def references(value):
    """Logical ids that this part of a template refers to."""
    if isinstance(value, list):
        for part in value:
            yield from references(part)
    elif isinstance(value, dict):
        for name, part in value.items():
            if name == "Ref":
                yield part
            elif name == "Fn::GetAtt":
                yield part[0] if isinstance(part, list) else part.split(".")[0]
            elif name == "Fn::Sub":
                text, given = (part, {}) if isinstance(part, str) else part
                yield from (found for found in re.findall(r"\$\{([^!}.]+)", text) if found not in given)
                yield from references(given)
            elif name == "DependsOn":
                yield from [part] if isinstance(part, str) else part
            else:
                yield from references(part)


def circle_of(template):
    """Resources that need each other, which CloudFormation refuses and the emulator does not; else none.
    Both sides of a condition count, as they do there."""
    resources = template["Resources"]
    needs = {name: {other for other in references(resource) if other in resources}
             for name, resource in resources.items()}
    done = set()

    def walk(name, path):
        if name in path:
            return path[path.index(name):] + [name]
        if name in done:
            return []
        for other in sorted(needs[name]):
            if found := walk(other, path + [name]):
                return found
        done.add(name)
        return []

    return next((circle for name in sorted(needs) if (circle := walk(name, []))), [])


def make_routes_explicit(template):
    """The emulator does not read the OpenAPI body of an HTTP API: its paths as resources instead."""
    resources = template["Resources"]
    api = resources["Api"]["Properties"]
    paths = api.pop("Body")["paths"]
    api.pop("FailOnWarnings", None)
    api.update({"Name": STACK, "ProtocolType": "HTTP", "Tags": {"ms-custom-id": API_ID}})
    count = 0
    for path, methods in paths.items():
        for method, operation in methods.items():
            integration = operation["x-amazon-apigateway-integration"]
            verb = "ANY" if method == "x-amazon-apigateway-any-method" else method.upper()
            key = "$default" if operation.get("isDefaultRoute") else f"{verb} {path}"
            count += 1
            resources[f"Integration{count}"] = {"Type": "AWS::ApiGatewayV2::Integration", "Properties": {
                "ApiId": {"Ref": "Api"}, "IntegrationType": "AWS_PROXY", "IntegrationMethod": "POST",
                "PayloadFormatVersion": "2.0", "IntegrationUri": integration["uri"]}}
            resources[f"Route{count}"] = {"Type": "AWS::ApiGatewayV2::Route", "Properties": {
                "ApiId": {"Ref": "Api"}, "RouteKey": key,
                "Target": {"Fn::Sub": f"integrations/${{Integration{count}}}"}}}
    return count


def zipped(binary, runner):
    """What Lambda is given; where binaries of another architecture are emulated, with what starts one."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as file:
        def add(name, content):
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o755 << 16
            file.writestr(entry, content)
        if runner:
            add("function", binary.read_bytes())
            add("bootstrap", f'#!/bin/sh\nexec {shlex.join(runner)} "$(dirname "$0")/function"\n')
        else:
            add("bootstrap", binary.read_bytes())
    return archive.getvalue()


def refer_to_secrets_by_arn(value, secrets):
    """`Ref` of a secret is its ARN on AWS, and its name on the emulator; there the attribute `Id` is the ARN."""
    if isinstance(value, dict):
        if value.get("Ref") in secrets:
            return {"Fn::GetAtt": [value["Ref"], "Id"]}
        return {name: refer_to_secrets_by_arn(part, secrets) for name, part in value.items()}
    if isinstance(value, list):
        return [refer_to_secrets_by_arn(part, secrets) for part in value]
    return value


def widen_ses(template):
    """The emulator asks whether mail may be sent at all, not in whose name; AWS compares the identity."""
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::IAM::Role":
            for policy in resource["Properties"].get("Policies", []):
                for statement in policy["PolicyDocument"]["Statement"]:
                    if statement["Action"] == "ses:SendEmail":
                        statement["Resource"] = "*"


def leave_out_unsupported(template):
    """Alarms of several metrics, which the emulator does not know and no function needs. Their names."""
    left_out = [name for name, resource in template["Resources"].items()
                if resource["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in resource["Properties"]]
    for name in left_out:
        del template["Resources"][name]
    return left_out


class Deployment:
    """The stack on the emulator."""

    def __init__(self, emulator, template, binaries, runner, environment_of, parameters):
        self.emulator, self.stack = emulator, STACK
        for service in ("cloudformation", "iam", "lambda", "s3", "secretsmanager", "sesv2", "dynamodb"):
            setattr(self, {"lambda": "functions_client"}.get(service, service), emulator.client(service))
        secrets = {name for name, resource in template["Resources"].items()
                   if resource["Type"] == "AWS::SecretsManager::Secret"}
        template = refer_to_secrets_by_arn(template, secrets)
        widen_ses(template)
        self.routes, self.left_out = make_routes_explicit(template), leave_out_unsupported(template)
        for resource in template["Resources"].values():
            if resource["Type"] == "AWS::Lambda::Function":
                binary = resource["Properties"]["Code"]["S3Key"].removesuffix(".zip")
                resource["Properties"]["Environment"]["Variables"].update(environment_of(binary))
                resource["Properties"]["Architectures"] = ["x86_64"]
        self.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        for binary in sorted(binaries.iterdir()):
            code = zipped(binary / "bootstrap", runner)
            self.s3.put_object(Bucket=BUCKET, Key=f"{binary.name}.zip", Body=code)
        self.s3.put_object(Bucket=BUCKET, Key="template.json", Body=json.dumps(template).encode())
        self.sesv2.create_email_identity(EmailIdentity=SENDER)
        self.cloudformation.create_stack(
            StackName=STACK, TemplateURL=f"{emulator.url}/{BUCKET}/template.json", Capabilities=["CAPABILITY_IAM"],
            Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()])
        self.wait()
        found = self.cloudformation.describe_stack_resources(StackName=STACK)["StackResources"]
        self.ids = {resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in found}
        self.secretsmanager.put_secret_value(
            SecretId=self.ids["StripeSecret"], SecretString=json.dumps(STRIPE_KEYS))

    def wait(self):
        for _ in range(300):
            [stack] = self.cloudformation.describe_stacks(StackName=STACK)["Stacks"]
            if stack["StackStatus"] == "CREATE_COMPLETE":
                return
            if "IN_PROGRESS" not in stack["StackStatus"]:
                break
            time.sleep(0.2)
        events = self.cloudformation.describe_stack_events(StackName=STACK)["StackEvents"]
        reasons = [f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason')}" for event in events
                   if "FAILED" in event["ResourceStatus"]]
        sys.exit(f"the stack was not made: {stack['StackStatus']} {reasons}")
