//! Signatures of tokens by the keys of RFC 7517, with the cryptography that TLS brings along.
//!
//! Source: RFC 7518, 3.3 to 3.5, and RFC 8037 for Ed25519. Signatures of elliptic curves are the two
//! numbers one after the other, and points are not compressed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm;
use jsonwebtoken::jwk::{
    AlgorithmParameters, EllipticCurve, EllipticCurveKeyParameters, Jwk, OctetKeyPairParameters,
    RSAKeyParameters,
};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents,
    UnparsedPublicKey,
};

/// What a key of RSA may sign with.
const RSA: [(Algorithm, &RsaParameters); 6] = [
    (Algorithm::RS256, &RSA_PKCS1_2048_8192_SHA256),
    (Algorithm::RS384, &RSA_PKCS1_2048_8192_SHA384),
    (Algorithm::RS512, &RSA_PKCS1_2048_8192_SHA512),
    (Algorithm::PS256, &RSA_PSS_2048_8192_SHA256),
    (Algorithm::PS384, &RSA_PSS_2048_8192_SHA384),
    (Algorithm::PS512, &RSA_PSS_2048_8192_SHA512),
];
/// What the first byte of a point says that is not compressed.
const UNCOMPRESSED: u8 = 4;

/// Whether this key signed the message by this algorithm. A key of another kind did not.
pub(super) fn holds(key: &Jwk, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
    let verified = match &key.algorithm {
        AlgorithmParameters::RSA(key) => by_rsa(key, algorithm, message, signature),
        AlgorithmParameters::EllipticCurve(key) => by_curve(key, algorithm, message, signature),
        AlgorithmParameters::OctetKeyPair(key) => by_edwards(key, algorithm, message, signature),
        AlgorithmParameters::OctetKey(_) | AlgorithmParameters::Other(_) | _ => None,
    };
    verified.is_some()
}

fn by_rsa(
    key: &RSAKeyParameters,
    algorithm: Algorithm,
    message: &[u8],
    signature: &[u8],
) -> Option<()> {
    let (_, parameters) = RSA.iter().find(|(name, _)| *name == algorithm)?;
    let key = RsaPublicKeyComponents {
        n: decode(&key.n)?,
        e: decode(&key.e)?,
    };
    key.verify(parameters, message, signature).ok()
}

fn by_curve(
    key: &EllipticCurveKeyParameters,
    algorithm: Algorithm,
    message: &[u8],
    signature: &[u8],
) -> Option<()> {
    let (curve, length) = match (&key.curve, algorithm) {
        (EllipticCurve::P256, Algorithm::ES256) => (&ECDSA_P256_SHA256_FIXED, 32),
        (EllipticCurve::P384, Algorithm::ES384) => (&ECDSA_P384_SHA384_FIXED, 48),
        _ => return None,
    };
    let (x, y) = (decode(&key.x)?, decode(&key.y)?);
    if x.len() != length || y.len() != length {
        return None;
    }
    let point = [&[UNCOMPRESSED], x.as_slice(), y.as_slice()].concat();
    let key = UnparsedPublicKey::new(curve, point);
    key.verify(message, signature).ok()
}

fn by_edwards(
    key: &OctetKeyPairParameters,
    algorithm: Algorithm,
    message: &[u8],
    signature: &[u8],
) -> Option<()> {
    if (&key.curve, algorithm) != (&EllipticCurve::Ed25519, Algorithm::EdDSA) {
        return None;
    }
    let key = UnparsedPublicKey::new(&ED25519, decode(&key.x)?);
    key.verify(message, signature).ok()
}

fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
