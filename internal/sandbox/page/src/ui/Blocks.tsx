import { createContext, memo, useContext, useState, type ReactNode } from "react";
import type { Block, Confirm, Element, Message, TextObject } from "../wire.ts";
import { useWorkspace } from "../workspace.ts";
import { Rich, Text } from "./Rich.tsx";

// The layout of the blocks that Sitrep sends is ours, because the renderer's
// buttons cannot be pressed and its texts are read wrongly; rich text and
// every other block are the renderer's.

/** Surface is what a press on a control in blocks leads to. */
export interface Surface {
  press(block: string, action: string, value: string): Promise<string>;
  /** field draws what can be filled in, where the surface keeps what stands there. */
  field?(block: Block, of: Element): ReactNode;
}

const SurfaceContext = createContext<Surface | null>(null);

export const Blocks = memo(function Blocks(props: { message: Message }) {
  const { message } = props;
  const { press } = useWorkspace();
  if (!message.blocks?.length) {
    return <Text of={{ type: "mrkdwn", text: message.text }} />;
  }
  return <BlockList blocks={message.blocks} on={{ press: (block, action, value) => press(message, block, action, value) }} />;
});

export function BlockList(props: { blocks: Block[]; on: Surface }) {
  return (
    <SurfaceContext value={props.on}>
      <div className="blocks">
        {/* By place and not by id: an edit gives new ids, and the focus must stay. */}
        {props.blocks.map((b, n) => (
          <OneBlock key={`${n} ${b.type}`} block={b} />
        ))}
      </div>
    </SurfaceContext>
  );
}

function OneBlock(props: { block: Block }) {
  const { block: b } = props;
  switch (b.type) {
    case "header":
      return <h3 className="b-header">{b.text && <Text of={{ type: "plain_text", text: b.text.text }} />}</h3>;
    case "divider":
      return <hr />;
    case "section":
      return (
        <div className="b-section">
          <div className="b-text">
            {b.text && <Text of={b.text} />}
            {b.fields && (
              <div className="b-fields">
                {b.fields.map((f, n) => (
                  <Text key={n} of={f} />
                ))}
              </div>
            )}
          </div>
          {b.accessory && <Part of={b.accessory} block={b} />}
        </div>
      );
    case "context":
      return (
        <div className="b-context">
          {(b.elements ?? []).map((e, n) =>
            e.type === "image" ? <Part key={n} of={e} block={b} />
            : <Text key={n} of={e as unknown as TextObject} />,
          )}
        </div>
      );
    case "image":
      return <Figure of={b} />;
    case "actions":
      return <Actions block={b} />;
    case "input":
      return b.element ? <Part of={b.element} block={b} /> : null;
    default: {
      // The id of a block is not the id of anything on the page.
      const { block_id: _, ...rest } = b;
      return <Rich blocks={[rest]} />;
    }
  }
}

function Actions(props: { block: Block }) {
  const [error, setError] = useState("");
  return (
    <div className="b-actions">
      {(props.block.elements ?? []).map((e, n) => (
        <Part key={`${n} ${e.action_id}`} of={e} block={props.block} onError={setError} />
      ))}
      {error && (
        <p className="error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

interface PartProps {
  of: Element;
  block: Block;
  onError?: (words: string) => void;
}

function Part(props: PartProps) {
  const { of } = props;
  const surface = useContext(SurfaceContext);
  if (of.type === "button") return <Button {...props} />;
  if (of.type === "image") return <Picture className="small" src={of} alt={of.alt_text ?? ""} />;
  const field = surface?.field?.(props.block, of);
  if (field) return field;
  if (choices(of).length > 0) return <Choice {...props} />;
  return <span className="quiet">(This control works only in Slack: {of.type.replaceAll("_", " ")})</span>;
}

/** usePress asks what the control asks first, and then acts. */
function usePress({ of, block, onError }: PartProps) {
  const surface = useContext(SurfaceContext);
  const { ask } = useWorkspace();
  const [busy, setBusy] = useState(false);
  async function press(value: string) {
    const question = asked(of);
    if (busy || !surface || (question && !(await ask(question)))) return;
    if (of.url) window.open(of.url, "_blank", "noopener,noreferrer");
    setBusy(true);
    onError?.("");
    onError?.(await surface.press(block.block_id ?? "", of.action_id ?? "", value));
    setBusy(false);
  }
  return { busy, press };
}

/** asked is what a control asks before it acts. */
function asked(of: Element): Confirm | null {
  const c = of.confirm as Partial<Record<keyof Confirm, TextObject | string>> | undefined;
  if (!c) return null;
  return { title: words(c.title), text: words(c.text), confirm: words(c.confirm), deny: words(c.deny), style: words(c.style) };
}

const words = (t: TextObject | string | undefined) => (typeof t === "string" ? t : (t?.text ?? ""));

function Button(props: PartProps) {
  const { of } = props;
  const [own, setOwn] = useState("");
  const { busy, press } = usePress({ ...props, onError: props.onError ?? setOwn });
  // aria-disabled and not disabled: a press must not take the focus away.
  return (
    <span className="b-button">
      <button
        type="button"
        className={`btn ${of.style === "primary" || of.style === "danger" ? of.style : ""}`}
        data-action={of.action_id}
        aria-disabled={busy}
        aria-busy={busy}
        aria-label={of.accessibility_label}
        onClick={() => void press(of.value ?? "")}
      >
        {busy && <span className="spinner" aria-hidden="true" />}
        <Text of={{ type: "plain_text", text: words(of.text) }} />
      </button>
      {own && (
        <span className="error" role="alert">
          {own}
        </span>
      )}
    </span>
  );
}

interface Option {
  text: TextObject;
  value: string;
}

/** choices are the options of a menu, a row of radio buttons or an overflow. */
function choices(e: Element): Option[] {
  if (!["static_select", "overflow", "radio_buttons"].includes(e.type)) return [];
  const groups = (e.option_groups ?? []) as { options: Option[] }[];
  return [...((e.options ?? []) as Option[]), ...groups.flatMap((g) => g.options)];
}

function Choice(props: PartProps) {
  const { of } = props;
  const { busy, press } = usePress(props);
  const label = words(of.placeholder as TextObject | undefined) || "Choose";
  return (
    <select className="btn" aria-label={label} aria-busy={busy} value="" data-action={of.action_id} onChange={(e) => e.target.value && void press(e.target.value)}>
      <option value="">{label}</option>
      {choices(of).map((o) => (
        <option key={o.value} value={o.value}>
          {words(o.text)}
        </option>
      ))}
    </select>
  );
}

function Figure(props: { of: Block }) {
  const { of } = props;
  const title = words(of.title);
  return (
    <figure className="b-image">
      {title && <figcaption>{title}</figcaption>}
      <Picture src={of} alt={of.alt_text ?? title} />
    </figure>
  );
}

/** Picture shows an image of this workspace; the page fetches from nowhere else. */
function Picture(props: { src: Pick<Block, "image_url" | "slack_file">; alt: string; className?: string }) {
  const { files } = useWorkspace();
  const { image_url, slack_file } = props.src;
  const url = image_url ?? slack_file?.url ?? files.get(slack_file?.id ?? "")?.url ?? "";
  const at = new URL(url || "about:blank", window.location.href);
  if (at.protocol !== "data:" && at.origin !== window.location.origin) {
    return <span className="quiet">(Picture: {props.alt})</span>;
  }
  return <img className={props.className} src={at.href} alt={props.alt} />;
}
