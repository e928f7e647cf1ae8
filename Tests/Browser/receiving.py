"""The receiver's side, by another implementation of JOSE than ours."""

import hashlib
import hmac
import json

from jwcrypto.jwe import JWE
from jwcrypto.jwk import JWK

KINDS = {
    "RSA": {"kty": "RSA", "size": 3072}, "P-256": {"kty": "EC", "crv": "P-256"}, "X25519": {"kty": "OKP", "crv": "X25519"},
}


class Receiver:
    def __init__(self, kind="X25519"):
        self.key = JWK.generate(**KINDS[kind])
        self.public = self.key.export_public()
        self.private = self.key.export_private()
        self.public_pem = self.key.export_to_pem().decode()
        self.private_pem = self.key.export_to_pem(private_key=True, password=None).decode()
        self.thumbprint = self.key.thumbprint()

    def open(self, sealed):
        """The plain text, as bytes."""
        token = JWE()
        token.deserialize(sealed.decode() if isinstance(sealed, bytes) else sealed, self.key)
        return token.payload


def take_over(lethe, key, record_id, service=None, receiver=None):
    """Takes a candidate over and acknowledges it; gives the acknowledgement's answer."""
    path = f"/api/v1/services/{service or lethe.service}/handover/{record_id}"
    taken = lethe.get(path, key)
    assert taken.status == 200, taken
    text = receiver.open(taken.body) if receiver else taken.body
    handover = json.loads(text)["data"]["handover"]
    digest = hashlib.sha256(text).hexdigest()
    proof = hmac.new(handover["ackNonce"].encode(), f"ack|{record_id}|{digest}".encode(), hashlib.sha256).hexdigest()
    answer = lethe.post(f"{path}/ack", key, {"lease": handover["lease"], "proof": proof})
    assert answer.status == 200, answer
    return answer
