"""Takes over everybody who is ready: opens, writes to the disk, then acknowledges. pip install requests jwcrypto

LETHE_URL, LETHE_SERVICE, HANDOVER_KEY, RECEIVER_KEY (private key, PEM); the folder to write to is the argument."""
import hashlib, hmac, json, os, pathlib, sys, time

import requests
from jwcrypto import jwe, jwk

HANDOVER = f"{os.environ['LETHE_URL']}/api/v1/services/{os.environ['LETHE_SERVICE']}/handover"
RECEIVER_KEY = jwk.JWK.from_pem(pathlib.Path(os.environ["RECEIVER_KEY"]).read_bytes())
VAULT = pathlib.Path(sys.argv[1])


def ask(method, path="", **more):
    """An answer that came whole. Whoever asks too often, or too early, waits as long as he is told."""
    for attempt in range(10):
        try:
            answer = requests.request(
                method, HANDOVER + path, headers={"Authorization": os.environ["HANDOVER_KEY"]}, timeout=60, **more)
            if answer.status_code not in (429, 503):
                return answer
            time.sleep(int(answer.headers.get("Retry-After", 1)))
        except requests.RequestException:  # cut, or not reachable
            time.sleep(0.1 * 2**attempt)
    sys.exit("Lethe does not answer.")


def keep(name, text):
    """On the disk for good when it returns; under this name whole or not at all."""
    with open(VAULT / f".{name}.part", "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(file.name, VAULT / name)
    folder = os.open(VAULT, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def take_over(record_id):
    answer = ask("GET", f"/{record_id}")
    if answer.status_code == 409:  # no longer ready
        return
    answer.raise_for_status()
    sealed = jwe.JWE(algs=["RSA-OAEP-256", "A256GCM"])
    sealed.deserialize(answer.text, RECEIVER_KEY)  # plain text is no JWE, and raises
    text = sealed.payload
    handover = json.loads(text)["data"]["handover"]
    keep(f"{record_id}.json", text)
    message = f"ack|{record_id}|{hashlib.sha256(text).hexdigest()}"
    proof = hmac.new(handover["ackNonce"].encode(), message.encode(), "sha256").hexdigest()
    done = ask("POST", f"/{record_id}/ack", json={"lease": handover["lease"], "proof": proof})
    if done.status_code != 409:  # the lease has ended: it is ready again, and taken once more
        done.raise_for_status()
        print(record_id)


os.umask(0o077)
VAULT.mkdir(parents=True, exist_ok=True)
while records := ask("GET").json()["data"]["records"]:
    for record in records:
        take_over(record["recordId"])
