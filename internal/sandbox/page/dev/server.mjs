// A stand-in for the practice workspace, for work on the page alone: canned
// people and messages, a little of the story. Start it with `npm run dev` and
// open the address it prints; "npm run build" puts a change before its eyes.
// An argument "mid" starts in the middle of the incident, "end" at its end.
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { actionMessage, board, channels, draft, failing, people, steps, verbs } from "./canned.mjs";

const dist = join(import.meta.dirname, "..", "dist");
const [stage = "start", port = "40100"] = process.argv.slice(2);

let now = Date.parse("2018-01-16T15:04:00Z");
let told = Date.now();
const speed = 30;
const clock = () => now + (Date.now() - told) * speed;
const jump = (to) => {
  now = Math.max(clock(), to);
  told = Date.now();
};

let stamp = 0;
const rooms = structuredClone(channels);
const messages = Object.fromEntries(rooms.map((c) => [c.id, []]));
const files = new Map([["/files/F1/inc-12-api-is-slow.md", draft]]);
const streams = new Set();
let step = 0;
let score = [];
let file = null;

function send(event) {
  for (const res of streams) res.write(`data: ${JSON.stringify(event)}\n\n`);
}

function say(channel, user, text, more = {}) {
  const at = clock();
  const ts = `${Math.floor(at / 1000)}.${String(++stamp).padStart(6, "0")}`;
  const message = {
    channel, ts, thread_ts: "", user, text, blocks: null, files: [], edited: false,
    ephemeral_for: "", system: false, at: new Date(at).toISOString(), ...more,
  };
  messages[channel].push(message);
  send({ type: "message", message });
  return message;
}

function edit(message, change) {
  Object.assign(message, change, { edited: true });
  send({ type: "message", message });
}

function room(id) {
  return rooms.find((c) => c.id === id);
}

function story() {
  return {
    title: "Toggl, 16 January 2018",
    intro: "You are Ana, on call at Toggl. Customers say that everything is slow. Type the line below to open an incident; Sitrep looks at the metrics for you.",
    now: new Date(clock()).toISOString(),
    speed,
    steps: steps.map((s, n) => ({ ...s, done: n < step, current: n === step })),
    buttons: [
      { id: "skip", label: "Skip to the next thing", note: step > 2 ? "15:16, first look at your action" : "15:10, Ben adds replicas", disabled: step === 0 || score.length > 0 },
      { id: "end", label: "End the incident and show me the postmortem", note: "", disabled: score.length > 0 },
    ],
    score,
    file,
  };
}

function reach(n) {
  step = Math.max(step, n);
  send({ type: "story", story: story() });
}

let theBoard = null;
let theAction = null;

function declare(user) {
  const id = "C12";
  if (room(id)) return;
  const c = { id, name: "inc-12-api-is-slow", topic: "SEV1 · API is slow · lead Ana", purpose: "", members: ["UBOT"], pins: [], archived: false };
  rooms.push(c);
  messages[id] = [];
  send({ type: "channel", channel: c });
  c.members = ["UBOT", user, "U0BEN"];
  send({ type: "channel", channel: c });
  say(id, user, "joined #inc-12-api-is-slow", { system: true });
  theBoard = say(id, "UBOT", "SEV1 API is slow: I ask 6 questions", { blocks: board(clock(), 0) });
  c.pins = [theBoard.ts];
  send({ type: "channel", channel: c });
}

function firstAnswers(user) {
  edit(theBoard, { text: "SEV1 API is slow: 2 of 20 in the pool since 15:00", blocks: board(clock(), 1) });
  const f = say("C12", "UBOT", "FAIL: 2 of 20 API servers take traffic, since 15:00", { blocks: failing() });
  say("C12", "UBOT", "Evidence", {
    thread_ts: f.ts,
    blocks: [
      { type: "section", text: { type: "mrkdwn", text: "*As it was asked*\n```sum(haproxy_server_up{proxy=\"api_be\"})```\nValue *2*, sampled 15:03:58 UTC (<!date^1516115038^{ago}|a moment ago>), source *main*." } },
      { type: "image", title: { type: "plain_text", text: "Servers in the pool, last hour" }, alt_text: "2 of 20 servers in the pool since 15:00", image_url: "/dev/chart.svg" },
    ],
  });
  say("C12", "UBOT", "INC-12 is yours to read: 1 no, 4 yes, 1 can't tell.", { thread_ts: f.ts });
  say("C01", "UBOT", "INC-12: I asked 6 questions: 1 no, 4 yes, 1 can't tell.", {
    ephemeral_for: user,
    blocks: [{ type: "section", text: { type: "mrkdwn", text: "*<#C12|inc-12-api-is-slow>* · I asked 6 questions: *1 no*, 4 yes, 1 can't tell." } }],
  });
}

function added() {
  theAction = say("C12", "UBOT", "Ben added 4 database replicas", { blocks: actionMessage(0) });
}

function end() {
  jump(clock() + 20 * 60_000);
  files.set("/files/F1/inc-12-api-is-slow.md", draft);
  say("C12", "UBOT", "INC-12 resolved: 18 API servers back in the pool", {
    blocks: actionMessage(3),
    files: [{ id: "F1", name: "inc-12-api-is-slow.md", title: "Draft: API is slow", mimetype: "text/markdown", size: draft.length, url: "/files/F1/inc-12-api-is-slow.md" }],
  });
  score = ["The pool showed it at 15:00. You were on it at 15:07. Toggl, without this, by 19:30. That is the product.", "Sitrep wrote 9 messages in the first ten minutes.", "The draft has 5 gaps that only people can fill."];
  file = { name: "inc-12-api-is-slow.md", url: "/files/F1/inc-12-api-is-slow.md" };
  reach(5);
}

function typed({ user, channel, thread_ts, text }) {
  if (!text.startsWith("/")) {
    say(channel, user, text, { thread_ts });
    return { ok: true };
  }
  const [command, verb, ...rest] = text.split(/\s+/);
  if (command !== "/incident") return { ok: false, error: `${command} is not a command of this workspace. Yours is still in the box.` };
  if (verb === "declare") {
    say(channel, "UBOT", "INC-12 is open and saved.", {
      ephemeral_for: user,
      blocks: [
        { type: "section", text: { type: "mrkdwn", text: "*INC-12 is open and saved.* SEV1 · API is slow · service _api_ (from your title)\nYour channel is on its way; first answers about 10 seconds after it." } },
        { type: "actions", block_id: "b1", elements: [button("Other service", "service"), button("Not real: call it off", "calloff")] },
      ],
    });
    setTimeout(() => declare(user), 700);
    setTimeout(() => {
      firstAnswers(user);
      reach(1);
    }, 3000);
  } else if (verb === "did") {
    added();
    reach(3);
  } else if (verb === "resolve") {
    end();
  } else {
    say(channel, "UBOT", "I did not know that.", { ephemeral_for: user, text: `I did not know \`${verb ?? ""}\`. For example: \`/incident status\`\nYou typed: ${[verb, ...rest].join(" ")}` });
  }
  return { ok: true };
}

function button(text, action, value = "x", style) {
  return { type: "button", text: { type: "plain_text", text }, action_id: action, value, ...(style ? { style } : {}) };
}

function clicked({ user, action_id }) {
  if (action_id === "wrong") return { ok: false, error: "The bot did not answer within three seconds. Press it again." };
  if (action_id === "own") {
    edit(theBoard, { blocks: board(clock(), 2) });
    say("C12", user, "is on it", { system: true });
    reach(2);
  }
  return { ok: true };
}

function skip() {
  jump(Date.parse("2018-01-16T15:16:00Z"));
  if (!theAction) added();
  edit(theAction, { blocks: actionMessage(1) });
  say("C12", "UBOT", "Nothing has moved yet: added 4 database replicas", { blocks: actionMessage(2) });
  reach(4);
}

// What stands there before anyone types.
jump(Date.parse("2018-01-16T15:04:00Z"));
say("C01", "U0BEN", "joined #general", { system: true });
say("C01", "U0CHO", "Anyone else seeing timeouts? Support has 14 tickets since 15:00 and the status page at <http://status.example.com|status> says all is well.");
say("C01", "U0CHO", "p95 was 0.3 s at 14:35-14:40, now it is 4 s :eyes:");
say("C01", "U0BEN", "Looking. <@U0ANA> you are on call?");
if (stage !== "start") {
  typed({ user: "U0ANA", channel: "C01", thread_ts: "", text: "/incident declare sev1 API is slow" });
  setTimeout(() => {
    clicked({ user: "U0ANA", action_id: "own" });
    say("C12", "U0ANA", "I am on the pool. Ben, what changed at 14:31?");
    say("C12", "U0BEN", "deploy v42, nothing else that I know of");
    typed({ user: "U0BEN", channel: "C12", thread_ts: "", text: "/incident did added 4 database replicas" });
    skip();
    if (stage === "end") end();
  }, 3500);
}
setInterval(() => {
  if (theBoard && score.length === 0) edit(theBoard, { blocks: board(clock(), step > 1 ? 2 : 1) });
  send({ type: "story", story: story() });
}, 5000);

const kinds = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".md": "text/markdown; charset=utf-8" };

createServer(async (req, res) => {
  const { pathname } = new URL(req.url, "http://localhost");
  const json = (body) => res.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  if (req.method === "POST") {
    let body = "";
    for await (const part of req) body += part;
    const said = JSON.parse(body);
    await new Promise((done) => setTimeout(done, 250));
    if (pathname === "/page/type") return json(typed(said));
    if (pathname === "/page/click") return json(clicked(said));
    if (pathname === "/page/story") {
      if (said.id === "skip") skip();
      else end();
      return json({ ok: true });
    }
  }
  if (pathname === "/page/state") {
    return json({ team: { id: "T1", name: "Toggl practice" }, command: "/incident", verbs, me: "U0ANA", people, channels: rooms, messages, story: story() });
  }
  if (pathname === "/page/stream") {
    res.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" }).flushHeaders();
    streams.add(res);
    return req.on("close", () => streams.delete(res));
  }
  if (files.has(pathname)) return res.writeHead(200, { "Content-Type": kinds[".md"] }).end(files.get(pathname));
  if (pathname === "/dev/chart.svg") return res.writeHead(200, { "Content-Type": "image/svg+xml" }).end(chart);
  const path = join(dist, normalize(pathname === "/" ? "/index.html" : pathname));
  if (!path.startsWith(dist) || !existsSync(path)) return res.writeHead(404).end();
  res.writeHead(200, { "Content-Type": kinds[extname(path)] ?? "text/plain" });
  createReadStream(path).pipe(res);
}).listen(Number(port), "127.0.0.1", () => console.log(`http://127.0.0.1:${port}/`));

const chart = `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="300" viewBox="0 0 800 300"><rect width="800" height="300" fill="#fff"/><path d="M40 40H420V250H780" fill="none" stroke="#0d6b62" stroke-width="4"/><g font-family="sans-serif" font-size="16" fill="#333"><text x="8" y="46">20</text><text x="14" y="256">2</text><text x="390" y="286">15:00</text></g></svg>`;
