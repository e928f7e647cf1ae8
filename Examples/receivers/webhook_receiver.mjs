// Hears of events by webhook, and believes only those that are signed. Node 18 or later, no package.
// WEBHOOK_SECRET is what Lethe showed when the webhook was made; the port to listen on is the argument. Put a proxy that
// speaks TLS in front. One line is printed for each event; what you do with it belongs in `received`.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const secret = process.env.WEBHOOK_SECRET;
const tolerance = 300; // seconds that a timestamp may be off
const seen = new Set(); // a table of yours: the same event may come twice

function areEqual(wanted, given) {
  const [one, other] = [Buffer.from(wanted), Buffer.from(given ?? "")];
  return one.length === other.length && timingSafeEqual(one, other);
}

// The published way: HMAC-SHA256 of the bytes as they came, in hexadecimal. While a secret is replaced, the second header
// carries the signature under the new one.
function isSigned(headers, body) {
  const wanted = createHmac("sha256", secret).update(body).digest("hex");
  return areEqual(wanted, headers["x-hub-signature"]) || areEqual(wanted, headers["x-hub-signature-next"]);
}

// The way of Standard Webhooks (standardwebhooks.com): it covers the id and the time as well, so use this one.
function isStandard(headers, body) {
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : secret;
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": list = "" } = headers;
  if (!/^\d+$/.test(timestamp) || Math.abs(Date.now() / 1000 - timestamp) > tolerance) return false;
  const wanted = "v1," + createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
  return list.split(" ").some((one) => areEqual(wanted, one));
}

function received(event) {
  console.log(event.event, event.recordId, event.refId ?? "-", event.status);
}

const server = createServer((request, answer) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    const body = Buffer.concat(parts);
    if (!isSigned(request.headers, body) || !isStandard(request.headers, body)) return answer.writeHead(401).end();
    const event = JSON.parse(body);
    if (!seen.has(event.guid)) received(event); // a retry carries the same guid
    seen.add(event.guid);
    answer.writeHead(204).end();
  });
});
server.listen(Number(process.argv[2]), "127.0.0.1");
