"""OpenID Connect id_tokens, signed with a key of this sandbox's own (RS256, as Google signs them)."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from sandbox.google.schema import Json

ISSUER = "https://accounts.google.com"
KEY_ID = "sandbox-1"


def base64url(data: bytes) -> str:
    """Write bytes in base64url without padding (RFC 7515 section 2)."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def pkce_challenge(verifier: str) -> str:
    """Give the S256 challenge of a code verifier (RFC 7636 section 4.2)."""
    return base64url(hashlib.sha256(verifier.encode()).digest())


@cache
def _key() -> rsa.RSAPrivateKey:
    """The key of every sandbox of this process: making one takes longer than a whole scenario."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class IdTokens:
    """The signer; its key is made when the first token is asked for."""

    def sign(self, claims: Json, access_token: str) -> str:
        """Give a signed token with these claims, the issuer, and the hash of the access token beside it."""
        half = hashlib.sha256(access_token.encode()).digest()[:16]
        header = {"alg": "RS256", "kid": KEY_ID, "typ": "JWT"}
        whole = {"iss": ISSUER, **claims, "at_hash": base64url(half)}
        signed = ".".join(base64url(json.dumps(part).encode()) for part in (header, whole))
        signature = _key().sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signed}.{base64url(signature)}"

    def keys(self) -> Json:
        """Give the public key as a JWK set."""
        numbers = _key().public_key().public_numbers()
        parts = {
            name: base64url(value.to_bytes((value.bit_length() + 7) // 8))
            for name, value in (("n", numbers.n), ("e", numbers.e))
        }
        return {"keys": [{"kty": "RSA", "alg": "RS256", "use": "sig", "kid": KEY_ID, **parts}]}
