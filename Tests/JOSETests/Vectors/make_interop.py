#!/usr/bin/env python3
"""Makes interop.json: keys that nobody uses, and what two independent libraries sealed to them.

    python3 -m venv venv && venv/bin/pip install jwcrypto joserfc && venv/bin/python make_interop.py > interop.json
"""

import json

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa, x25519
from joserfc import jwe as joserfc_jwe
from joserfc import jwk as joserfc_jwk
from joserfc.jwe import JWERegistry
from jwcrypto import jwe, jwk

PLAIN = json.dumps({"status": "success", "data": {"refId": "12-3", "name": "Zoë Ünal"}}, ensure_ascii=False)
ALGORITHMS = {"RSA": "RSA-OAEP-256", "EC": "ECDH-ES", "OKP": "ECDH-ES", "oct": "dir"}


def body(pem):
    """A PEM block without its first and last line: what stands in a repository must not look like a key of somebody's."""
    return "".join(pem.decode().splitlines()[1:-1])


def pem(private):
    subject = private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    pkcs8 = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    more = {"public": body(subject), "pkcs8": body(pkcs8)}
    if not isinstance(private, x25519.X25519PrivateKey):
        traditional = serialization.PrivateFormat.TraditionalOpenSSL
        more["traditional"] = body(private.private_bytes(serialization.Encoding.PEM, traditional, serialization.NoEncryption()))
    if isinstance(private, rsa.RSAPrivateKey):
        public = private.public_key()
        more["pkcs1Public"] = body(public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.PKCS1))
    return more


def by_jwcrypto(key, header):
    token = jwe.JWE(PLAIN.encode(), protected=json.dumps(header), recipient=key)
    return token.serialize(compact=True)


def by_joserfc(key, header):
    registry = JWERegistry(algorithms=[header["alg"], "A256GCM"], strict_check_header=False)
    return joserfc_jwe.encrypt_compact(header, PLAIN.encode(), joserfc_jwk.import_key(json.loads(key.export())), registry=registry)


def entry(name, private=None):
    key = jwk.JWK.from_pyca(private) if private else jwk.JWK.generate(kty="oct", size=256)
    kind = json.loads(key.export())["kty"]
    bare = {k: v for k, v in json.loads(key.export()).items() if k != "kid"}
    key = jwk.JWK(**bare)
    base = {"alg": ALGORITHMS[kind], "enc": "A256GCM"}
    headers = [base, {**base, "kid": key.thumbprint(), "cty": "json", "typ": "JOSE"}]
    if base["alg"] == "ECDH-ES":
        headers.append({**base, "apu": "QWxpY2U", "apv": "Qm9i"})
    tokens = [{"by": by.__name__[3:], "token": by(key, dict(header))} for header in headers for by in (by_jwcrypto, by_joserfc)]
    return {"name": name, "thumbprint": key.thumbprint(), "private": bare, "tokens": tokens, **({"pem": pem(private)} if private else {})}


def refused():
    keys = {
        "RSA 2048": rsa.generate_private_key(65537, 2048),
        "RSA exponent 3": rsa.generate_private_key(3, 3072),
        "P-384": ec.generate_private_key(ec.SECP384R1()),
        "secp256k1": ec.generate_private_key(ec.SECP256K1()),
    }
    return [{"name": name, "public": pem(key)["public"], "pkcs8": pem(key)["pkcs8"]} for name, key in keys.items()]


keys = [
    entry("RSA 3072", rsa.generate_private_key(65537, 3072)),
    entry("RSA 4096", rsa.generate_private_key(65537, 4096)),
    entry("P-256", ec.generate_private_key(ec.SECP256R1())),
    entry("X25519", x25519.X25519PrivateKey.generate()),
    entry("oct"),
]
print(json.dumps({"plaintext": PLAIN, "keys": keys, "refused": refused()}, indent=1, ensure_ascii=False))
