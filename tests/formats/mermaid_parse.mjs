// Reads a JSON list of diagrams from standard input and gives Mermaid's own parse of each.
import DOMPurify from "dompurify";

// Mermaid cleans titles as HTML, which needs a browser; parsing does not.
DOMPurify.addHook = () => {};
DOMPurify.sanitize = (text) => text;

const { default: mermaid } = await import("mermaid");
await mermaid.parse("journey");
const { db } = await mermaid.mermaidAPI.getDiagramFromText("journey"); // one for all journeys

async function parse(text) {
  try {
    await mermaid.parse(text);
    const tasks = db.getTasks().map(({ section, task, score, people }) => ({ section, task, score, people }));
    return { ok: true, title: db.getDiagramTitle(), sections: [...db.getSections()], tasks };
  } catch (error) {
    return { ok: false, error: String(error.message ?? error).split("\n").slice(0, 3).join(" | ") };
  }
}

let input = "";
for await (const chunk of process.stdin) input += chunk;
const parses = [];
for (const text of JSON.parse(input)) parses.push(await parse(text));
process.stdout.write(JSON.stringify(parses));
