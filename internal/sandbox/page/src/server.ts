import type { State, StreamEvent } from "./wire.ts";

/** post sends one act of a person and returns what went wrong, or "". */
export async function post(path: string, body: unknown): Promise<string> {
  return send(path, "application/json", JSON.stringify(body));
}

/** share sends a file with the line that stood beside it. */
export async function share(to: { user: string; channel: string; thread_ts: string; text: string }, file: File): Promise<string> {
  const words = new URLSearchParams({ ...to, name: file.name });
  return send(`/page/share?${words}`, "application/octet-stream", file);
}

async function send(path: string, kind: string, body: BodyInit): Promise<string> {
  try {
    const res = await fetch(path, { method: "POST", headers: { "Content-Type": kind }, body });
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
  /** The workspace has nobody of that name: it is another one than before. */
  nobody(): void;
}

/**
 * follow keeps the page up to date with what one person sees until it is
 * stopped; with what the workspace's own choice of person sees if as is "". The stream is opened
 * before the state is read, and what comes between the two is applied after
 * it, so that no change can fall into the gap.
 */
export function follow(as: string, to: Listener): () => void {
  const whose = as ? `?as=${encodeURIComponent(as)}` : "";
  let stopped = false;
  let source: EventSource | null = null;
  let again = 0;

  function open() {
    if (stopped) return;
    const es = new EventSource(`/page/stream${whose}`);
    source = es;
    let early: StreamEvent[] | null = [];
    es.onmessage = (m) => {
      const e = JSON.parse(m.data) as StreamEvent;
      if (early) early.push(e);
      else to.event(e);
    };
    es.onopen = async () => {
      try {
        const res = await fetch(`/page/state${whose}`);
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
    void reopen();
  }

  async function reopen() {
    const there = whose ? await fetch(`/page/state${whose}`).catch(() => null) : null;
    if (stopped) return;
    if (there?.status === 404) {
      to.nobody();
      return;
    }
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
