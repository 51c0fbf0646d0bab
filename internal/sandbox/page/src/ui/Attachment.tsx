import { useEffect, useState } from "react";

/** Attachment is a file before it is sent, a picture with a small view of it. */
export function Attachment(props: { of: File; onRemove(): void }) {
  const { of: f } = props;
  const [url, setURL] = useState("");
  useEffect(() => {
    if (!f.type.startsWith("image/")) return;
    const made = URL.createObjectURL(f);
    setURL(made);
    return () => URL.revokeObjectURL(made);
  }, [f]);
  return (
    <p className="attachment">
      {url && <img src={url} alt="" />}
      <span className="entry-name">{f.name}</span>
      <span className="quiet">{f.size < 1024 ? `${f.size} B` : `${Math.round(f.size / 1024)} kB`}</span>
      <button type="button" className="btn" aria-label={`Remove ${f.name}`} onClick={props.onRemove}>
        Remove
      </button>
    </p>
  );
}
