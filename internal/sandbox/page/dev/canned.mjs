// What the stand-in shows: the messages of Sitrep's first incident.

export const people = [
  { id: "U0ANA", name: "ana", real_name: "Ana", color: "#7a5cff", bot: false },
  { id: "U0BEN", name: "ben", real_name: "Ben", color: "#2d7dd2", bot: false },
  { id: "U0CHO", name: "cho", real_name: "Cho", color: "#e2a03f", bot: false },
  { id: "UBOT", name: "sitrep", real_name: "Sitrep", color: "#0d6b62", bot: true },
];

export const channels = [
  { id: "C01", name: "general", topic: "", purpose: "", members: ["U0ANA", "U0BEN", "U0CHO"], pins: [], archived: false },
  { id: "C02", name: "incidents", topic: "Every incident is announced here", purpose: "", members: ["U0ANA", "U0BEN", "UBOT"], pins: [], archived: false },
  { id: "C03", name: "random", topic: "", purpose: "", members: ["U0CHO"], pins: [], archived: false },
];

const verb = (name, args, short, example, ...aliases) => ({ name, args, short, example: `/incident ${example}`, aliases });

export const verbs = [
  verb("declare", "[sev] [on <service>] <title>", "Open an incident", "declare sev1 API is slow", "new", "open"),
  verb("status", "", "Show the board again", "status"),
  verb("check", "<what>", "Run a check or a runbook", "check pool"),
  verb("answer", "<check> ok|bad|? <why>", "Answer a question that only a person can", "answer hands ok nobody touched them"),
  verb("did", "<what>", "Record an action and have its effect measured", "did added 4 database replicas"),
  verb("note", "<text>", "Write a line into the timeline", "note customers write in", "n"),
  verb("lead", "[@person]", "Take or hand over the lead", "lead @ben"),
  verb("sev", "<severity>", "Change the severity", "sev sev2"),
  verb("resolve", "<what fixed it>", "End this channel's incident", "resolve put 18 API servers back"),
  verb("timeline", "", "Show what happened so far", "timeline"),
  verb("undo", "", "Take back your last line", "undo"),
  verb("postmortem", "", "Write the draft", "postmortem", "pm"),
  verb("list", "", "List open incidents", "list"),
  verb("help", "[all]", "Show what fits now", "help"),
];

export const steps = [
  { text: "Type /incident declare sev1 API is slow", insert: "/incident declare sev1 API is slow" },
  { text: "Read what the bot found, and take it: press [I'm on it]", insert: "" },
  { text: "Ben thinks it is the database. Type /incident did added 4 database replicas", insert: "/incident did added 4 database replicas" },
  { text: "See that the four receive nothing. Press [Skip to the next thing] to get to the verdict", insert: "" },
  { text: "Press [End the incident and show me the postmortem]", insert: "" },
];

const section = (text) => ({ type: "section", text: { type: "mrkdwn", text } });
const context = (text) => ({ type: "context", elements: [{ type: "mrkdwn", text }] });
const actions = (id, ...elements) => ({ type: "actions", block_id: id, elements });
const button = (text, action_id, style) => ({
  type: "button", text: { type: "plain_text", text }, action_id, value: action_id, ...(style ? { style } : {}),
});

export function board(now, stage) {
  const read = Math.floor(now / 1000) - 12;
  if (stage === 0) {
    return [section("*SEV1 · API is slow · INC-12* · investigating · lead <@U0ANA>"), section("I ask 6 questions. Answers in a few seconds.")];
  }
  return [
    section("*SEV1 · API is slow · INC-12* · investigating, 9 min · lead <@U0ANA>"),
    section(`*Breaks here:* running 20 → *in the pool 2* → receiving 2 · since 15:00 UTC\n${stage > 1 ? "<@U0ANA> is on it." : "Nobody is on it."}`),
    ...(stage > 1 ? [] : [actions("board", button("I'm on it", "own", "primary"))]),
    section("✗ *no* Is the API pool whole? 2 of 20\n? *can't tell* Is the database near its limit? Stopped reporting at 14:58\n✓ 4 more are fine · 5 are not set up for api\n☐ *please answer* Did anyone touch these hosts outside the deploy log?"),
    actions("ask", button("No", "no"), button("Yes…", "yes"), button("Ask later", "later")),
    { type: "divider" },
    section("Last change before it began: deploy v42, 14:31\nTried: 4 db replicas (15:06): receiving 0; verdict at 15:16\nThinking: T1 database overloaded, 6 min, nothing measured for it\nNext word to others: 15:34"),
    context(`Read 15:13 UTC (<!date^${read}^{ago}|12 seconds ago>). If this is older than five minutes, I am down.`),
  ];
}

export function failing() {
  return [
    section("✗ *FAIL · Is the API pool whole? No: 2 of 20 take traffic.*"),
    section("Since 15:00 UTC, 4 min before you declared. Yesterday at this time: 20. Wanted: at least 16.\nOut: `api-3`, `api-4`, `api-5` and 15 more. 18 of them refuse connections."),
    section("*Next:* put them back, or find why each left. Other causes can wait."),
    actions("fail", button("I'm on it", "own", "primary"), button("That's wrong…", "wrong"), button("Evidence", "evidence")),
  ];
}

export function actionMessage(stage) {
  switch (stage) {
    case 0:
      return [section("15:06 · Ben *added 4 database replicas* · I compare p95 and the pool with 14:35-14:40, first look 15:08"), actions("did", button("Still running", "running"), button("Finished now", "finished"), button("Undo", "undo", "danger"))];
    case 1:
      return [section("15:06 · Ben *added 4 database replicas*\nNew since 15:06: db-5 to db-8. asked 4 → running 4 → healthy 4 → *receiving 0*"), actions("did", button("Finished now", "finished"), button("Undo", "undo", "danger"))];
    case 2:
      return [
        section("○ *Nothing has moved yet: added 4 database replicas* (10 min)\np95 4.1 → 4.2 s (normal 0.3). Pool 2 → 2 of 20."),
        section("The four are healthy and *receive nothing*: they wait for traffic that does not come. The step before them is the API pool, 2 of 20, nobody on it."),
        context("Same window: api-7 restarted (15:09), so neither can be judged alone. Next look 15:36."),
        actions("moved", button("I take the pool", "own", "primary"), button("Not finished yet", "running"), button("Undoing it", "undo")),
      ];
    default:
      return [
        { type: "header", text: { type: "plain_text", text: "INC-12 resolved 20:45 UTC" } },
        section("✓ *18 API servers back in the pool* (Ana)\nAll 6 checks pass, for 22 min. I watch until 21:45 and speak up if one fails again."),
        section("*On the metrics at 15:00; someone on it at 15:07: 7 min.* Nothing measured moved after 3 of 5 actions.\n&gt; a quoted line, with 5 &gt; 3 and haproxy_up\n*Draft:* </files/F1/inc-12-api-is-slow.md|open> · 5 gaps only people can fill".replace("</files", "<http://127.0.0.1:40100/files")),
        { type: "section", fields: [{ type: "mrkdwn", text: "*Told*\n15:04" }, { type: "mrkdwn", text: "*Owned*\n15:07" }] },
        { type: "rich_text", elements: [
          { type: "rich_text_section", elements: [{ type: "text", text: "Watched: " }, { type: "text", text: "pool", style: { bold: true } }, { type: "text", text: " and " }, { type: "text", text: "p95", style: { code: true } }] },
          { type: "rich_text_list", style: "bullet", elements: [{ type: "rich_text_section", elements: [{ type: "text", text: "pool 20 of 20" }] }, { type: "rich_text_section", elements: [{ type: "text", text: "p95 0.3 s, asked by " }, { type: "user", user_id: "U0BEN" }] }] },
        ] },
        actions("felt", button("15:00 pool fell", "felt"), button("14:45 alert", "felt2"), button("Other…", "felt3")),
      ];
  }
}

export const draft = `---
incident: INC-12
title: API is slow
status: draft
---

# INC-12 · API is slow

DRAFT · owner Dana · due Mon 22 Jan · all times UTC, 16 Jan 2018

<!-- sitrep:figures -->

**In one breath.** Toggl was down from 15:00, then came and went, and was clear by 20:45 at the latest. 18 of 20 API servers had left the pool.

**It was on the metrics at 15:00. We acted on it at 15:07. 7 minutes.**

## Timeline

| when | what | source |
|---|---|---|
| 15:00 | The pool fell from 20 to 2 | metrics |
| 15:04 | Ana declared SEV1 | person |
| 15:06 | We added 4 database replicas | person |
| 15:16 | Nothing measured had moved | metrics |

## Actions after which nothing measured moved: 3

1. 15:06 added 4 database replicas
2. 16:20 restarted the workers
3. 18:10 raised the connection limit

## Left for you

- [ ] What made it possible
- [ ] What surprised us
- [x] Confirm when it began

\`\`\`promql
sum(haproxy_server_up{proxy="api_be"})
\`\`\`

> Blind time: not known, because nobody was asked before 15:04.
`;
