// Writes stringify.ndjson: what JavaScript prints for strings of interest. Run with: node stringify.js > stringify.ndjson
const line = (text) => console.log(`[${JSON.stringify([...text].map((c) => c.codePointAt(0)))},${JSON.stringify(text)}]`);
for (let c = 0; c < 0x180; c++) line(String.fromCodePoint(c));
for (const c of [0x7ff, 0x800, 0x2028, 0x2029, 0xd7ff, 0xe000, 0xfeff, 0xfffd, 0xffff, 0x10000, 0x1f600, 0x10ffff]) {
    line(String.fromCodePoint(c));
}
line("");
for (let n = 1; n < 40; n++) {
    for (const odd of ['"', "\\", "\n", "\u001f", "é", "/", "\u007f"]) {
        line("x".repeat(n - 1) + odd + "y".repeat((n * 7) % 19));
    }
}
