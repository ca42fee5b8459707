"""Permissions of the functions' roles: each is taken away in turn, and the function must miss it."""

import copy
import json

import exercises
from deploy import BUCKET
from world import Refused, Wrong

# What the platform does in a function's name. The emulator does not ask for it, so this list is fixed:
# action, which functions may, and on what.
EVERYBODY, STREAM_READERS = None, {"send-email", "send-webhook"}
PLATFORM = [
    ("logs:CreateLogStream", EVERYBODY, "LogGroup.Arn"),
    ("logs:PutLogEvents", EVERYBODY, "LogGroup.Arn"),
    ("dynamodb:DescribeStream", STREAM_READERS, "BasketsTable.StreamArn"),
    ("dynamodb:GetRecords", STREAM_READERS, "BasketsTable.StreamArn"),
    ("dynamodb:GetShardIterator", STREAM_READERS, "BasketsTable.StreamArn"),
    ("dynamodb:ListStreams", STREAM_READERS, "${BasketsTable.Arn}/stream/*"),
    ("sqs:SendMessage", STREAM_READERS, "StreamFailures.Arn"),
    ("sqs:SendMessage", {"email-events"}, "EmailEventFailures.Arn"),
    ("sqs:SendMessage", {"tick"}, "ScheduleFailures.Arn"),
    # AWS has no resource level for traces. Last, since every text ends like this one or not.
    ("xray:PutTelemetryRecords", EVERYBODY, "*"),
    ("xray:PutTraceSegments", EVERYBODY, "*"),
]
PLATFORM_ACTIONS = {action for action, _, _ in PLATFORM}
UNPROVEN = [
    "an AWS account: all of this is ministack's idea of one",
    "logs, traces, stream reads and the failure destinations: the emulator does not ask for them (the list is compared)",
    "which identity mail is sent as: the emulator asks for ses:SendEmail on anything",
    "that SES's events reach email-events, which is handed them here",
    "throttling, the access log and invoke permissions (one per route and schedule is counted)",
    "ARM: where the binaries are built for it, they run in user-mode emulation",
]


def listed(value):
    return value if isinstance(value, list) else [value]


def text_of(resource):
    """A resource of the template, shortened to what is compared."""
    if isinstance(resource, dict):
        (kind, inner), = resource.items()
        return ".".join(inner) if kind == "Fn::GetAtt" and isinstance(inner, list) else str(inner)
    return str(resource)


def platform_differences(template):
    """Where what the platform may do in a function's name is not what stands above; and routes that
    API Gateway may not call."""
    resources, wrong = template["Resources"], []
    functions = {name: resource["Properties"] for name, resource in resources.items()
                 if resource["Type"] == "AWS::Lambda::Function"}
    for properties in functions.values():
        binary = properties["Code"]["S3Key"].removesuffix(".zip")
        role = resources[properties["Role"]["Fn::GetAtt"][0]]["Properties"]
        found = set()
        for policy in role["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                for action in listed(statement["Action"]):
                    for resource in listed(statement["Resource"]):
                        if action in PLATFORM_ACTIONS:
                            found.add((action, text_of(resource)))
                        elif "*" in action or resource == "*":
                            wrong.append(f"{binary} may {action} on {resource}")
        wanted = {(action, end) for action, who, end in PLATFORM if who is EVERYBODY or binary in who}
        short = {(action, next((end for _, _, end in PLATFORM if text.endswith(end)), text))
                 for action, text in found}
        if short != wanted:
            wrong.append(f"{binary}: what the platform may differs: {sorted(short ^ wanted)}")
        if "ManagedPolicyArns" in role:
            wrong.append(f"{binary} has a managed policy")
    calls = sum(len(methods) for methods in resources["Api"]["Properties"]["Body"]["paths"].values())
    calls += sum(resource["Type"] == "AWS::Events::Rule" for resource in resources.values())
    permissions = sum(resource["Type"] == "AWS::Lambda::Permission" for resource in resources.values())
    if calls != permissions:
        wrong.append(f"{calls} routes and rules, {permissions} permissions to invoke")
    return wrong


class Roles:
    """The roles as they are deployed."""

    def __init__(self, deployment):
        self.deployment, self.documents = deployment, {}
        for function in exercises.ALL:
            name = f"{deployment.stack}-{function}"
            arn = deployment.functions_client.get_function_configuration(FunctionName=name)["Role"]
            role = arn.rsplit("/", 1)[1]
            [policy] = deployment.iam.list_role_policies(RoleName=role)["PolicyNames"]
            found = deployment.iam.get_role_policy(RoleName=role, PolicyName=policy)
            self.documents[function] = (role, policy, found["PolicyDocument"])

    def permissions(self):
        """The functions' own, of each the function, the number of the statement, action and resource."""
        for function, (_, _, document) in self.documents.items():
            for number, statement in enumerate(document["Statement"]):
                for action in listed(statement["Action"]):
                    for resource in listed(statement["Resource"]):
                        if action not in PLATFORM_ACTIONS:
                            yield function, number, action, resource

    def without(self, function, number, action, resource):
        """Puts the policy without this permission in place."""
        changed = copy.deepcopy(self.documents[function][2])
        statement = changed["Statement"].pop(number)
        for kept_action in listed(statement["Action"]):
            kept = [one for one in listed(statement["Resource"]) if (kept_action, one) != (action, resource)]
            if kept:
                changed["Statement"].append({**statement, "Action": kept_action, "Resource": kept})
        self.put(function, changed)

    def restore(self, function):
        self.put(function, self.documents[function][2])

    def put(self, function, document):
        """The change also ends the function's sandboxes, which know secrets and profiles by heart."""
        role, policy, _ = self.documents[function]
        self.deployment.iam.put_role_policy(RoleName=role, PolicyName=policy, PolicyDocument=json.dumps(document))
        # New code, if the same, is what the emulator starts new sandboxes for.
        self.deployment.functions_client.update_function_code(
            FunctionName=f"{self.deployment.stack}-{function}", S3Bucket=BUCKET, S3Key=f"{function}.zip")


def name_of(resource):
    return resource.split(":", 5)[-1]


def misses(world, roles, permission):
    """How the exercise ends without this permission: "failed", "was refused", or `None` where nobody
    asked for it."""
    function, _, action, resource = permission
    door = world.doors[function]
    door.refused.clear()
    world.watched = door
    roles.without(*permission)
    try:
        exercises.ALL[function](world)
        ended = "was refused"
    except Refused:
        ended = "was refused"
    except (Wrong, LookupError, ValueError, AssertionError):
        ended = "failed"
    finally:
        world.watched = None
        roles.restore(function)
        world.put_right()
    return ended if action in door.refused else None
