import type { State, StreamEvent } from "./wire.ts";

/** post sends one act of a person and returns what went wrong, or "". */
export async function post(path: string, body: unknown): Promise<string> {
  try {
    const res = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const said = (await res.json().catch(() => null)) as { ok?: boolean; error?: string } | null;
    if (said?.ok) return "";
    return said?.error || `The workspace answered ${res.status}. It was not sent.`;
  } catch {
    return "The workspace did not answer. It was not sent.";
  }
}

export interface Listener {
  state(s: State): void;
  event(e: StreamEvent): void;
  lost(): void;
}

/**
 * follow keeps the page up to date until it is stopped. The stream is opened
 * before the state is read, and what comes between the two is applied after
 * it, so that no change can fall into the gap.
 */
export function follow(to: Listener): () => void {
  let stopped = false;
  let source: EventSource | null = null;
  let again = 0;

  function open() {
    if (stopped) return;
    const es = new EventSource("/page/stream");
    source = es;
    let early: StreamEvent[] | null = [];
    es.onmessage = (m) => {
      const e = JSON.parse(m.data) as StreamEvent;
      if (early) early.push(e);
      else to.event(e);
    };
    es.onopen = async () => {
      try {
        const res = await fetch("/page/state");
        if (!res.ok) throw new Error(String(res.status));
        const state = (await res.json()) as State;
        if (stopped || source !== es) return;
        to.state(state);
        for (const e of early ?? []) to.event(e);
        early = null;
      } catch {
        retry(es);
      }
    };
    es.onerror = () => retry(es);
  }

  // The browser would retry by itself, but only for some failures; a page
  // that outlives its server has to come back after every kind.
  function retry(es: EventSource) {
    es.close();
    if (stopped || source !== es) return;
    source = null;
    to.lost();
    again = window.setTimeout(open, 1000);
  }

  open();
  return () => {
    stopped = true;
    window.clearTimeout(again);
    source?.close();
  };
}
