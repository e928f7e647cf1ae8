"""A receiver written from the contract alone (1.12, 2.2, 2.3): keys, tokens and proofs with other people's libraries."""

import base64
import hashlib
import hmac
import json
import os

import joserfc.jwe
import joserfc.jwk
import jwcrypto.jwe
import jwcrypto.jwk
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

KINDS = {
    "rsa": {"kty": "RSA", "size": 3072}, "p256": {"kty": "EC", "crv": "P-256"}, "x25519": {"kty": "OKP", "crv": "X25519"},
}


def base64url(content):
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def unbase64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def private_key(kind):
    return jwcrypto.jwk.JWK.generate(**KINDS[kind])


def header_of(token):
    return json.loads(unbase64url(token.split(b".")[0].decode()))


def open_with_jwcrypto(token, key):
    jwe = jwcrypto.jwe.JWE()
    jwe.deserialize(token.decode(), key=key)
    return jwe.payload


def open_with_joserfc(token, key):
    other = joserfc.jwk.import_key(json.loads(key.export(private_key=True, as_dict=False)))
    registry = joserfc.jwe.JWERegistry(algorithms=["RSA-OAEP-256", "ECDH-ES", "dir", "A256GCM"])
    registry.max_ciphertext_length = 64 << 20  # it takes 64 KiB by itself
    return joserfc.jwe.decrypt_compact(token.decode(), other, registry=registry).plaintext


class ContentKey:
    """A key for one answer, as the header `X-Encryption-Key` brings it."""

    def __init__(self, published, content=None, bits=None):
        """`published`: the `data` of the service's encryption-key."""
        self.content = os.urandom(32) if content is None else content
        public = serialization.load_pem_public_key(published["pem"].encode())
        oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
        self.kid = published["kid"]
        self.wrapped = base64url(public.encrypt(self.content, oaep))

    @property
    def headers(self):
        return {"X-Encryption-Key": f"{self.kid}.{self.wrapped}"}

    @property
    def jwk(self):
        return jwcrypto.jwk.JWK(kty="oct", k=base64url(self.content))


class Receiver:
    """Takes candidates over from one service with one key."""

    def __init__(self, lethe, key, private=None, service=None):
        self.lethe, self.key, self.private = lethe, key, private
        self.base = f"/api/v1/services/{service or lethe.service}"

    def ready(self, **query):
        tail = "?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else ""
        answer = self.lethe.get(f"{self.base}/handover{tail}", self.key)
        assert answer.status == 200, answer
        return answer.json["data"]

    def raw(self, record_id, **more):
        return self.lethe.get(f"{self.base}/handover/{record_id}", self.key, **more)

    def take(self, record_id):
        """The text of the answer, after decryption, and its `data`."""
        answer = self.raw(record_id)
        assert answer.status == 200, answer
        text = answer.body
        if self.private is not None:
            assert answer.headers["content-type"] == "application/jose"
            text = open_with_jwcrypto(text, self.private)
        return text, json.loads(text)["data"]

    def proof(self, text):
        data = json.loads(text)["data"]
        message = f"ack|{data['recordId']}|{hashlib.sha256(text).hexdigest()}"
        return hmac.new(data["handover"]["ackNonce"].encode(), message.encode(), hashlib.sha256).hexdigest()

    def acknowledge(self, text, lease=None, proof=None, record_id=None):
        data = json.loads(text)["data"]
        body = {"lease": lease or data["handover"]["lease"], "proof": proof or self.proof(text)}
        return self.lethe.post(f"{self.base}/handover/{record_id or data['recordId']}/ack", self.key, body=body)


def bind(lethe, key_id, private, as_pem=False):
    """Binds a key to a receiver, by the round trip that the command line asks for."""
    path = lethe.folder / "receiver.public"
    path.write_bytes(private.export_to_pem() if as_pem else private.export_public().encode())
    offer = lethe.done("key", "receiver", key_id, "--public", path)
    answer = open_with_jwcrypto(offer["challenge"].encode(), private).decode()
    return offer, lethe.done("key", "receiver", key_id, "--answer", answer)
