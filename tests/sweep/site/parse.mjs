// Parse the diagrams of a JSON file, [{name, text}], with Mermaid; print what it says of those that it refuses.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("");
Object.assign(globalThis, { window, document: window.document, Element: window.Element });
const { default: mermaid } = await import("mermaid");

const refused = [];
for (const { name, text } of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  await mermaid.parse(text).catch((error) => refused.push(`${name}: ${error.message}`));
}
console.log(JSON.stringify(refused));
