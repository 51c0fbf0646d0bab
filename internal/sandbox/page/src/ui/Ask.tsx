import type { Confirm } from "../wire.ts";
import { Dialog } from "./Dialog.tsx";
import { Text } from "./Rich.tsx";

/** Ask puts a question before something is done. */
export function Ask(props: { question: Confirm; onAnswer(yes: boolean): void }) {
  const { question: q } = props;
  const harmful = q.style === "danger";
  return (
    <Dialog label={q.title} className="ask" onClose={() => props.onAnswer(false)}>
      <h2>{q.title}</h2>
      <Text of={{ type: "mrkdwn", text: q.text }} />
      <div className="dialog-foot">
        {/* Enter takes the harmless way where there is a harmful one. */}
        <button type="button" className={`btn ${harmful ? "danger solid" : "primary"}`} data-first={harmful ? undefined : ""} onClick={() => props.onAnswer(true)}>
          {q.confirm}
        </button>
        <button type="button" className="btn" data-first={harmful ? "" : undefined} onClick={() => props.onAnswer(false)}>
          {q.deny}
        </button>
      </div>
    </Dialog>
  );
}
