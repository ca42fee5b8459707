//! Tokens that must and must not let anybody in, with the issuer's keys at hand.

use std::sync::atomic::{AtomicU32, Ordering};

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, Ed25519KeyPair, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{EncodingKey, encode};
use serde_json::json;

use super::*;

const ISSUER: &str = "https://issuer.example/pool";
const CLIENT: &str = "paylink-desk";

/// A key of the issuer's.
struct Signer {
    kid: &'static str,
    algorithm: Algorithm,
    key: EncodingKey,
}

impl Signer {
    fn ec(kid: &'static str) -> Self {
        Self::on_curve(kid, Algorithm::ES256, &ECDSA_P256_SHA256_FIXED_SIGNING)
    }

    fn ec_384(kid: &'static str) -> Self {
        Self::on_curve(kid, Algorithm::ES384, &ECDSA_P384_SHA384_FIXED_SIGNING)
    }

    fn on_curve(
        kid: &'static str,
        algorithm: Algorithm,
        curve: &'static EcdsaSigningAlgorithm,
    ) -> Self {
        let pair = EcdsaKeyPair::generate_pkcs8(curve, &SystemRandom::new());
        Self {
            kid,
            algorithm,
            key: EncodingKey::from_ec_der(pair.unwrap().as_ref()),
        }
    }

    fn ed(kid: &'static str) -> Self {
        let pair = Ed25519KeyPair::generate_pkcs8v1(&SystemRandom::new()).unwrap();
        Self {
            kid,
            algorithm: Algorithm::EdDSA,
            key: EncodingKey::from_ed_der(pair.as_ref()),
        }
    }

    fn rsa(kid: &'static str, algorithm: Algorithm) -> Self {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let der = pair.as_der().unwrap();
        // PKCS #8 wraps PKCS #1 behind a header of fixed length.
        let key = EncodingKey::from_rsa_der(&der.as_ref()[26..]);
        Self {
            kid,
            algorithm,
            key,
        }
    }

    fn jwk(&self) -> Jwk {
        let mut jwk = Jwk::from_encoding_key(&self.key, self.algorithm).unwrap();
        jwk.common.key_id = Some(self.kid.to_owned());
        jwk.common.public_key_use = Some(PublicKeyUse::Signature);
        jwk
    }

    fn sign(&self, claims: &Value) -> String {
        let mut header = Header::new(self.algorithm);
        header.kid = Some(self.kid.to_owned());
        encode(&header, claims, &self.key).unwrap()
    }
}

/// The issuer: its keys, whether it answers, and how often it was asked.
#[derive(Default)]
struct Issuer {
    keys: Vec<Jwk>,
    is_away: bool,
    asked: AtomicU32,
}

impl Issuer {
    fn with(signers: &[&Signer]) -> Self {
        Self {
            keys: signers.iter().map(|signer| signer.jwk()).collect(),
            ..Self::default()
        }
    }

    fn asked(&self) -> u32 {
        self.asked.load(Ordering::SeqCst)
    }

    async fn verify(
        &self,
        verifier: &TokenVerifier,
        token: &str,
        now: Timestamp,
    ) -> Result<Identity, TokenError> {
        let fetch = async {
            self.asked.fetch_add(1, Ordering::SeqCst);
            if self.is_away {
                return Err("no answer".to_owned());
            }
            Ok(JwkSet {
                keys: self.keys.clone(),
            })
        };
        verifier.verify_with(token, now, fetch).await
    }
}

fn verifier() -> TokenVerifier {
    TokenVerifier::new(ISSUER.to_owned(), CLIENT.to_owned()).unwrap()
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

/// What an id token says that ends an hour after the start.
fn claims() -> Value {
    json!({
        "iss": ISSUER, "sub": "olivia", "aud": CLIENT, "exp": at(3_600).as_second(),
        "email": "olivia@tours.example", "email_verified": true, "name": "Olivia Owner",
    })
}

fn with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[name] = value;
    claims
}

fn without(name: &str) -> Value {
    let mut claims = claims();
    claims.as_object_mut().unwrap().remove(name);
    claims
}

/// Whether these claims, properly signed, let somebody in at the start.
async fn holds(claims: &Value) -> bool {
    let signer = Signer::ec("k1");
    let issuer = Issuer::with(&[&signer]);
    let verified = issuer
        .verify(&verifier(), &signer.sign(claims), at(0))
        .await;
    assert!(!matches!(verified, Err(TokenError::Unavailable(_))));
    verified.is_ok()
}

#[tokio::test]
async fn r24_a_token_of_the_issuer_says_who_it_is_of() {
    let signer = Signer::ec("k1");
    let issuer = Issuer::with(&[&signer]);
    let verified = issuer
        .verify(&verifier(), &signer.sign(&claims()), at(0))
        .await;
    let expected = Identity {
        issuer: ISSUER.to_owned(),
        subject: "olivia".to_owned(),
        verified_email: Some("olivia@tours.example".parse().unwrap()),
        name: Some("Olivia Owner".to_owned()),
        groups: Vec::new(),
    };
    assert_eq!(verified.unwrap(), expected);
}

#[tokio::test]
async fn every_accepted_algorithm_works_and_changing_a_byte_breaks_it() {
    let rsa = Signer::rsa("k1", Algorithm::RS256);
    for algorithm in ALGORITHMS {
        let by_rsa = Signer {
            kid: "k1",
            algorithm,
            key: rsa.key.clone(),
        };
        let others = [Signer::ec("k1"), Signer::ec_384("k1"), Signer::ed("k1")];
        let mut others = others.into_iter();
        let signer = others
            .find(|other| other.algorithm == algorithm)
            .unwrap_or(by_rsa);
        let issuer = Issuer::with(&[&Signer::ec("k0"), &signer]);
        let token = signer.sign(&claims());
        let verified = issuer.verify(&verifier(), &token, at(0)).await;
        assert!(verified.is_ok(), "{algorithm:?}");
        let (message, signature) = token.rsplit_once('.').unwrap();
        let mut signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        signature[20] ^= 1;
        let forged = format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature));
        let refused = issuer.verify(&verifier(), &forged, at(0)).await;
        assert!(
            matches!(refused, Err(TokenError::Invalid(_))),
            "{algorithm:?}"
        );
    }
}

#[tokio::test]
async fn r24_claims_must_be_of_the_issuer_for_us_and_in_time() {
    assert!(holds(&claims()).await);
    for wrong in [
        with("iss", json!("https://issuer.example")),
        with("iss", json!(format!("{ISSUER}/"))),
        without("iss"),
        without("sub"),
        with("sub", json!("")),
        without("exp"),
        with("exp", json!("soon")),
        with("exp", json!(at(-60).as_second())),
        with("nbf", json!(at(61).as_second())),
        with("aud", json!("another-client")),
        with("aud", json!([])),
        with("aud", json!(["another-client"])),
        without("aud"),
    ] {
        assert!(!holds(&wrong).await, "{wrong}");
    }
    // Clocks differ by a minute at the most.
    assert!(holds(&with("exp", json!(at(-59).as_second()))).await);
    assert!(holds(&with("nbf", json!(at(60).as_second()))).await);
    assert!(holds(&with("aud", json!([CLIENT]))).await);
}

#[tokio::test]
async fn r24_of_several_audiences_the_authorized_party_is_the_one() {
    let mut several = with("aud", json!(["another-client", CLIENT]));
    assert!(holds(&several).await);
    several["azp"] = json!(CLIENT);
    assert!(holds(&several).await);
    several["azp"] = json!("another-client");
    assert!(!holds(&several).await);
}

#[tokio::test]
async fn r24_cognitos_access_tokens_name_their_client() {
    let mut access = without("aud");
    access["client_id"] = json!(CLIENT);
    assert!(!holds(&access).await, "it does not say what it is");
    access["token_use"] = json!("access");
    assert!(holds(&access).await);
    access["token_use"] = json!("id");
    assert!(!holds(&access).await);
    access["token_use"] = json!("access");
    access["client_id"] = json!("another-client");
    assert!(!holds(&access).await);
    // An audience that is there counts, whatever else the token says.
    access["client_id"] = json!(CLIENT);
    access["aud"] = json!("another-client");
    assert!(!holds(&access).await);
}

#[tokio::test]
async fn r24_only_a_verified_address_counts() {
    let signer = Signer::ec("k1");
    let issuer = Issuer::with(&[&signer]);
    for (verified, counts) in [
        (json!(true), true),
        (json!("true"), true),
        (json!(false), false),
        (json!("false"), false),
        (Value::Null, false),
        (json!(1), false),
    ] {
        let token = signer.sign(&with("email_verified", verified.clone()));
        let identity = issuer.verify(&verifier(), &token, at(0)).await.unwrap();
        assert_eq!(identity.verified_email.is_some(), counts, "{verified}");
    }
}

#[tokio::test]
async fn r24_groups_are_read_under_both_names() {
    let signer = Signer::ec("k1");
    let issuer = Issuer::with(&[&signer]);
    for (name, value, groups) in [
        ("groups", json!(["operator", "x"]), vec!["operator", "x"]),
        ("cognito:groups", json!(["operator"]), vec!["operator"]),
        ("groups", json!("operator"), vec![]),
        ("groups", json!([1, null]), vec![]),
    ] {
        let token = signer.sign(&with(name, value));
        let identity = issuer.verify(&verifier(), &token, at(0)).await.unwrap();
        assert_eq!(identity.groups, groups);
    }
}

#[tokio::test]
async fn r24_a_forged_signature_lets_nobody_in() {
    let (signer, stranger) = (Signer::ec("k1"), Signer::ec("k1"));
    let issuer = Issuer::with(&[&signer]);
    let verifier = verifier();
    let good = signer.sign(&claims());
    let [head, body, signature] = good.splitn(3, '.').collect::<Vec<_>>()[..] else {
        panic!("a token has three parts");
    };
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let none = part(json!({"alg": "none", "kid": "k1"}));
    let other_body = part(with("sub", json!("somebody-else")));
    // The public key, which everybody has, as the secret of an HMAC.
    let x = signer.jwk();
    let jsonwebtoken::jwk::AlgorithmParameters::EllipticCurve(public) = &x.algorithm else {
        panic!("an elliptic curve");
    };
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some("k1".to_owned());
    let hmac =
        |secret: &[u8]| encode(&header, &claims(), &EncodingKey::from_secret(secret)).unwrap();
    let mut critical = Header::new(Algorithm::ES256);
    critical.kid = Some("k1".to_owned());
    critical.crit = Some(vec!["b64".to_owned()]);
    for token in [
        stranger.sign(&claims()),
        format!("{none}.{body}."),
        format!("{none}.{body}.{signature}"),
        format!("{head}.{other_body}.{signature}"),
        format!("{head}.{body}."),
        format!("{head}.{body}"),
        format!("{good}."),
        hmac(public.x.as_bytes()),
        hmac(&URL_SAFE_NO_PAD.decode(&public.x).unwrap()),
        hmac(b""),
        encode(&critical, &claims(), &signer.key).unwrap(),
        "a.b.c".to_owned(),
        "..".to_owned(),
        String::new(),
    ] {
        let refused = issuer.verify(&verifier, &token, at(0)).await;
        assert!(matches!(refused, Err(TokenError::Invalid(_))), "{token}");
    }
    assert!(issuer.verify(&verifier, &good, at(0)).await.is_ok());
}

#[tokio::test]
async fn a_key_is_used_only_for_what_it_is_published_for() {
    let signer = Signer::rsa("k1", Algorithm::RS256);
    let mut issuer = Issuer::with(&[&signer]);
    let other = Signer {
        algorithm: Algorithm::RS512,
        kid: "k1",
        key: signer.key.clone(),
    };
    let refused = issuer
        .verify(&verifier(), &other.sign(&claims()), at(0))
        .await;
    assert!(refused.is_err(), "another algorithm than the key's");
    issuer.keys[0].common.public_key_use = Some(PublicKeyUse::Encryption);
    let refused = issuer
        .verify(&verifier(), &signer.sign(&claims()), at(0))
        .await;
    assert!(refused.is_err(), "a key that encrypts");
    issuer.keys[0].common.public_key_use = None;
    issuer.keys[0].common.key_algorithm = None;
    let verified = issuer
        .verify(&verifier(), &other.sign(&claims()), at(0))
        .await;
    assert!(verified.is_ok(), "it says nothing against it");
}

#[tokio::test]
async fn a_token_without_a_key_id_is_clear_with_one_key_only() {
    let signer = Signer::ec("k1");
    let token = encode(&Header::new(Algorithm::ES256), &claims(), &signer.key).unwrap();
    let one = Issuer::with(&[&signer]);
    assert!(one.verify(&verifier(), &token, at(0)).await.is_ok());
    let two = Issuer::with(&[&signer, &Signer::ec("k2")]);
    assert!(two.verify(&verifier(), &token, at(0)).await.is_err());
}

#[tokio::test]
async fn keys_are_kept_for_an_hour() {
    let signer = Signer::ec("k1");
    let issuer = Issuer::with(&[&signer]);
    let verifier = verifier();
    let token = signer.sign(&with("exp", json!(at(10_000).as_second())));
    for (seconds, asked) in [
        (0, 1),
        (1, 1),
        (3_599, 1),
        (3_600, 2),
        (7_199, 2),
        (7_200, 3),
    ] {
        issuer.verify(&verifier, &token, at(seconds)).await.unwrap();
        assert_eq!(issuer.asked(), asked, "{seconds}");
    }
}

#[tokio::test]
async fn an_unknown_key_is_looked_for_once_a_minute() {
    let (old, new) = (Signer::ec("k1"), Signer::ec("k2"));
    let mut issuer = Issuer::with(&[&old]);
    let verifier = verifier();
    let (of_old, of_new) = (old.sign(&claims()), new.sign(&claims()));
    issuer.verify(&verifier, &of_old, at(0)).await.unwrap();
    // A minute's worth of tokens that nobody at the issuer signed.
    for second in 1..60 {
        assert!(issuer.verify(&verifier, &of_new, at(second)).await.is_err());
    }
    assert_eq!(issuer.asked(), 1);
    issuer.keys = vec![old.jwk(), new.jwk()];
    issuer.verify(&verifier, &of_new, at(60)).await.unwrap();
    issuer.verify(&verifier, &of_old, at(61)).await.unwrap();
    assert_eq!(issuer.asked(), 2);
    // The old key is withdrawn: it is good until the hour is over, and not a second longer.
    issuer.keys = vec![new.jwk()];
    let of_old = old.sign(&with("exp", json!(at(10_000).as_second())));
    issuer.verify(&verifier, &of_old, at(3_659)).await.unwrap();
    assert!(issuer.verify(&verifier, &of_old, at(3_660)).await.is_err());
}

#[tokio::test]
async fn an_issuer_that_is_away_is_no_fault_of_the_token() {
    let signer = Signer::ec("k1");
    let mut issuer = Issuer::with(&[&signer]);
    issuer.is_away = true;
    let verifier = verifier();
    let token = signer.sign(&with("exp", json!(at(10_000).as_second())));
    let away = |result| matches!(result, Err(TokenError::Unavailable(_)));
    for (seconds, asked) in [(0, 1), (4, 1), (5, 2)] {
        assert!(away(issuer.verify(&verifier, &token, at(seconds)).await));
        assert_eq!(issuer.asked(), asked);
    }
    issuer.is_away = false;
    issuer.verify(&verifier, &token, at(10)).await.unwrap();
    issuer.is_away = true;
    // What is known is good; what is not cannot be told.
    issuer.verify(&verifier, &token, at(3_000)).await.unwrap();
    let other = Signer::ec("k2").sign(&claims());
    assert!(away(issuer.verify(&verifier, &other, at(3_000)).await));
    assert!(away(issuer.verify(&verifier, &token, at(3_700)).await));
}

#[test]
fn r26_the_token_of_a_sign_in_names_its_nonce_and_audience() {
    let check = |claims: Value| {
        let claims = serde_json::from_value(claims).unwrap();
        verifier().check_id_token(claims, "n-1", at(0))
    };
    let good = with("nonce", json!("n-1"));
    assert!(check(good.clone()).is_ok());
    let sign_in = Err(TokenError::Invalid(
        "The token was made for another sign-in.",
    ));
    assert_eq!(check(claims()), sign_in);
    assert_eq!(check(with("nonce", json!("n-2"))), sign_in);
    let mut access = good.clone();
    access.as_object_mut().unwrap().remove("aud");
    access["token_use"] = json!("access");
    access["client_id"] = json!("paylink-desk");
    let kind = Err(TokenError::Invalid("The token is not that of a sign-in."));
    assert_eq!(check(access), kind);
    let mut other = good;
    other["aud"] = json!("somebody-else");
    assert!(
        check(other).is_err(),
        "and everything that any token must be"
    );
}
