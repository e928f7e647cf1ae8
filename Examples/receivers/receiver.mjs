// Takes over everybody who is ready: opens, writes to the disk, then acknowledges. Node 18 or later, no package.
// LETHE_URL, LETHE_SERVICE, HANDOVER_KEY, RECEIVER_KEY (private key, PEM); the folder to write to is the argument.
import { constants, createDecipheriv, createHash, createHmac, privateDecrypt } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const { LETHE_URL, LETHE_SERVICE, HANDOVER_KEY, RECEIVER_KEY } = process.env;
const receiverKey = readFileSync(RECEIVER_KEY);
const vault = process.argv[2];

// An answer that came whole. Whoever asks too often, or too early, waits as long as he is told.
async function ask(path, body) {
  for (let attempt = 0; attempt < 10; attempt++) {
    try {
      const answer = await fetch(`${LETHE_URL}/api/v1/services/${LETHE_SERVICE}/handover${path}`, {
        method: body ? "POST" : "GET", body, signal: AbortSignal.timeout(60_000),
        headers: { Authorization: HANDOVER_KEY, "Content-Type": "application/json" },
      });
      const text = await answer.text();
      if (answer.ok || answer.status === 409) return { isGone: answer.status === 409, text };
      if (answer.status !== 429 && answer.status !== 503) throw new RangeError(`${answer.status} for ${path}: ${text}`);
      await sleep(1000 * (answer.headers.get("Retry-After") ?? 1));
    } catch (error) {
      if (error instanceof RangeError) throw error; // refused; anything else was cut, or not reachable
      await sleep(100 * 2 ** attempt);
    }
  }
  throw new Error("Lethe does not answer.");
}

// A JWE in its compact form. Plain text is none, and throws; so does every other algorithm, and a changed byte.
function open(compact) {
  const [header, ...parts] = compact.split(".");
  const [wrapped, nonce, sealed, tag] = parts.map((part) => Buffer.from(part, "base64url"));
  const { alg, enc, zip } = JSON.parse(Buffer.from(header, "base64url"));
  if (alg !== "RSA-OAEP-256" || enc !== "A256GCM" || zip || tag?.length !== 16) throw new Error("Not sealed as agreed.");
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  const key = privateDecrypt({ key: receiverKey, padding, oaepHash: "sha256" }, wrapped);
  const cipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: 16 }).setAuthTag(tag);
  return Buffer.concat([cipher.setAAD(Buffer.from(header)).update(sealed), cipher.final()]);
}

function sync(path) {
  const place = openSync(path, "r");
  fsyncSync(place);
  closeSync(place);
}

// On the disk for good when it returns; under this name whole or not at all.
function keep(name, text) {
  const part = `${vault}/.${name}.part`;
  writeFileSync(part, text);
  sync(part);
  renameSync(part, `${vault}/${name}`);
  sync(vault);
}

async function takeOver(recordId) {
  const answer = await ask(`/${recordId}`);
  if (answer.isGone) return; // no longer ready
  const text = open(answer.text);
  const { lease, ackNonce } = JSON.parse(text).data.handover;
  keep(`${recordId}.json`, text);
  const digest = createHash("sha256").update(text).digest("hex");
  const proof = createHmac("sha256", ackNonce).update(`ack|${recordId}|${digest}`).digest("hex");
  const done = await ask(`/${recordId}/ack`, JSON.stringify({ lease, proof }));
  if (!done.isGone) console.log(recordId); // gone: the lease has ended, it is ready again, and taken once more
}

process.umask(0o077);
mkdirSync(vault, { recursive: true });
for (let records; (records = JSON.parse((await ask("")).text).data.records).length; ) {
  for (const { recordId } of records) await takeOver(recordId);
}
