use super::*;

fn given() -> BTreeMap<String, String> {
    BTreeMap::from([(
        "SenderAddress".to_owned(),
        "payments@paylink.test".to_owned(),
    )])
}

fn deployed() -> Template {
    Template::parse(DEPLOYED, &given()).unwrap()
}

fn keys(function: &Function) -> Vec<String> {
    function
        .routes
        .iter()
        .map(|route| route.key().into_owned())
        .collect()
}

#[test]
fn the_deployed_template_is_understood() {
    let template = deployed();
    let binaries: Vec<&str> = template
        .functions
        .iter()
        .map(|function| function.binary.as_str())
        .collect();
    assert_eq!(
        binaries,
        [
            "baskets",
            "checkout",
            "create-link",
            "desk",
            "email-events",
            "record-payment",
            "send-email",
            "send-webhook",
            "settings",
            "tick"
        ]
    );
    assert_eq!(
        keys(template.function("record-payment").unwrap()),
        ["POST /webhooks/stripe"]
    );
    assert_eq!(keys(template.function("desk").unwrap()), ["$default"]);
    assert_eq!(template.function("baskets").unwrap().routes.len(), 11);
    assert_eq!(
        template.function("tick").unwrap().schedules,
        ["rate(1 minute)"]
    );

    let rule = template.function("email-events").unwrap().rules.first();
    let told = |kind: &str, set: &str| {
        let mail = serde_json::json!({"tags": {"ses:configuration-set": [set]}});
        let detail = serde_json::json!({"eventType": kind, "mail": mail});
        let event = serde_json::json!({"source": "aws.ses", "detail": detail});
        rule.unwrap().fits(&event)
    };
    assert!(told("Bounce", STACK_NAME) && told("Rendering Failure", STACK_NAME));
    assert!(!told("Open", STACK_NAME) && !told("Bounce", "of-another-stack"));

    let stream = template
        .function("send-email")
        .unwrap()
        .streams
        .first()
        .unwrap();
    assert_eq!(stream.table, "paylink-local-baskets");
    assert!(stream.bisect && stream.reports_failures);
    assert_eq!(stream.filters.len(), 1);
}

#[test]
fn tables_are_created_as_they_are_deployed() {
    let template = deployed();
    let baskets = template.table("BasketsTable").unwrap();
    assert_eq!(baskets.name, "paylink-local-baskets");
    assert_eq!(baskets.ttl_attribute, None);
    assert_eq!(baskets.create["StreamSpecification"]["StreamEnabled"], true);
    let indexes: Vec<&str> = baskets.create["GlobalSecondaryIndexes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|index| index["IndexName"].as_str().unwrap())
        .collect();
    assert_eq!(
        indexes,
        [
            "by-merchant",
            "by-state",
            "by-attention",
            "by-payment",
            "by-reference",
            "due"
        ]
    );
    assert_eq!(
        template
            .table("MerchantsTable")
            .unwrap()
            .ttl_attribute
            .as_deref(),
        Some("expires_at")
    );
}

#[test]
fn environments_are_resolved() {
    let template = deployed();
    let baskets = &template.function("baskets").unwrap().environment;
    assert_eq!(
        baskets["BASKETS_TABLE"].as_deref(),
        Some("paylink-local-baskets")
    );
    assert_eq!(
        baskets["STRIPE_SECRET_ARN"].as_deref(),
        Some("StripeSecret")
    );

    let desk = &template.function("desk").unwrap().environment;
    assert_eq!(desk["BASE_URL"], None, "left out without a domain");
    assert_eq!(desk["OIDC_CLIENT_ID"].as_deref(), Some("DeskClient"));

    let email = &template.function("send-email").unwrap().environment;
    assert_eq!(
        email["SENDER_ADDRESS"].as_deref(),
        Some("payments@paylink.test")
    );
    assert_eq!(
        email["SES_CONFIGURATION_SET"].as_deref(),
        Some("paylink-local")
    );
    assert!(
        !email.contains_key("STRIPE_SECRET_ARN"),
        "each function gets only what it needs"
    );
}

#[test]
fn parameters_change_what_is_resolved() {
    let mut given = given();
    given.insert("DomainName".to_owned(), "pay.example.com".to_owned());
    given.insert(
        "OidcIssuer".to_owned(),
        "https://issuer.example.com".to_owned(),
    );
    given.insert("OidcClientId".to_owned(), "desk".to_owned());
    let template = Template::parse(DEPLOYED, &given).unwrap();
    let desk = &template.function("desk").unwrap().environment;
    assert_eq!(desk["BASE_URL"].as_deref(), Some("https://pay.example.com"));
    assert_eq!(
        desk["OIDC_ISSUER"].as_deref(),
        Some("https://issuer.example.com")
    );
    assert_eq!(desk["OIDC_CLIENT_ID"].as_deref(), Some("desk"));

    given.insert("DomainNam".to_owned(), String::new());
    let error = Template::parse(DEPLOYED, &given).unwrap_err().to_string();
    assert!(error.contains("there is no parameter DomainNam"), "{error}");
}

/// A template with one function of these properties.
fn one_function(properties: &str) -> Result<Template, String> {
    let mut text = String::from(
        "Parameters:\n  Needed: { Type: String }\nConditions:\n  A: !Condition B\n  B: !Not [!Condition A]\n  Never: !Equals [a, b]\n\
         Resources:\n  Table:\n    Type: AWS::DynamoDB::Table\n    Properties: {}\n  Gone:\n    Type: AWS::SQS::Queue\n    Condition: Never\n  \
         One:\n    Type: AWS::Serverless::Function\n    Metadata: { BuildProperties: { Binary: one } }\n    Properties:\n",
    );
    for line in properties.lines() {
        text.push_str("      ");
        text.push_str(line);
        text.push('\n');
    }
    Template::parse(&text, &BTreeMap::new()).map_err(|error| error.to_string())
}

fn environment(expression: &str) -> Result<Option<String>, String> {
    let template = one_function(&format!(
        "Environment: {{ Variables: {{ X: {expression} }} }}"
    ))?;
    Ok(template.functions[0].environment["X"].clone())
}

#[test]
fn expressions() {
    assert_eq!(
        environment("!Sub '${AWS::StackName}/${!x}'"),
        Ok(Some("paylink-local/${x}".into()))
    );
    assert_eq!(
        environment("!Sub ['${a}-${AWS::Region}', { a: b }]"),
        Ok(Some("b-eu-central-1".into()))
    );
    assert_eq!(environment("!If [Never, 1, 2]"), Ok(Some("2".into())));
    assert_eq!(environment("!If [Never, 1, !Ref AWS::NoValue]"), Ok(None));
    assert_eq!(
        environment("{ 'Fn::Sub': '${AWS::Partition}' }"),
        Ok(Some("aws".into()))
    );
    assert_eq!(environment("true"), Ok(Some("true".into())));
}

#[test]
fn what_cannot_be_resolved_says_where_it_stands() {
    let cases = [
        ("!Ref Nothing", "Nothing is no resource"),
        ("!Ref Needed", "no parameter with a value"),
        ("!Ref Gone", "Never does not hold"),
        (
            "!GetAtt Table.Arn",
            "Fn::GetAtt cannot be resolved outside AWS",
        ),
        ("!Sub '${Table.Arn}'", "cannot be resolved outside AWS"),
        ("!Sub '${Table'", "without its }"),
        ("!If [A, 1, 2]", "circle"),
        ("!If [Unknown, 1, 2]", "no condition Unknown"),
        ("[1]", "expected text"),
    ];
    for (expression, expected) in cases {
        let error = environment(expression).unwrap_err();
        assert!(error.contains(expected), "{expression}: {error}");
        assert!(
            error.contains("Resources.One") || error.contains("Conditions."),
            "{error}"
        );
    }
}

#[test]
fn what_is_not_known_is_an_error_and_not_left_out() {
    let cases = [
        ("Events: { E: { Type: SQS } }", "no events of type SQS yet"),
        (
            "Events: { E: { Type: EventBridgeRule, Properties: {} } }",
            "it has no Pattern",
        ),
        (
            "Events: { E: { Type: HttpApi, Properties: { Path: /a } } }",
            "Method and Path go together",
        ),
        (
            "Events: { E: { Type: HttpApi, Properties: { Path: a, Method: GET } } }",
            "begin with a slash",
        ),
        ("Events: { E: { Type: Schedule } }", "it has no Schedule"),
        (
            "Events: { E: { Type: DynamoDB, Properties: { Stream: x } } }",
            "StreamArn of a table",
        ),
        (
            "Events: { E: { Type: DynamoDB, Properties: { Stream: !GetAtt Table.StreamArn } } }",
            "has no stream",
        ),
        (
            "Events:\n  A: { Type: HttpApi, Properties: { Path: /a, Method: GET } }\n  B: { Type: HttpApi, Properties: { Path: /a, Method: get } }",
            "answer GET /a",
        ),
    ];
    for (properties, expected) in cases {
        let error = one_function(properties).unwrap_err();
        assert!(error.contains(expected), "{properties}: {error}");
    }
    assert!(Template::parse("a: [", &BTreeMap::new()).is_err());
    assert!(
        Template::parse("a: b", &BTreeMap::new())
            .unwrap_err()
            .to_string()
            .contains("Resources")
    );
}
